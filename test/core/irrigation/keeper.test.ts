/** The keeper on virtual time: what it orders, writes down and calls people for. */
import { describe, expect, test } from 'vitest'
import type { Incident, Run, Supply, Zone } from '../../../core/contract/watering.ts'
import { Keeper } from '../../../core/irrigation/keeper.ts'
import { type KeeperEffect, valveOf } from '../../../core/irrigation/keeper-effect.ts'
import { zoneOf } from './grounds.ts'

const METER = 9
const SUPPLY: Supply = {
  id: 's',
  siteId: 'main',
  name: { zh: '总管', en: 'Main' },
  kind: 'master-valve',
  deviceId: 'master',
  channel: null,
  flowPointId: METER,
  capacityLpm: 100,
  leakLpm: 0.5,
  isolatedAt: null,
  createdAt: 0,
}

function runOf(zone: Zone, over: Partial<Run> = {}): Run {
  return {
    id: `run-${zone.id}`,
    siteId: 'main',
    zoneId: zone.id,
    programId: 'p',
    by: 'program:p',
    state: 'planned',
    reason: null,
    slotAt: 0,
    plannedAt: 0,
    plannedS: 600,
    cycles: [{ at: 0, runS: 600 }],
    cycle: 0,
    wateredS: 0,
    cycleOpenedAt: null,
    openedAt: null,
    closedAt: null,
    finishBy: 7_200_000,
    flowConfirmed: null,
    litres: null,
    litresMeasured: false,
    meanFlowLpm: null,
    decision: null,
    ...over,
  }
}

/** Valves that do as they are told a second later, a meter that is read every ten, and a diary of it all. */
class Stage {
  readonly zones = ['a', 'b'].map(id => zoneOf(id, { supplyId: 's', soakS: 0 }))
  readonly keeper = new Keeper()
  readonly orders: string[] = []
  readonly runs = new Map<string, Run>()
  readonly incidents = new Map<string, Incident>()
  readonly open = new Set<string>()
  readonly deaf = new Set<string>()
  /** Say that they are shut, and are not. */
  readonly liars = new Set<string>()
  /** Litres a minute a zone really lets through. */
  readonly flow = new Map([
    ['valve-a', 30],
    ['valve-b', 30],
  ])
  now = 0
  metered = true
  supply = SUPPLY
  #due: { at: number; work: () => void }[] = []

  constructor() {
    this.configure()
    for (const zone of this.zones) this.keeper.report(valveOf(zone), false, this.moment())
    this.keeper.report({ deviceId: 'master', channel: null }, false, this.moment())
  }

  configure(): void {
    const programs = [{ id: 'p', missed: 'make-up' as const, priority: 5 }]
    this.keeper.configure({ zones: this.zones, supplies: [this.supply], programs })
  }

  moment = () => ({ now: this.now, mono: this.now })

  pass(seconds: number): this {
    for (let n = 0; n < seconds; n++) {
      this.now += 1000
      const due = this.#due.filter(({ at }) => at <= this.now)
      this.#due = this.#due.filter(({ at }) => at > this.now)
      for (const { work } of due) work()
      if (this.metered && this.now % 10_000 === 0) this.keeper.flow(METER, this.lpm(), this.moment())
      this.keeper.tick(this.moment())
      this.perform()
    }
    return this
  }

  lpm(): number {
    if (!this.open.has('master')) return 0
    return [...this.open].reduce((sum, id) => sum + (this.flow.get(id) ?? 0), 0)
  }

  perform(): void {
    for (const effect of this.keeper.take()) this.#do(effect)
  }

  #do(effect: KeeperEffect): void {
    if (effect.type === 'run') this.runs.set(effect.run.id, effect.run)
    if (effect.type === 'incident') this.incidents.set(effect.incident.id, effect.incident)
    if (effect.type === 'isolate') {
      this.supply = { ...this.supply, isolatedAt: effect.at }
      this.configure()
    }
    if (effect.type !== 'order') return
    const { deviceId } = effect.valve
    this.orders.push(`${effect.kind} ${deviceId}`)
    if (this.deaf.has(deviceId)) return
    this.#due.push({
      at: this.now + 1000,
      work: () => {
        if (effect.kind === 'open') this.open.add(deviceId)
        else if (!this.liars.has(deviceId)) this.open.delete(deviceId)
        this.keeper.report(effect.valve, effect.kind === 'open', this.moment())
      },
    })
  }

  begin(n: number, over: Partial<Run> = {}): void {
    const zone = this.zones[n] as Zone
    this.keeper.begin(runOf(zone, over), this.moment())
    this.perform()
  }

  state = (id: string) => {
    const run = this.runs.get(`run-${id}`)
    return [run?.state, run?.reason]
  }
  called = () =>
    [...this.incidents.values()]
      .filter(({ until }) => until === null)
      .map(({ kind, zoneId }) => `${kind} ${zoneId}`)
}

test('the master goes first and last, and the water is counted by the meter', () => {
  const stage = new Stage()
  stage.begin(0)
  stage.pass(660)
  expect(stage.orders).toEqual(['open master', 'open valve-a', 'close valve-a', 'close master'])
  expect(stage.state('a')).toEqual(['done', null])
  const run = stage.runs.get('run-a')
  expect(run).toMatchObject({ litresMeasured: true, flowConfirmed: true })
  expect(run?.litres).toBeGreaterThan(290)
  expect(run?.litres).toBeLessThan(315)
  expect(stage.open.size).toBe(0)
})

test('a valve that shut itself when its time was over is no longer told to be open', () => {
  const stage = new Stage()
  const [valve] = stage.zones.map(valveOf)
  if (valve === undefined) throw new Error('no valve')
  stage.begin(0)
  stage.pass(595)
  expect(stage.keeper.valves.commanded(valve)).toBe('open')
  stage.open.delete('valve-a')
  stage.keeper.report(valve, false, stage.moment())
  stage.pass(5)
  expect(stage.state('a')).toEqual(['done', null])
  expect(stage.orders).not.toContain('close valve-a')
  expect(stage.keeper.valves.commanded(valve)).toBe('closed')
})

test('too much flow with two zones open: both are held, each is tried alone, the good one goes on', () => {
  const stage = new Stage()
  stage.flow.set('valve-b', 80)
  stage.begin(0)
  stage.begin(1)
  stage.pass(100)
  expect([...stage.runs.values()].map(({ state }) => state)).toContain('held')
  stage.pass(1500)
  expect(stage.state('b')).toEqual(['failed', 'over-flow'])
  expect(stage.state('a')).toEqual(['done', null])
  expect(stage.called()).toEqual(['over-flow b'])
})

test('a valve that will not shut is called out after ten seconds and its pipe shut after three tries', () => {
  const stage = new Stage()
  stage.begin(0)
  stage.begin(1, { plannedS: 3600, cycles: [{ at: 0, runS: 3600 }] })
  stage.pass(590)
  stage.deaf.add('valve-a')
  stage.pass(24)
  expect(stage.called()).toEqual(['not-closed a'])
  expect(stage.state('a')).toEqual(['failed', 'not-closed'])
  expect(stage.supply.isolatedAt).toBeNull()
  stage.pass(25)
  expect(stage.supply.isolatedAt).not.toBeNull()
  expect(stage.open.has('master')).toBe(false)
  expect(stage.state('b')).toEqual(['stopped', 'supply-isolated'])
  expect([...stage.incidents.values()].at(-1)).toMatchObject({ isolated: true })
})

test('nothing opens on a pipe that is shut for a fault', () => {
  const stage = new Stage()
  stage.supply = { ...SUPPLY, isolatedAt: 1 }
  stage.configure()
  stage.begin(0)
  stage.pass(60)
  expect(stage.orders).toEqual([])
})

test('reports open and no water comes: stopped, and somebody is called', () => {
  const stage = new Stage()
  stage.flow.set('valve-a', 0)
  stage.begin(0)
  stage.pass(120)
  expect(stage.state('a')).toEqual(['failed', 'no-flow'])
  expect(stage.called()).toEqual(['says-open a'])
})

test('a valve that somebody else opened is watched and shut at its limit', () => {
  const stage = new Stage().pass(10)
  stage.metered = false
  stage.open.add('valve-a')
  stage.keeper.report({ deviceId: 'valve-a', channel: null }, true, stage.moment())
  stage.pass(100)
  expect(stage.called()).toContain('opened-outside a')
  expect(stage.orders).not.toContain('open master')
  stage.pass(3620)
  expect(stage.open.has('valve-a')).toBe(false)
  expect(stage.called()).not.toContain('opened-outside a')
})

describe('after a crash', () => {
  const restarted = (run: Partial<Run>, missed: 'skip' | 'make-up') => {
    const stage = new Stage()
    stage.now = 300_000
    const keeper = new Keeper()
    const programs = [{ id: 'p', missed, priority: 5 }]
    keeper.configure({ zones: stage.zones, supplies: [SUPPLY], programs })
    const zone = stage.zones[0] as Zone
    const begun = { state: 'running' as const, openedAt: 0, cycleOpenedAt: 0, ...run }
    keeper.recover([runOf(zone, begun)], [], () => ({ report: 'open', stranger: false }), stage.moment())
    return keeper.take()
  }

  test('valves shut before anything else, and what is left is made up when the program says so', () => {
    const effects = restarted({}, 'make-up')
    expect(effects.filter(({ type }) => type === 'order')).toMatchObject([
      { kind: 'close', valve: { deviceId: 'valve-a' } },
      { kind: 'close', valve: { deviceId: 'valve-b' } },
      { kind: 'close', valve: { deviceId: 'master' } },
    ])
    const run = effects.find(({ type }) => type === 'run')
    expect(run).toMatchObject({ run: { state: 'soaking', wateredS: 300, cycles: [{ runS: 300 }] } })
  })

  test('it is ended where the program skips, when its time is over, and by hand', () => {
    const ended = { run: { state: 'stopped', reason: 'stopped-by-restart' } }
    const told = (effects: KeeperEffect[]) => effects.find(({ type }) => type === 'run')
    expect(told(restarted({}, 'skip'))).toMatchObject(ended)
    expect(told(restarted({ finishBy: 400_000 }, 'make-up'))).toMatchObject(ended)
    expect(told(restarted({ programId: null, finishBy: null }, 'make-up'))).toMatchObject(ended)
  })
})

describe('a valve that says it is shut and is not, while its neighbour waters', () => {
  const LONG = { plannedS: 1800, cycles: [{ at: 0, runS: 1800 }] }

  test('one that shut before: the neighbour is held, the pipe shows whose water it is, and is shut', () => {
    const stage = new Stage()
    stage.liars.add('valve-a')
    stage.begin(0)
    stage.pass(660)
    expect(stage.called()).toEqual([])
    stage.begin(1, LONG)
    stage.pass(300)
    expect(stage.called()).toEqual(['says-closed a'])
    expect(stage.state('b')).toEqual(['stopped', 'supply-isolated'])
    expect(stage.open.has('master')).toBe(false)
    // Dry is not mended.
    stage.pass(600)
    expect(stage.called()).toEqual(['says-closed a'])
  })

  test('one that shuts while both are open', () => {
    const stage = new Stage()
    stage.flow.set('valve-a', 28)
    stage.liars.add('valve-a')
    stage.begin(1, LONG)
    stage.begin(0)
    stage.pass(900)
    expect(stage.called()).toEqual(['says-closed a'])
  })

  test('a broken head that takes as much as the neighbour would is still the broken one', () => {
    const stage = new Stage()
    stage.begin(0)
    stage.pass(660)
    stage.flow.set('valve-b', 60)
    stage.begin(1, LONG)
    stage.pass(600)
    expect(stage.called()).toEqual(['over-flow b'])
    expect([...stage.incidents.values()][0]?.sentence.en).not.toContain('look at both')
    expect(stage.state('b')).toEqual(['failed', 'over-flow'])
  })

  test('behind a pump the pipe cannot be seen at rest: both are named', () => {
    const stage = new Stage()
    stage.supply = { ...SUPPLY, kind: 'pump' }
    stage.configure()
    stage.liars.add('valve-a')
    stage.begin(0)
    stage.pass(660)
    stage.begin(1, LONG)
    stage.pass(600)
    expect(stage.called()).toEqual(['over-flow b'])
    expect([...stage.incidents.values()][0]?.sentence.en).toContain('look at both')
  })

  test('on a pipe that nothing can shut the neighbour goes on to its end', () => {
    const stage = new Stage()
    stage.zones.splice(
      ...([0, 2] as const),
      ...['a', 'b'].map(id => zoneOf(id, { flowPointId: METER, soakS: 0 })),
    )
    stage.open.add('master')
    stage.configure()
    stage.liars.add('valve-a')
    stage.begin(0)
    stage.begin(1, LONG)
    stage.pass(2700)
    expect(stage.called()).toEqual(['says-closed a'])
    expect(stage.state('b')).toEqual(['done', null])
  })
})

test('what two zones of one meter were given adds up to what it counted', () => {
  const stage = new Stage()
  stage.begin(0)
  stage.pass(7)
  stage.begin(1, { plannedS: 900, cycles: [{ at: 0, runS: 900 }] })
  let litres = 0
  for (let second = 0; second < 960; second++) {
    stage.pass(1)
    litres += stage.lpm() / 60
  }
  const given = [...stage.runs.values()].reduce((sum, run) => sum + (run.litres ?? 0), 0)
  expect([stage.state('a'), stage.state('b')]).toEqual([
    ['done', null],
    ['done', null],
  ])
  expect(Math.abs(given - litres)).toBeLessThan(litres * 0.02)
})
