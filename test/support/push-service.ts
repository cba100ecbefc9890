/** A push service with one subscribed browser: checks who sends (RFC 8292) and decrypts what the browser would read (RFC 8291). */
import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, verify } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export class PushService {
  /** What the browser was shown, decrypted. */
  readonly shown: { title: string; body: string; tag: string; path: string; answerPath: string | null }[] = []
  readonly faults: string[] = []
  status = 201
  #base = ''
  readonly #browser = createECDH('prime256v1')
  readonly #auth = randomBytes(16)
  readonly #server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (this.status !== 201) return response.writeHead(this.status).end()
    try {
      this.#checkSender(String(request.headers.authorization))
      this.shown.push(JSON.parse(this.#decrypt(Buffer.concat(chunks))))
    } catch (error) {
      this.faults.push(String(error))
      return response.writeHead(403).end()
    }
    return response.writeHead(201).end()
  })

  async listen(): Promise<void> {
    this.#browser.generateKeys()
    await new Promise<void>(done => this.#server.listen(0, '127.0.0.1', done))
    this.#base = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get subscription() {
    return {
      endpoint: `${this.#base}/push/1`,
      p256dh: this.#browser.getPublicKey().toString('base64url'),
      auth: this.#auth.toString('base64url'),
    }
  }

  async close(): Promise<void> {
    await new Promise(done => this.#server.close(done))
  }

  #checkSender(authorization: string): void {
    const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(authorization) ?? []
    const [header = '', claims = '', signature = ''] = token.split('.')
    const raw = Buffer.from(key, 'base64url')
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: raw.subarray(1, 33).toString('base64url'),
      y: raw.subarray(33).toString('base64url'),
    }
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
    const given = Buffer.from(signature, 'base64url')
    if (
      !verify(
        'sha256',
        Buffer.from(`${header}.${claims}`),
        { key: publicKey, dsaEncoding: 'ieee-p1363' },
        given,
      )
    )
      throw new Error('the signature is wrong')
    const { aud, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString())
    if (aud !== this.#base) throw new Error(`meant for ${aud}`)
    if (!/^(mailto:|https:)/.test(sub)) throw new Error(`sent by ${sub}`)
  }

  #decrypt(body: Buffer): string {
    const salt = body.subarray(0, 16)
    const keyLength = body.readUInt8(20)
    const sender = body.subarray(21, 21 + keyLength)
    const sealed = body.subarray(21 + keyLength)
    const receiver = this.#browser.getPublicKey()
    const hkdf = (secret: Buffer, key: Buffer, info: Buffer, bytes: number) =>
      createHmac('sha256', createHmac('sha256', key).update(secret).digest())
        .update(Buffer.concat([info, Buffer.from([1])]))
        .digest()
        .subarray(0, bytes)
    const about = Buffer.concat([Buffer.from('WebPush: info\0'), receiver, sender])
    const secret = hkdf(this.#browser.computeSecret(sender), this.#auth, about, 32)
    const key = hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
    const nonce = hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
    const decipher = createDecipheriv('aes-128-gcm', key, nonce)
    decipher.setAuthTag(sealed.subarray(-16))
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
    return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8')
  }
}
