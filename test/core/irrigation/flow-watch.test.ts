import { expect, test } from 'vitest'
import {
  LEAK_AFTER_MS,
  type MeterEffect,
  type MeterState,
  meterStep,
  NEW_METER,
  type OpenZone,
  SETTLE_MS,
} from '../../../core/irrigation/flow-watch.ts'

const A: OpenZone = { id: 'a', nominalLpm: 20 }
const B: OpenZone = { id: 'b', nominalLpm: 10 }

/** A meter that is read every ten seconds. */
class Meter {
  state: MeterState = NEW_METER
  mono = 0
  open(...open: OpenZone[]): this {
    this.state = meterStep(this.state, { type: 'open-set', open }, this.mono, 0.5).state
    return this
  }
  /** What it says while so much flows for so long. */
  flows(lpm: number, ms: number): MeterEffect[] {
    const effects: MeterEffect[] = []
    for (const end = this.mono + ms; this.mono < end; ) {
      this.mono += 10_000
      const step = meterStep(this.state, { type: 'flow', lpm }, this.mono, 0.5)
      this.state = step.state
      effects.push(...step.effects)
    }
    return effects
  }
}
const kinds = (effects: readonly MeterEffect[]) => [...new Set(effects.map(({ type }) => type))]

test('the right flow confirms, and is a sample once it has settled', () => {
  const meter = new Meter().open(A)
  expect(kinds(meter.flows(20, SETTLE_MS - 10_000))).toEqual(['flowing'])
  expect(kinds(meter.flows(20, 60_000))).toEqual(['sample'])
})

test('too much is said once, after it has settled, and not on one reading', () => {
  const meter = new Meter().open(A)
  expect(kinds(meter.flows(40, SETTLE_MS))).toEqual(['flowing'])
  expect(kinds(meter.flows(20, 10_000))).not.toContain('over')
  expect(meter.flows(40, 60_000).filter(({ type }) => type === 'over')).toMatchObject([
    { zones: [A], lpm: 40, limitLpm: 25 },
  ])
})

test('too little names the zone without which the rest adds up', () => {
  const [, ...effects] = new Meter().open(A, B).flows(20, SETTLE_MS + 60_000)
  expect(effects).toMatchObject([{ type: 'under', zones: [B], limitLpm: 22.5 }])
})

test('no water at all behind a valve that says it is open', () => {
  expect(new Meter().open(A).flows(0, SETTLE_MS + 60_000)).toMatchObject([{ type: 'none', zones: [A] }])
})

test('a trickle with every valve shut is a leak after ten minutes, and over when it stops', () => {
  const meter = new Meter()
  expect(meter.flows(2, LEAK_AFTER_MS)).toEqual([])
  expect(meter.flows(2, 60_000)).toEqual([{ type: 'leak', lpm: 2, suspect: null }])
  expect(kinds(meter.flows(0, 10_000))).toEqual(['calm'])
})

test('a flow as of the valve that has just shut is its own, within a minute', () => {
  const meter = new Meter().open(A)
  meter.flows(20, 120_000)
  meter.open()
  expect(meter.flows(19, 50_000)).toEqual([{ type: 'leak', lpm: 19, suspect: A }])
})
