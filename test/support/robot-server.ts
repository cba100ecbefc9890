/** Group robots as the three vendors run them: they check the signature and say errors in a body of status 200. */
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RobotCall {
  readonly vendor: 'wecom' | 'dingtalk' | 'feishu'
  readonly body: Record<string, unknown>
}

export class RobotServer {
  /** What was accepted. */
  readonly taken: RobotCall[] = []
  readonly secret: string
  /** The next answer of every robot, instead of its own. */
  refusal: object | null = null
  #now: () => number
  readonly #server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const url = new URL(request.url ?? '/', 'http://robot')
    const body = JSON.parse(text) as Record<string, unknown>
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(this.#answer(url, body)))
  })

  constructor(secret: string, now: () => number) {
    this.secret = secret
    this.#now = now
  }

  async listen(): Promise<string> {
    await new Promise<void>(done => this.#server.listen(0, '127.0.0.1', done))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    await new Promise(done => this.#server.close(done))
  }

  #answer(url: URL, body: Record<string, unknown>): object {
    if (this.refusal !== null) return this.refusal
    if (url.pathname === '/cgi-bin/webhook/send') return this.#wecom(url, body)
    return url.pathname === '/robot/send' ? this.#dingtalk(url, body) : this.#feishu(body)
  }

  #wecom(url: URL, body: Record<string, unknown>): object {
    if (url.searchParams.get('key') !== 'k') return { errcode: 93000, errmsg: 'invalid webhook url' }
    const text = body.text as { content: string }
    if (Buffer.byteLength(text.content) > 2048) return { errcode: 40058, errmsg: 'content exceed max length' }
    this.taken.push({ vendor: 'wecom', body })
    return { errcode: 0, errmsg: 'ok' }
  }

  #dingtalk(url: URL, body: Record<string, unknown>): object {
    const timestamp = url.searchParams.get('timestamp') ?? ''
    const sign = createHmac('sha256', this.secret).update(`${timestamp}\n${this.secret}`).digest('base64')
    const old = Math.abs(this.#now() - Number(timestamp)) > 3_600_000
    if (old || url.searchParams.get('sign') !== sign) return { errcode: 310000, errmsg: 'sign not match' }
    this.taken.push({ vendor: 'dingtalk', body })
    return { errcode: 0, errmsg: 'ok' }
  }

  #feishu(body: Record<string, unknown>): object {
    const { timestamp, sign } = body
    const expected = createHmac('sha256', `${timestamp}\n${this.secret}`).digest('base64')
    const old = Math.abs(this.#now() / 1000 - Number(timestamp)) > 3600
    if (old || sign !== expected)
      return { code: 19021, msg: 'sign match fail or timestamp is not within one hour from current time' }
    this.taken.push({ vendor: 'feishu', body })
    return { code: 0, msg: 'success', data: {} }
  }
}
