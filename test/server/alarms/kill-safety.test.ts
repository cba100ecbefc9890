import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Reading } from '../../../core/contract/reading.ts'
import type { Notifier } from '../../../core/ports.ts'
import { TOLD } from '../../../server/alarms/alarm-record.ts'
import { createDispatcher } from '../../../server/notify/dispatcher.ts'
import { silentLog } from '../../support/silent-log.ts'
import { AlarmHouse, channelOf, RULE } from './alarm-house.ts'

const SEED = Number(process.env.SEED ?? 20260302)
const CRASHES = 20
const POINTS = [1, 3]

/** What should happen, written down independently: state and what was done give what is recorded and the next state. */
const MODEL: Record<string, Record<string, [recorded: string[], next: string]>> = {
  none: { warm: [['raised'], 'unack'] },
  unack: { cool: [['returned'], 'rtnun'], acknowledge: [['acknowledged'], 'acked'] },
  acked: { cool: [['returned', 'closed'], 'none'] },
  rtnun: { warm: [['re-raised'], 'unack'], acknowledge: [['acknowledged', 'closed'], 'none'] },
}

function randomOf(seed: number): () => number {
  let a = seed
  return () => {
    a = (Math.imul(a, 1664525) + 1013904223) | 0
    return (a >>> 0) / 4294967296
  }
}

/** The house, its readings on a disk that survives, and a receiver that sometimes fails. */
class Story {
  readonly house = new AlarmHouse()
  readonly random = randomOf(SEED)
  readonly stored: Reading[] = []
  readonly told: { id: string; alarm: string; event: string; taken: boolean }[] = []
  readonly states = new Map(POINTS.map(point => [point, 'none']))
  readonly expected = new Map<number, string[]>(POINTS.map(point => [point, []]))
  #dispatcher = this.#dispatch()

  constructor() {
    this.house.state.channels.put(channelOf('hook'))
    this.house.state.rules.put({ ...RULE, id: 'other.rule', pointId: 3 })
    this.house.engine.ruleChanged('other.rule')
  }

  /** Something happens; `cut` makes the process die before the alarms have heard of it, or while they write it down. */
  act(cut: 'before' | 'within' | null): void {
    const point = POINTS[Math.floor(this.random() * 2)] ?? 1
    const what = ['warm', 'cool', cut === null ? 'acknowledge' : 'warm'][Math.floor(this.random() * 3)] ?? ''
    this.house.clock.advance(1000)
    if (what === 'acknowledge') this.#acknowledge(point)
    else this.#read(point, what === 'warm' ? 9 : 7, cut)
    const [recorded, next] = MODEL[this.states.get(point) ?? '']?.[what] ?? [[], this.states.get(point)]
    this.expected.get(point)?.push(...recorded)
    this.states.set(point, next ?? 'none')
  }

  async crash(): Promise<void> {
    // Calls under way go through, but nobody writes down that they did.
    this.house.die()
    await this.#dispatcher.stop()
    this.house.revive()
    await this.house.engine.recover({
      since: (at, limit = 10_000) =>
        Promise.resolve(this.stored.filter(reading => reading.at > at).slice(0, limit)),
    })
    this.house.engine.tick()
    this.#dispatcher = this.#dispatch()
  }

  async finish(): Promise<void> {
    for (let i = 0; i < 40 && this.house.state.deliveries.list({ state: 'waiting' }).length > 0; i += 1) {
      this.house.clock.advance(300_000)
      await sleep(210)
    }
    await this.#dispatcher.stop()
  }

  start(): void {
    this.#dispatcher.start()
  }

  #read(point: number, value: number, cut: 'before' | 'within' | null): void {
    const reading: Reading = { point, at: this.house.clock.now(), value, quality: 'good' }
    this.stored.push(reading)
    if (cut === 'before') return
    const { alarmEvents } = this.house.state
    const add = alarmEvents.add.bind(alarmEvents)
    if (cut === 'within')
      alarmEvents.add = () => {
        throw new Error('the power is gone')
      }
    this.house.engine.evaluate([reading])
    alarmEvents.add = add
  }

  #acknowledge(point: number): void {
    const alarm = this.house.open().find(({ pointId }) => pointId === point)
    if (alarm !== undefined) this.house.engine.acknowledge(alarm.id, 'chef')
  }

  #dispatch() {
    const { state, clock, engine } = this.house
    const hook: Notifier = {
      type: 'webhook',
      notify: async (_channel, { id, alarm, event }) => {
        await sleep(this.random() * 4)
        const taken = this.random() > 0.2
        this.told.push({ id, alarm: alarm.id, event, taken })
        if (!taken) throw new Error(this.random() > 0.5 ? 'the receiver answered 500' : 'ECONNRESET')
      },
    }
    return createDispatcher({ state, clock, log: silentLog, alarms: engine, allow: '', ways: [hook] })
  }
}

test(`${CRASHES} crashes: nothing lost, nothing raised twice, told in order (seed ${SEED})`, async () => {
  const story = new Story()
  story.act(null)
  for (let crash = 0; crash < CRASHES; crash += 1) {
    story.start()
    for (let i = 0; i < 12; i += 1) {
      story.act(null)
      if (story.random() < 0.2) await sleep(5)
    }
    // Sometimes between rounds of the outbox, sometimes in the middle of one.
    await sleep(story.random() < 0.5 ? 0 : 205)
    const cut = story.random()
    if (cut < 0.6) story.act(cut < 0.3 ? 'before' : 'within')
    await story.crash()
  }
  story.start()
  await story.finish()
  const { state } = story.house
  const alarms = state.alarms.list()

  for (const point of POINTS) {
    const ids = alarms.filter(({ pointId }) => pointId === point).map(({ id }) => id)
    const events = story.house.events().filter(({ alarmId }) => ids.includes(alarmId))
    expect(events.map(({ kind }) => kind)).toEqual(story.expected.get(point))
    expect(
      alarms.find(({ pointId, closedAt }) => pointId === point && closedAt === null)?.state ?? 'none',
    ).toBe(story.states.get(point))
  }
  expect(state.deliveries.list({ state: 'waiting' })).toEqual([])
  expect(alarms.length).toBeGreaterThan(20)

  const taken = story.told.filter(one => one.taken)
  for (const { id } of alarms) {
    const events = story.house.events().filter(event => event.alarmId === id && TOLD.has(event.kind))
    const mine = taken.filter(one => one.alarm === id)
    // A repeat comes right after the first: take them together.
    const once = mine.filter((one, index) => one.id !== mine[index - 1]?.id)
    expect(once.map(one => one.event)).toEqual(events.map(event => event.kind))
    expect(once.filter(one => one.event === 'raised')).toHaveLength(1)
  }
  const repeats = taken.length - new Set(taken.map(one => one.id)).size
  expect(repeats).toBeLessThanOrEqual(CRASHES)
  story.house.remove()
}, 30_000)
