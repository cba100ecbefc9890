/**
 * What decoding costs: each family's sample packets through its codec, beside bare JSON.parse of the same bytes. A family
 * of bare words or frames has nothing to stand beside.
 */
import { isRejected } from '../core/contract/reading.ts'
import { createDialects } from '../gateway/codecs/index.ts'
import { FAMILIES, samplesOf as fixturesOf, packetOf, prepare } from '../test/gateway/codecs/samples.ts'
import { type BenchLine, compared, median } from './report.ts'

const dialects = createDialects()

const ROUNDS = 9
const PLAIN = {
  topic: 'steward/canteen/fridge-1',
  payload: Buffer.from('{"temperature":3.4,"humidity":61,"door_open":false,"ts":1772409600000}'),
}

interface Sample {
  readonly topic: string
  readonly payload: Buffer
}

/** Runs for about `seconds`. */
export async function run({ seconds }: { seconds: number }): Promise<BenchLine[]> {
  const families = ['plain', ...FAMILIES]
  const roundMs = (seconds * 1000) / (families.length * ROUNDS * 2)
  return families.flatMap(family => {
    const samples = samplesOf(family)
    return samples.length === 0 ? [] : measure(family, samples, roundMs)
  })
}

/** Both in turn, so that a busy moment of the machine meets both. The first round only warms up. */
function measure(family: string, samples: readonly Sample[], roundMs: number): BenchLine[] {
  const comparable = samples.every(isObject)
  const own: number[] = []
  const bare: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const ownNs = nsPerMessage(samples, roundMs, ({ topic, payload }) =>
      dialects.decode({ topic, payload, retained: false, receivedAt: 0 }),
    )
    const bareNs = comparable
      ? nsPerMessage(samples, roundMs, ({ payload }) => JSON.parse(payload.toString()))
      : Number.NaN
    if (round === 0) continue
    own.push(ownNs)
    bare.push(bareNs)
  }
  const line = (system: string, value: number): BenchLine => ({
    bench: 'codecs',
    system,
    metric: `${family}, a message`,
    value,
    unit: 'ns',
  })
  const steward = line('steward', median(own))
  return comparable ? [steward, compared(steward, line('JSON.parse', median(bare)), 'lower')] : [steward]
}

function isObject({ payload }: Sample): boolean {
  try {
    return typeof JSON.parse(payload.toString()) === 'object'
  } catch {
    return false
  }
}

function nsPerMessage(
  samples: readonly Sample[],
  roundMs: number,
  work: (sample: Sample) => unknown,
): number {
  const start = performance.now()
  let messages = 0
  while (performance.now() - start < roundMs) {
    for (let n = 0; n < 50; n += 1) for (const sample of samples) work(sample)
    messages += 50 * samples.length
  }
  return ((performance.now() - start) * 1e6) / messages
}

/** Only packets that give readings: an availability's bare word costs nothing. What they need to know was said before. */
function samplesOf(family: string): Sample[] {
  if (family === 'plain') return [PLAIN]
  const fixtures = fixturesOf(family)
  for (const fixture of fixtures) prepare(dialects, fixture, fixtures)
  return fixtures
    .map(packetOf)
    .map(({ topic, payload }) => ({ topic, payload: Buffer.from(payload) }))
    .filter(({ topic, payload }) => {
      const { decoding } = dialects.decode({ topic, payload, retained: false, receivedAt: 0 })
      return !isRejected(decoding) && decoding.some(({ values }) => values.length > 0)
    })
}
