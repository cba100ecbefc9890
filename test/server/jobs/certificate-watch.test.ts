import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { TlsStatus } from '../../../core/contract/credential.ts'
import { watchCertificate } from '../../../server/jobs/certificate-watch.ts'
import type { SystemSignal } from '../../../server/services.ts'

const DAY = 86_400_000
const NOW = 1000 * DAY
const WELL: TlsStatus = {
  ...{ names: ['a'], fingerprint: '', validFrom: 0, validTo: NOW + 60 * DAY, loadedAt: 0 },
  ...{ refused: null, clientCertificates: false },
}

let status: TlsStatus | null
let now: number
let signals: string[]
let stop: () => void
beforeEach(() => {
  vi.useFakeTimers()
  status = WELL
  now = NOW
  signals = []
  stop = watchCertificate({
    tls: () => status,
    clock: { now: () => now, monotonic: () => 0 },
    alarms: { signal: ({ key, active }: SystemSignal) => void signals.push(`${key} ${active}`) },
    siteId: 'main',
  })
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})
const look = () => vi.advanceTimersByTime(60_000)

test('a certificate with time left, and none at all, are no alarm, and end one of the last run', () => {
  look()
  status = null
  look()
  expect(signals).toEqual(['tls.refused false', 'tls.ending false'])
})

test('one alarm when it is about to end, and its end with the renewal', () => {
  look()
  now = NOW + 47 * DAY
  look()
  look()
  status = { ...WELL, validTo: now + 90 * DAY }
  look()
  expect(signals.slice(2)).toEqual(['tls.ending true', 'tls.ending false'])
})

test('files that cannot be used are an alarm until they can', () => {
  status = { ...WELL, refused: 'no certificate in PEM' }
  look()
  status = WELL
  look()
  expect(signals).toEqual(['tls.refused true', 'tls.ending false', 'tls.refused false'])
})
