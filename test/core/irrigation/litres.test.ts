/** Whose water it was: what a meter shows is given away once, whoever shares it. */
import { expect, test } from 'vitest'
import type { Run } from '../../../core/contract/watering.ts'
import { LitreCounter } from '../../../core/irrigation/litres.ts'
import { zoneOf } from './grounds.ts'

const SHARED = 9
const OWN = 8
const A = zoneOf('a', { nominalFlowLpm: 20 })
const B = zoneOf('b', { nominalFlowLpm: 10 })
const MINUTE = 60_000
const runOf = (id: string, wateredS = 600) => ({ id, wateredS }) as Run

test('two zones of one meter share what it shows by their nominal flow', () => {
  const litres = new LitreCounter()
  litres.open('run-a', 0)
  litres.open('run-b', 0)
  const open = [
    { zone: A, runId: 'run-a' },
    { zone: B, runId: 'run-b' },
  ]
  for (let at = MINUTE; at <= 10 * MINUTE; at += MINUTE) litres.read(SHARED, 36, open, at)
  for (const id of ['run-a', 'run-b']) litres.shut(id, 10 * MINUTE)
  const [a, b] = [litres.close(runOf('run-a'), A), litres.close(runOf('run-b'), B)]
  expect(a).toMatchObject({ litres: 240, litresMeasured: true })
  expect(b).toMatchObject({ litres: 120, litresMeasured: true })
})

test('a zone with a meter of its own leaves the rest of the shared one to the others', () => {
  const litres = new LitreCounter()
  const own = { ...A, flowPointId: OWN }
  litres.open('run-a', 0)
  litres.open('run-b', 0)
  const open = [
    { zone: own, runId: 'run-a' },
    { zone: B, runId: 'run-b' },
  ]
  for (let at = MINUTE; at <= 10 * MINUTE; at += MINUTE) {
    litres.read(OWN, 25, open.slice(0, 1), at - 1)
    litres.read(SHARED, 36, open, at)
  }
  for (const id of ['run-a', 'run-b']) litres.shut(id, 10 * MINUTE)
  const [a, b] = [litres.close(runOf('run-a'), own), litres.close(runOf('run-b'), B)]
  expect(a.litres).toBeCloseTo(250, 1)
  expect(b.litres).toBeCloseTo(110, 1)
})

test('a valve that is open without a run takes its share from nobody’s run', () => {
  const litres = new LitreCounter()
  litres.open('run-b', 0)
  const open = [
    { zone: A, runId: null },
    { zone: B, runId: 'run-b' },
  ]
  for (let at = MINUTE; at <= 10 * MINUTE; at += MINUTE) litres.read(SHARED, 30, open, at)
  litres.shut('run-b', 10 * MINUTE)
  expect(litres.close(runOf('run-b'), B)).toMatchObject({ litres: 100, litresMeasured: true })
})

test('a meter that falls silent in the middle: the rest by nominal flow, and no longer called measured', () => {
  const litres = new LitreCounter()
  litres.open('run-a', 0)
  litres.read(SHARED, 20, [{ zone: A, runId: 'run-a' }], MINUTE)
  litres.shut('run-a', 30 * MINUTE)
  expect(litres.close(runOf('run-a', 1800), A)).toMatchObject({ litres: 600, litresMeasured: false })
})
