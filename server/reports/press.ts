/**
 * The press: documents and labels into files, one thread for all, started when it is needed and ended when it has been
 * idle. What prints takes 30 MB, which nobody's machine should hold while nothing is printed.
 */
import { Worker } from 'node:worker_threads'
import { Problem } from '../../core/contract/error.ts'
import type { ReportDocument, ReportFormat } from '../../core/contract/report.ts'
import type { Language } from '../../core/contract/schema.ts'
import type { Label } from '../registry/labels.ts'
import type { Paper, Printed, PrintOrder } from './press-worker.ts'

const WAITING_MAX = 32
const IDLE_MS = 60_000
/** A document that takes longer is a fault, and must not hold up the others for ever. */
const PATIENCE_MS = 120_000

export interface Press {
  print(document: ReportDocument, format: ReportFormat, language: Language): Promise<Uint8Array>
  /** Sheets of sticky labels as a PDF. `madeAt`: ms since 1970. */
  labels(labels: readonly Label[], language: Language, madeAt: number): Promise<Uint8Array>
  stop(): Promise<void>
}

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

export function createPress(): Press {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let next = 0

  const settle = (id: number): Waiting | undefined => {
    const one = waiting.get(id)
    if (one !== undefined) clearTimeout(one.timer)
    waiting.delete(id)
    return one
  }
  const failAll = (reason: string) => {
    for (const id of [...waiting.keys()]) settle(id)?.reject(new Problem('server.failed', reason))
  }
  const end = async () => {
    const ending = worker
    worker = undefined
    await ending?.terminate()
  }
  const rest = () => {
    clearTimeout(idle)
    if (waiting.size > 0) return
    idle = setTimeout(end, IDLE_MS)
    idle.unref()
  }
  const open = () => {
    if (worker !== undefined) return worker
    const fresh = new Worker(new URL('./press-worker.ts', import.meta.url), { execArgv: [] })
    fresh.unref()
    fresh.on('message', (answer: Printed) => {
      const one = settle(answer.id)
      if ('bytes' in answer) one?.resolve(answer.bytes)
      else one?.reject(new Problem('server.failed', `the document could not be printed: ${answer.error}`))
      rest()
    })
    fresh.on('error', error => {
      if (worker === fresh) worker = undefined
      failAll(`the press has failed: ${error instanceof Error ? error.message : String(error)}`)
    })
    worker = fresh
    return fresh
  }

  const order = (paper: Paper): Promise<Uint8Array> => {
    if (waiting.size >= WAITING_MAX)
      return Promise.reject(new Problem('request.too-many', `${WAITING_MAX} documents are waiting already`))
    clearTimeout(idle)
    const id = next++
    return new Promise<Uint8Array>((resolve, reject) => {
      const timer = setTimeout(() => {
        settle(id)?.reject(new Problem('server.failed', 'the document took too long'))
        failAll('a document before this one took too long')
        void end()
      }, PATIENCE_MS)
      timer.unref()
      waiting.set(id, { resolve, reject, timer })
      open().postMessage({ id, paper } satisfies PrintOrder)
    })
  }

  return {
    print: (document, format, language) => order({ document, format, language }),
    labels: (labels, language, madeAt) => order({ labels, language, madeAt }),
    async stop() {
      clearTimeout(idle)
      failAll('Steward is stopping')
      await end()
    },
  }
}
