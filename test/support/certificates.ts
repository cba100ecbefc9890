/** An authority and what it signs, made with openssl in a temporary folder. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SignedPair {
  readonly cert: string
  readonly key: string
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Everything it makes lies in its folder; `dispose` removes that. */
export class TestAuthority {
  readonly folder = mkdtempSync(join(tmpdir(), 'steward-tls-'))
  readonly cert = join(this.folder, 'ca.pem')
  readonly #key = join(this.folder, 'ca.key')
  #count = 0

  constructor(name = 'Test authority') {
    this.#openssl(
      'req',
      '-x509',
      ...KEY,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      this.#key,
      '-out',
      this.cert,
    )
  }

  /** A certificate of this authority. `alternative` names the server: `IP:127.0.0.1`. */
  sign(commonName: string, alternative?: string): SignedPair {
    const at = (end: string) => join(this.folder, `${this.#count}.${end}`)
    this.#count += 1
    const [key, request, cert, extension] = ['key', 'csr', 'pem', 'ext'].map(at) as [
      string,
      string,
      string,
      string,
    ]
    this.#openssl('req', ...KEY, '-subj', `/CN=${commonName}`, '-keyout', key, '-out', request)
    writeFileSync(extension, alternative === undefined ? '' : `subjectAltName=${alternative}`)
    const authority = ['-CA', this.cert, '-CAkey', this.#key, '-CAcreateserial', '-days', '2']
    this.#openssl('x509', '-req', '-in', request, ...authority, '-extfile', extension, '-out', cert)
    return { cert, key }
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' })
  }
}
