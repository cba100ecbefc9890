import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Command } from '../../../core/contract/command.ts'
import type { Device } from '../../../core/contract/device.ts'
import type { Quality } from '../../../core/contract/reading.ts'
import type { Rule } from '../../../core/contract/rule.ts'
import { workedExample } from '../../support/worked-example.ts'
import { AlarmHouse, RULE, type Setting } from './alarm-house.ts'

/** One thing that happens, and what is true right after it. `events` are those since they were last looked at. */
interface Moment {
  readonly at: string
  readonly reading?: number | null | Seen
  readonly acknowledge?: true
  readonly close?: { action?: string }
  readonly shelve?: number
  readonly unshelve?: true
  readonly clock?: string
  readonly restart?: true
  readonly offline?: true
  readonly online?: true
  readonly heard?: true
  readonly status?: Device['status']
  readonly edit?: Partial<Rule>
  /** Readings from here on, as a straight line; time goes on with them. */
  readonly feed?: Feed
  /** Reasons that hold the rule back from here on. */
  readonly suppress?: { reason: string; minutes: number } | { reason: string; end: true }
  readonly service?: 'out' | 'in'
  readonly order?: { kind: Command['kind']; forS?: number }
  readonly refused?: string
  readonly expect?: Expected
}

interface Seen {
  readonly value: number
  readonly quality?: Quality
  readonly point?: number
  readonly ageS?: number
}

interface Feed {
  readonly for: string
  readonly every: string
  readonly from: number
  readonly to?: number
  readonly points?: readonly number[]
}

interface Expected {
  readonly sight?: string
  readonly muted?: number
  readonly active?: boolean
  readonly state?: string
  readonly events?: readonly string[]
  readonly value?: number
  readonly limit?: number
  readonly peak?: number
  readonly shelved?: boolean
  readonly alarms?: number
}

interface Story {
  readonly name: string
  readonly rule?: Partial<Rule>
  readonly metrics?: Setting['metrics']
  readonly timeZone?: string
  readonly timeline: readonly Moment[]
}

const FOLDER = join(import.meta.dirname, '../../fixtures/alarms')
const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 }

function ms(text: string): number {
  const [, amount, unit = ''] = /^(-?\d+)([smh])$/.exec(text) ?? []
  const unitMs = UNIT_MS[unit]
  if (amount === undefined || unitMs === undefined) throw new Error(`not a time: ${text}`)
  return Number(amount) * unitMs
}

let house: AlarmHouse
afterEach(() => house.remove())

function happen(moment: Moment): void {
  const { engine, clock } = house
  const id = house.state.alarms.list().at(-1)?.id ?? ''
  if (moment.reading !== undefined) read(moment.reading)
  if (moment.acknowledge) engine.acknowledge(id, 'chef')
  if (moment.close !== undefined) engine.close(id, 'chef', moment.close)
  if (moment.shelve !== undefined) engine.shelve(id, 'chef', moment.shelve)
  if (moment.unshelve) engine.unshelve(id, 'chef')
  if (moment.clock !== undefined) clock.jump(ms(moment.clock))
  if (moment.restart) house.crash()
  if (moment.offline) house.device({ availability: 'offline' })
  if (moment.online) house.device({ availability: 'online', lastSeenAt: clock.now() })
  if (moment.heard) house.device({ lastSeenAt: clock.now() })
  if (moment.status !== undefined) house.device({ status: moment.status })
  if (moment.edit !== undefined) house.edit(moment.edit)
  if (moment.service !== undefined) service(moment.service)
  if (moment.suppress !== undefined) suppress(moment.suppress)
  if (moment.order !== undefined) order(moment.order)
  if (moment.feed !== undefined) feed(moment.feed)
}

function service(how: 'in' | 'out'): void {
  const day = { by: 'chef', second: null, minutes: 24 * 60, note: 'maintenance' }
  if (how === 'out') house.engine.takeOut([RULE.id], day)
  else house.engine.putBack([RULE.id], 'chef')
}

function suppress(what: NonNullable<Moment['suppress']>): void {
  const held = 'minutes' in what
  house.engine.suppress(what.reason, held ? [RULE.id] : [], held ? what.minutes : 0)
}

function order({ kind, forS = null }: { kind: Command['kind']; forS?: number | null }): void {
  const now = house.clock.now()
  house.state.commands.put({
    id: `order-${now}`,
    siteId: 'main',
    deviceId: 'fridge',
    kind,
    channel: null,
    forS,
    state: 'confirmed',
    tries: 1,
    by: 'chef',
    reason: '',
    issuedAt: now,
    sentAt: now,
    settledAt: now,
    expiresAt: now + 60_000,
  })
}

function feed({ for: long, every, from, to = from, points = [1] }: Feed): void {
  const steps = Math.round(ms(long) / ms(every))
  for (let step = 1; step <= steps; step += 1) {
    house.advance(ms(every))
    elapsed += ms(every)
    for (const point of points) house.see(from + ((to - from) * step) / steps, { point })
  }
}

function read(reading: NonNullable<Moment['reading']> | null): void {
  const seen: Seen =
    reading === null || typeof reading === 'number' ? { value: reading ?? Number.NaN } : reading
  const { value, quality = 'good', point = 1, ageS = 0 } = seen
  house.see(value, { quality, point, at: house.clock.now() - ageS * 1000 })
}

/** Whether there are readings is looked at by itself. */
const SIGHTS: ReadonlySet<string> = new Set(['no-data', 'failed', 'sees'])

let looked = 0
let elapsed = 0

function check(expected: Expected, at: string): void {
  const alarm = house.open()[0]
  const events = house.events()
  const actual = {
    events: events
      .slice(looked)
      .map(({ kind }) => kind)
      .filter(kind => !SIGHTS.has(kind)),
    limit: alarm?.limit,
    peak: alarm?.peak,
    shelved: alarm?.shelvedUntil != null,
    alarms: house.state.alarms.list().length,
    ...house.engine.standings().find(({ ruleId }) => ruleId === RULE.id),
    state: alarm?.state ?? 'none',
    value: alarm?.value,
  }
  if (expected.events !== undefined) looked = events.length
  expect(actual, `at ${at}`).toMatchObject(expected)
}

function tell(story: Story): void {
  house = new AlarmHouse(story.rule, story)
  looked = 0
  elapsed = 0
  for (const moment of story.timeline) {
    const until = ms(moment.at)
    expect(until, 'a story goes forward').toBeGreaterThanOrEqual(elapsed)
    house.advance(until - elapsed)
    elapsed = until
    if (moment.refused !== undefined) expect(() => happen(moment)).toThrow(moment.refused)
    else happen(moment)
    if (moment.expect !== undefined) check(moment.expect, moment.at)
  }
}

for (const file of readdirSync(FOLDER)) {
  describe(file.replace('.yaml', ''), () => {
    for (const document of parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8'))) {
      const story = document.toJS() as Story
      test(story.name, () => tell(story))
    }
  })
}

test('worked example deadband-1: sustained for the delay, back below limit - deadband', () => {
  const { raw, input, expected } = workedExample('deadband-1')
  const samples = raw.inputs.samples_C as number[]
  const [limit, deadband] = [input('limit'), input('deadband')]
  house = new AlarmHouse({
    condition: { type: 'high', limit, deadband },
    onDelayS: input('on_delay_min') * 60,
  })
  const states = samples.map((value, index) => {
    if (index > 0) house.advance(60_000)
    house.see(value)
    return house.open()[0]?.state ?? 'none'
  })
  expect(states.indexOf('unack')).toBe(expected('active_at_index'))
  expect(states.indexOf('rtnun')).toBe(expected('rtn_at_index'))
})
