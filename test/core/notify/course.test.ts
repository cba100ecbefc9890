/** The telling of one alarm on virtual time, from the first person to the last reminder. */
import { describe, expect, test } from 'vitest'
import type { Alarm, AlarmEventKind } from '../../../core/contract/alarm.ts'
import type { Course } from '../../../core/contract/escalation.ts'
import { type Matter, tellingsOf, type World } from '../../../core/notify/audience.ts'
import { follow, goOn, planFor } from '../../../core/notify/course.ts'
import { at, channel, MATTER, PLAN, person, ROSTER, world } from './world.ts'

const START = at('2026-03-04T10:00:00')
const ALARM = { id: 'a1', siteId: 'main', state: 'unack' } as Alarm

/** Lets time pass second by second; what was told, and when, as `300 push>boss`. */
class Story {
  course: Course | undefined
  now = START
  readonly told: string[] = []
  readonly #more: Partial<World>
  readonly #matter: Matter

  constructor(more: Partial<World> = {}, matter: Partial<Matter> = {}) {
    this.#more = more
    this.#matter = { ...MATTER, ...matter }
  }

  happens(kind: AlarmEventKind, by: string | null = null, state: Alarm['state'] = 'unack'): this {
    const decision = follow({ kind, by }, { ...ALARM, state }, this.course, this.#matter, this.#world())
    return this.#take(decision)
  }

  passes(seconds: number): this {
    for (const end = this.now + seconds * 1000; this.now < end; ) {
      this.now += 1000
      const due = this.course?.dueAt
      if (this.course !== undefined && due != null && due <= this.now)
        this.#take(goOn(this.course, this.#matter, this.#world()))
    }
    return this
  }

  #world(): World {
    return world(this.now, this.#more)
  }

  #take({ course, tellings }: ReturnType<typeof goOn>): this {
    this.course = course ?? undefined
    const after = (this.now - START) / 1000
    this.told.push(...tellings.map(one => `${after} ${one.channelId}>${one.userId ?? one.named.join('+')}`))
    return this
  }
}

describe('an alarm that nobody answers', () => {
  test('goes from whoever is on duty to the manager to everybody, is said again, and then stops', () => {
    const story = new Story().happens('raised').passes(4 * 3600)
    const everybody = ['ann', 'ben', 'cy', 'boss']
    const byStep = ['ann', 'boss', 'ben', 'cy']
    expect(story.told).toEqual([
      '0 push>ann',
      '300 push>boss',
      ...everybody.map(id => `900 push>${id}`),
      ...byStep.map(id => `1500 push>${id}`),
      ...byStep.map(id => `2100 push>${id}`),
    ])
    expect(story.course?.dueAt).toBeNull()
  })

  test('is told to whoever has the shift at that moment, not at the beginning', () => {
    const plan = { ...PLAN, steps: [0, 4 * 3600].map(afterS => ({ ...PLAN.steps[0], afterS })) }
    const story = new Story({ plans: [plan as typeof PLAN] }).happens('raised').passes(4 * 3600)
    expect(story.told).toEqual(['0 push>ann', '14400 push>ben'])
  })

  test.each<[AlarmEventKind, Alarm['state']]>([
    ['acknowledged', 'acked'],
    ['returned', 'rtnun'],
    ['shelved', 'unack'],
    ['suppressed', 'unack'],
    ['out-of-service', 'unack'],
  ])('is no longer escalated once it is %s', (kind, state) => {
    const story = new Story().happens('raised').passes(60).happens(kind, 'boss', state)
    const before = story.told.length
    expect(story.passes(7200).told).toHaveLength(before)
  })

  test('goes on while it is latched and nobody has answered, and stops when somebody has', () => {
    const story = new Story().happens('raised').passes(60)
    story.happens('returned', null, 'latch-unack').happens('latched', null, 'latch-unack').passes(300)
    expect(story.told).toContain('300 push>boss')
    story.happens('acknowledged', 'boss', 'latch-acked')
    const before = story.told.length
    expect(story.passes(7200).told).toHaveLength(before)
  })

  test('begins anew when it is raised again', () => {
    const story = new Story()
      .happens('raised')
      .passes(60)
      .happens('acknowledged', 'ann', 'acked')
      .passes(3600)
    story.told.length = 0
    story.happens('re-raised').passes(300)
    expect(story.told).toEqual(['3660 push>ann', '3960 push>boss'])
  })

  test('after a long stop every step that was missed is taken at once, each person told once', () => {
    const story = new Story().happens('raised')
    story.now += 5 * 3_600_000
    story.passes(1)
    const late = story.told.slice(1)
    expect(new Set(late).size).toBe(late.length)
    expect(late.filter(line => line.endsWith('>boss'))).toHaveLength(1)
    expect(late.length).toBeLessThanOrEqual(4)
  })
})

describe('what comes after', () => {
  test('is told to those who were told of the alarm, but not to whoever did it', () => {
    const story = new Story().happens('raised').passes(300)
    story.told.length = 0
    story.happens('acknowledged', 'boss', 'acked')
    expect(story.told).toEqual(['300 push>ann'])
    story.happens('returned', null, 'norm').happens('closed', null, 'norm')
    expect(story.told).toEqual(['300 push>ann', '300 push>ann', '300 push>boss'])
    expect(story.course).toBeUndefined()
  })
})

describe('who is meant', () => {
  const step = PLAN.steps[0] as (typeof PLAN.steps)[number]
  const told = (more: Partial<World>, matter: Partial<Matter> = {}, now = START) =>
    tellingsOf(step, { ...MATTER, ...matter }, world(now, more)).map(
      one => `${one.channelId}>${one.userId ?? one.named.join('+')}`,
    )

  test('a group’s chat is told once, with the names of those who are meant', () => {
    expect(told({ channels: [channel('chat', { type: 'dingtalk', url: 'https://x' })] })).toEqual([
      'chat>ann',
    ])
  })
  test('nobody on duty is everybody, never nobody', () => {
    expect(told({ rosters: [] })).toEqual(['push>ann', 'push>ben', 'push>cy', 'push>boss'])
  })
  test('whoever cannot be reached by a channel is not told there', () => {
    expect(told({ people: [person('ann', { browsers: 0 })] })).toEqual([])
  })
  test('a roster for another place does not count', () => {
    const rosters = [
      { ...ROSTER, areaIds: ['garden'] },
      { ...ROSTER, id: 'k', areaIds: ['kitchen'] },
    ]
    expect(told({ rosters })).toEqual(['push>ann'])
  })
  test('a channel for the urgent alone is left out', () => {
    const channels = [channel('push', { minPriority: 'critical' })]
    expect([told({ channels }), told({ channels }, { priority: 'critical' })]).toEqual([[], ['push>ann']])
  })
  test('the plan for the nearest place wins, and only for its priorities', () => {
    const cold = { ...PLAN, id: 'cold', areaIds: ['cold'] }
    const kitchen = { ...PLAN, id: 'kitchen', areaIds: ['kitchen'] }
    const plans = [PLAN, kitchen, cold]
    const idFor = (matter: Partial<Matter>) => planFor({ ...MATTER, ...matter }, world(START, { plans }))?.id
    expect([
      idFor({}),
      idFor({ areaId: 'kitchen' }),
      idFor({ areaId: null }),
      idFor({ priority: 'low' }),
    ]).toEqual(['cold', 'kitchen', 'plan', undefined])
  })
})

describe('quiet hours', () => {
  const all = [1, 2, 3, 4, 5, 6, 7]
  const quiet = { hours: [{ days: all, from: '22:00', to: '06:00' }], through: 'critical' as const }
  const night = at('2026-03-04T23:30:00')
  const contact = { id: 'x', email: null, quiet, wecom: null, dingtalk: null, feishu: null }
  const step = { afterS: 0, who: [{ to: 'everyone' as const }], channelIds: [] }
  const people = [person('ann', { contact }), person('cy', { contact })]
  const held = (matter: Partial<Matter>, more: Partial<World> = {}) =>
    Object.fromEntries(
      tellingsOf(step, { ...MATTER, ...matter }, world(night, { people, ...more })).map(one => [
        one.userId ?? one.channelId,
        one.heldUntil,
      ]),
    )
  const morning = at('2026-03-05T06:00:00')

  test('hold back what can wait until they end, but not from whoever is on duty', () => {
    expect(held({})).toEqual({ ann: morning, cy: null })
  })
  test('never hold back life safety, nor what is urgent enough', () => {
    expect(held({ priority: 'low', lifeSafety: true })).toEqual({ ann: null, cy: null })
    expect(held({ priority: 'critical' })).toEqual({ ann: null, cy: null })
  })
  test('of a chat hold for everybody in it; programs have none', () => {
    const channels = [
      channel('chat', { type: 'feishu', url: 'https://x', quiet }),
      channel('hook', { type: 'webhook', url: 'https://x', quiet }),
    ]
    expect(held({}, { channels })).toEqual({ chat: morning, hook: null })
  })
  test('that never end are none: nobody is silenced for good', () => {
    const forever = {
      hours: [
        { days: all, from: '00:00', to: '12:00' },
        { days: all, from: '12:00', to: '00:00' },
      ],
      through: 'critical' as const,
    }
    const one = person('ann', { contact: { ...contact, quiet: forever } })
    expect(held({}, { people: [one] })).toEqual({ ann: null })
  })
})
