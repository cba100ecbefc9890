/** The real payloads of test/fixtures/payloads: a folder per family, a file per packet. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Packet } from '../../../gateway/codecs/codec.ts'
import type { Dialects } from '../../../gateway/codecs/index.ts'
import { corrected } from './corrections.ts'
import type { Sample } from './sample.ts'

export type { ExpectedPoint, Sample } from './sample.ts'

const FOLDER = join(import.meta.dirname, '../../fixtures/payloads')
/** Later than every time in the samples, and before none of their limits. */
export const RECEIVED_AT = Date.parse('2026-03-02T12:00:00Z')

export const FAMILIES = readdirSync(FOLDER).sort()

export function samplesOf(family: string): Sample[] {
  const folder = join(FOLDER, family)
  return readdirSync(folder).map(name => corrected(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
}

export function payloadOf({ id, payload_hex, payload_text }: Sample): Buffer {
  if (payload_hex !== undefined) return Buffer.from(payload_hex, 'hex')
  if (payload_text === undefined) throw new Error(`sample ${id} has no payload`)
  return Buffer.from(payload_text)
}

export function packetOf(sample: Sample): Packet {
  const { topic, retained = false } = sample
  return { topic, payload: payloadOf(sample), retained, receivedAt: RECEIVED_AT }
}

/** Tells the dialects what came before a sample, the oldest first. */
export function prepare(dialects: Dialects, { context }: Sample, family: readonly Sample[]): void {
  const before = family.find(({ id }) => id === context?.requires)
  if (before === undefined) {
    if (context?.requires !== undefined) throw new Error(`no sample ${context.requires}`)
    return
  }
  prepare(dialects, before, family)
  dialects.decode(packetOf(before))
}
