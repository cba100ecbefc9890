/** Whether devices may connect without a credential now; asked again and again, because anybody may have opened it. */
import { signal } from '@preact/signals'
import type { Pairing } from '../../core/contract/pairing.ts'
import { api, call } from './api.ts'

export const pairing = signal<Pairing | null>(null)

const EVERY_MS = 10_000

/** Asks now and then; the answer ends it. */
export function followPairing(): () => void {
  const ask = () =>
    call(api.getPairing).then(
      answer => {
        pairing.value = answer.pairing
      },
      // Without an answer the old one stays: it carries its own end.
      () => {},
    )
  void ask()
  const timer = setInterval(() => void ask(), EVERY_MS)
  return () => clearInterval(timer)
}

export async function openPairing(prefix: string, minutes: number): Promise<void> {
  pairing.value = (await call(api.openPairing, { body: { prefix, minutes } })).pairing
}

export async function closePairing(): Promise<void> {
  pairing.value = (await call(api.closePairing)).pairing
}
