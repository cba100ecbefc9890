import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface WebhookCall {
  readonly at: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: {
    id: string
    event: string
    alarm: { id: string; state: string; value: number | null }
    title: { zh: string; en: string }
  }
}

/** A real HTTP server that keeps what it is told. */
export class WebhookReceiver {
  readonly calls: WebhookCall[] = []
  readonly #server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      this.calls.push({
        at: Date.now(),
        headers: request.headers,
        body: JSON.parse(Buffer.concat(chunks).toString()),
      })
      response.writeHead(204).end()
    })
  })

  async listen(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }
}
