/**
 * `npm run simulate -- --site-days 30 --seed 7`: lets a virtual site live through random faults and orders on virtual
 * time, and checks after every few minutes that nothing impossible has happened; then lets its lawns be watered for a year
 * in five climates and through a thousand mornings of faults. The same seed tells the same story.
 */
import { createHash } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createMischief } from './chaos.ts'
import { type Broken, createInvariants } from './invariants.ts'
import { createRandom } from './random.ts'
import { loadScenario, type Scenario } from './scenario.ts'
import { createVirtualSite } from './site.ts'
import { simulateWatering } from './watering/command.ts'

const DAY_MS = 86_400_000
const LOOK_EVERY_MS = 120_000
const DAYS_MAX = 3650
const SITE_DAYS = 30
const WATERING_DAYS = 365
const FAULT_RUNS = 1000
const FAULT_RUNS_MAX = 100_000
/** Enough to see a pattern; a broken invariant tends to stay broken. */
const BROKEN_MAX = 20
/** A Sunday before the time of frosts ends, so that a month shows both. */
const START = Date.UTC(2026, 2, 1)

export interface Life {
  readonly broken: readonly Broken[]
  readonly messages: number
  readonly looks: number
  readonly faults: number
  /** SHA-256 of all that was said, hexadecimal: the same for the same seed. */
  readonly fingerprint: string
}

/** Lives so many days. Ends early when {@link BROKEN_MAX} things were wrong. */
export function live(scenario: Scenario, { days, seed }: { days: number; seed: number }): Life {
  const site = createVirtualSite({ ...scenario, faults: [] }, { seed, start: START })
  const mischief = createMischief(site, createRandom(seed).fork('mischief'))
  const invariants = createInvariants()
  const said = createHash('sha256')
  const broken: Broken[] = []
  let messages = 0
  let looks = 0
  const end = START + days * DAY_MS
  while (site.now() < end && broken.length < BROKEN_MAX) {
    mischief(LOOK_EVERY_MS / 1000)
    site.advance(LOOK_EVERY_MS)
    const heard = site.messages()
    for (const { at, topic, payload } of heard) said.update(`${at} ${topic} `).update(payload)
    messages += heard.length
    looks += 1
    for (const { name, look } of invariants)
      for (const detail of look(site, heard)) broken.push({ invariant: name, at: site.now(), detail })
  }
  return { broken, messages, looks, faults: site.world.faults.length, fingerprint: said.digest('hex') }
}

/** Runs the command. Answers with the exit code: 1 when an invariant broke, 2 when the question was wrong. */
export async function simulateCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      'site-days': { type: 'string' },
      'watering-days': { type: 'string' },
      'fault-runs': { type: 'string' },
      seed: { type: 'string', default: '1' },
      scenario: { type: 'string', default: 'canteen' },
    },
  })
  const days = Number(values['site-days'] ?? SITE_DAYS)
  // A short question about the site gets a short answer about its lawns.
  const short = values['site-days'] !== undefined
  const wateringDays = Number(values['watering-days'] ?? (short ? days : WATERING_DAYS))
  const faultRuns = Number(values['fault-runs'] ?? (short ? Math.ceil(10 * days) : FAULT_RUNS))
  const seed = Number(values.seed)
  if (!(days > 0 && days <= DAYS_MAX) || !Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    console.error(`--site-days is above 0 and at most ${DAYS_MAX}, --seed a whole number of 32 bits`)
    return 2
  }
  if (
    !(wateringDays > 0 && wateringDays <= WATERING_DAYS) ||
    !(faultRuns >= 0 && faultRuns <= FAULT_RUNS_MAX)
  ) {
    console.error(
      `--watering-days is above 0 and at most ${WATERING_DAYS}, --fault-runs at most ${FAULT_RUNS_MAX}`,
    )
    return 2
  }
  const scenario = loadScenario(values.scenario)
  const started = performance.now()
  const life = live(scenario, { days, seed })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const names = createInvariants().map(({ name }) => name)
  console.log(`seed ${seed} · ${days} site-days of ${scenario.name} in ${seconds} s`)
  console.log(`${life.faults} faults, ${life.messages.toLocaleString('en')} messages, ${life.looks} looks`)
  for (const { invariant, at, detail } of life.broken.slice(0, BROKEN_MAX))
    console.log(`BROKEN ${invariant} at ${new Date(at).toISOString()}: ${detail}`)
  const failed = new Set(life.broken.map(({ invariant }) => invariant))
  console.log(names.map(name => `${failed.has(name) ? '✗' : '✓'} ${name}`).join('  '))
  console.log(`said ${life.fingerprint.slice(0, 16)}`)
  const failedRules = simulateWatering({ days: wateringDays, faultRuns, seed })
  return life.broken.length === 0 && failedRules === 0 ? 0 : 1
}
