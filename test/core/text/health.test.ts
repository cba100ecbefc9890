import { expect, test } from 'vitest'
import type { IngestStatus } from '../../../core/contract/ingest.ts'
import { verdictOf } from '../../../core/text/health.ts'

const WELL: IngestStatus = {
  ...{ at: 1000, packets: 10, stored: 20, duplicates: 0, rejections: {}, clients: 1, queueDepth: 0 },
  durableAckMs: null,
  store: { kind: 'duckdb', healthy: true, detail: 'fine', readings: 20, bytes: 100, spooled: 0, earliest: 1 },
  machine: { startedAt: 0, residentBytes: 1, loopDelayMs: { p50: 0, p99: 3, max: 9 } },
}
const store = (change: Partial<IngestStatus['store']>) => ({ ...WELL, store: { ...WELL.store, ...change } })

test.each([
  ['all is kept', WELL, 'good', 'Every reading'],
  ['nobody has spoken yet', { ...WELL, packets: 0 }, 'good', 'No device'],
  [
    'the database is away, readings wait here',
    store({ healthy: false, spooled: 40 }),
    'attention',
    '40 readings wait',
  ],
  [
    'the space for waiting readings is full',
    store({ healthy: false, spooled: 40, dropped: 7 }),
    'alarm',
    'oldest 7',
  ],
  ['nothing can be kept', store({ healthy: false, detail: 'disk full' }), 'alarm', 'cannot be kept'],
  ['it is back and catches up', store({ spooled: 7 }), 'attention', '7 readings'],
  ['the disk is slow', { ...WELL, queueDepth: 60_000 }, 'attention', 'Nothing is lost'],
  [
    'the machine is busy',
    { ...WELL, machine: { ...WELL.machine, loopDelayMs: { p50: 1, p99: 350, max: 900 } } },
    'attention',
    'waits 350 ms',
  ],
] as const)('%s', (_, status, state, words) => {
  const verdict = verdictOf(status)
  expect(verdict.state).toBe(state)
  expect(verdict.sentence.en).toContain(words)
  expect(verdict.sentence.zh).not.toMatch(/[{}]/)
})

test('what stands in the way is named', () => {
  expect(verdictOf(store({ healthy: false, detail: 'disk full' })).advice?.zh).toContain('disk full')
})
