/** Stands before an InfluxDB and looks at what is written: in which order, and how often again. */
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

const LINE = /^reading,point=(\d+) .* (\d+)$/

export class StoreGate {
  /** Lines the database took, each point's in the order of their times. */
  written = 0
  outOfOrder = 0
  readonly #newest = new Map<string, number>()
  readonly #server: Server

  constructor(influxPort: number) {
    this.#server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = []
      incoming.on('data', chunk => chunks.push(chunk))
      incoming.on('end', () => {
        const { method, url, headers } = incoming
        const body = Buffer.concat(chunks)
        const onward = request(
          { host: '127.0.0.1', port: influxPort, method, path: url, headers },
          answer => {
            if (answer.statusCode === 204 && url?.startsWith('/write')) this.#note(body.toString())
            outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
            answer.pipe(outgoing)
          },
        )
        onward.on('error', () => incoming.socket.destroy())
        onward.end(body)
      })
    })
  }

  async listen(): Promise<number> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  #note(lines: string): void {
    for (const line of lines.split('\n')) {
      const [, point = '', at = ''] = LINE.exec(line) ?? []
      if (point === '') continue
      this.written += 1
      if (Number(at) < (this.#newest.get(point) ?? 0)) this.outOfOrder += 1
      else this.#newest.set(point, Number(at))
    }
  }
}
