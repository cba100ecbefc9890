/**
 * MQTT over TLS. The certificate and its key are files that somebody else renews: they are looked at every few seconds,
 * a new pair is tried and put in force without a restart, and one that does not fit leaves the old one where it is.
 *
 * With an authority, a client may show a certificate of its own instead of a password: the common name in it is the
 * credential it signs in as. One that shows a certificate of another authority is turned away.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createSecureContext, createServer, type Server, type TLSSocket } from 'node:tls'
import type { TlsStatus } from '../core/contract/credential.ts'
import type { Clock } from '../core/ports.ts'
import { TLS_FILES_CHECK_MS, TLS_HANDSHAKE_MAX_MS } from './limits.ts'
import type { Origin } from './wire.ts'

export interface TlsFiles {
  readonly cert: string
  readonly key: string
  /** The authority of client certificates; null lets nobody sign in with one. */
  readonly ca: string | null
}

export interface TlsParts {
  readonly files: TlsFiles
  readonly clock: Clock
  readonly log: {
    warn(fields: object, message: string): void
    info?(fields: object, message: string): void
  }
  readonly take: (socket: TLSSocket, origin: Origin) => void
}

export interface TlsListener {
  readonly server: Server
  status(): TlsStatus
  /** Looks at the files now; the same happens by itself every few seconds. */
  check(): void
  close(): void
}

const OLDEST_TLS = 'TLSv1.2'

/** Throws one line that names the setting when the first pair cannot be used. */
export function openTls({ files, clock, log, take }: TlsParts): TlsListener {
  let seen = stampOf(files)
  const first = load(files)
  let shown = statusOf(first, files, clock)
  const server = createServer(
    { ...first.pem, noDelay: true, handshakeTimeout: TLS_HANDSHAKE_MAX_MS },
    socket => {
      const origin = originOf(socket)
      if (origin === undefined) return void socket.destroy()
      take(socket, origin)
    },
  )
  // A handshake that fails is its client's affair.
  server.on('tlsClientError', (_error, socket) => socket.destroy())

  function check(): void {
    const stamp = stampOf(files)
    if (stamp === seen) return
    seen = stamp
    try {
      const loaded = load(files)
      server.setSecureContext(loaded.pem)
      shown = statusOf(loaded, files, clock)
      log.info?.({ names: shown.names, validTo: shown.validTo }, 'a new TLS certificate is in force')
    } catch (error) {
      const refused = error instanceof Error ? error.message : String(error)
      shown = { ...shown, refused }
      log.warn({ reason: refused }, 'the new TLS certificate was not taken; the old one stays in force')
    }
  }

  const timer = setInterval(check, TLS_FILES_CHECK_MS)
  return {
    server,
    status: () => shown,
    check,
    close() {
      clearInterval(timer)
      server.close()
    },
  }
}

/** Undefined for a certificate that our authority has not signed, or that says no name. */
function originOf(socket: TLSSocket): Origin | undefined {
  const address = socket.remoteAddress ?? ''
  const shown = socket.getPeerX509Certificate()
  if (shown === undefined) return { address, secure: true, certified: null }
  const certified = socket.authorized ? commonNameOf(shown) : undefined
  return certified === undefined ? undefined : { address, secure: true, certified }
}

/** One name only: two would leave open who it is. */
function commonNameOf({ subject }: X509Certificate): string | undefined {
  const names = (subject ?? '').split('\n').flatMap(line => /^CN=(.+)$/.exec(line)?.[1] ?? [])
  return names.length === 1 ? names[0] : undefined
}

interface Loaded {
  readonly pem: {
    readonly cert: Buffer
    readonly key: Buffer
    readonly ca?: Buffer
    readonly requestCert: boolean
    readonly rejectUnauthorized: false
    readonly minVersion: typeof OLDEST_TLS
  }
  readonly certificate: X509Certificate
}

/** Throws what is wrong with the pair, in one line. */
function load({ cert, key, ca }: TlsFiles): Loaded {
  const pem = {
    cert: read(cert, 'STEWARD_MQTTS_CERT'),
    key: read(key, 'STEWARD_MQTTS_KEY'),
    ...(ca === null ? {} : { ca: read(ca, 'STEWARD_MQTTS_CA') }),
    requestCert: ca !== null,
    // A client without a certificate signs in with its password; see originOf for one with a strange certificate.
    rejectUnauthorized: false as const,
    minVersion: OLDEST_TLS as typeof OLDEST_TLS,
  }
  const certificate = parsed(pem.cert, 'STEWARD_MQTTS_CERT', cert)
  if (pem.ca !== undefined) parsed(pem.ca, 'STEWARD_MQTTS_CA', ca ?? '')
  try {
    createSecureContext(pem)
  } catch (error) {
    throw new Error(`STEWARD_MQTTS_KEY: ${key} does not belong to ${cert} (${firstLine(error)})`)
  }
  return { pem, certificate }
}

function read(path: string, setting: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new Error(`${setting}: ${path} cannot be read (${firstLine(error)})`)
  }
}

function parsed(pem: Buffer, setting: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new Error(`${setting}: ${path} is no certificate in PEM`)
  }
}

function statusOf({ certificate }: Loaded, { ca }: TlsFiles, clock: Clock): TlsStatus {
  const { subjectAltName, fingerprint256, validFrom, validTo } = certificate
  const names = (subjectAltName ?? '').split(', ').map(name => name.replace(/^[A-Za-z ]+:/, ''))
  const commonName = commonNameOf(certificate)
  return {
    names: [...new Set([...names, commonName ?? ''])].filter(name => name !== ''),
    fingerprint: fingerprint256,
    validFrom: Date.parse(validFrom),
    validTo: Date.parse(validTo),
    loadedAt: clock.now(),
    refused: null,
    clientCertificates: ca !== null,
  }
}

/** What changes when a file is written or replaced, also behind a symbolic link. */
function stampOf({ cert, key, ca }: TlsFiles): string {
  return [cert, key, ...(ca === null ? [] : [ca])].map(stamp).join('|')
}

function stamp(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return 'missing'
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
