/** What broken devices really send: cut, empty, binary, unknown and impossible. */
import type { Random } from '../random.ts'

/** One bad payload in place of a good one. */
export function garbageFor(payload: string, random: Random): Uint8Array {
  const text = (bad: string) => Buffer.from(bad)
  const kinds = [
    () => text(payload.slice(0, Math.max(1, Math.floor(payload.length * random.next())))),
    () => text(''),
    () => Uint8Array.from({ length: 24 }, () => Math.floor(random.next() * 256)),
    () => text('nan'),
    () => text('null'),
    () => text('[]'),
    () => text(payload.replaceAll(/:\s*-?\d+(\.\d+)?/g, ':null')),
    () => text('{"temperature":"nan","humidity":"","DS18B20":{"Temperature":null}}'),
  ]
  return kinds[Math.floor(random.next() * kinds.length)]?.() ?? text('')
}
