/** Orders for one valve, on virtual time: what is sent, in which order, and who is told. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Command } from '../../core/contract/command.ts'
import type { Device } from '../../core/contract/device.ts'
import type { Collection, Order } from '../../core/ports.ts'
import { createDialects } from '../../gateway/codecs/index.ts'
import { Commands } from '../../gateway/commands.ts'

const VALVE = { id: 'valve-1', siteId: 'canteen', codec: 'plain', address: 'canteen/valve-1' } as Device
const OPEN: Order = {
  deviceId: 'valve-1',
  kind: 'valve.open',
  channel: null,
  forS: 600,
  by: 'anna',
  reason: '',
}
const CLOSE: Order = { ...OPEN, kind: 'valve.close', forS: null }

let kept: Map<string, Command>
let sent: string[]
let told: [string, string][]
let commands: Commands

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-02T00:00:00Z') })
  kept = new Map()
  begin()
})
afterEach(() => {
  commands.stop()
  vi.useRealTimers()
})

/** A process begins; what was kept is still there. */
function begin(): void {
  sent = []
  told = []
  commands?.stop()
  commands = new Commands({
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    directory: { byId: (id: string) => (id === VALVE.id ? VALVE : undefined) } as never,
    commands: {
      get: (id: string) => kept.get(id),
      list: () => [...kept.values()],
      put: (command: Command) => void kept.set(command.id, command),
    } as unknown as Collection<Command>,
    dialects: createDialects(),
    publish: ({ payload }) => void sent.push(JSON.parse(String(payload)).valve_open ? 'open' : 'close'),
  })
  commands.onSettled(({ kind, state }) => told.push([kind, state]))
  commands.start()
}

function report(open: boolean, at?: number, historical = false): void {
  commands.heard('valve-1', {
    device: 'canteen/valve-1',
    events: [],
    values: [
      {
        ...{ metric: 'valve_open', value: open },
        ...(at === undefined ? {} : { at }),
        ...(historical ? { historical } : {}),
      },
    ],
  })
}

test('a close cancels an open that nobody confirmed, so no retry can open the valve again', () => {
  commands.send(OPEN)
  vi.advanceTimersByTime(5000)
  commands.send(CLOSE)
  vi.advanceTimersByTime(9000)
  report(false)
  vi.advanceTimersByTime(120_000)
  expect(sent).toEqual(['open', 'close'])
  expect(told).toEqual([
    ['valve.open', 'cancelled'],
    ['valve.close', 'confirmed'],
  ])
})

test('a close nobody confirms is repeated until the valve obeys', () => {
  commands.send(CLOSE)
  vi.advanceTimersByTime(45_000)
  expect(sent.length).toBeGreaterThanOrEqual(4)
  expect(told).toEqual([])
  report(false)
  const soFar = sent.length
  vi.advanceTimersByTime(300_000)
  expect(told).toEqual([['valve.close', 'confirmed']])
  expect(sent).toHaveLength(soFar)
})

test('after a restart a close is sent again and an old open is not', () => {
  commands.send(OPEN)
  const [open] = kept.values()
  commands.send(CLOSE)
  if (open !== undefined) kept.set(open.id, { ...open, state: 'sent' })
  vi.advanceTimersByTime(3_600_000)
  begin()
  vi.advanceTimersByTime(1000)
  expect(sent).toEqual(['close'])
})

test('the same order given twice is one order', () => {
  const first = commands.send({ ...OPEN, id: 'run-1' })
  expect(commands.send({ ...OPEN, id: 'run-1' })).toEqual(first)
  expect(sent).toEqual(['open'])
})

test('an open without an end is refused', () => {
  expect(() => commands.send({ ...OPEN, forS: null })).toThrow(
    expect.objectContaining({ code: 'device.not-commandable' }),
  )
  expect(sent).toEqual([])
})

test('what the device itself calls history confirms nothing, however new it is', () => {
  commands.send(OPEN)
  report(true, Date.now(), true)
  expect(told).toEqual([])
  report(true, Date.now())
  expect(told).toEqual([['valve.open', 'confirmed']])
})

test('a report the device had kept from before the order confirms nothing', () => {
  commands.send(CLOSE)
  report(false, Date.now() - 600_000)
  expect(told).toEqual([])
  report(false, Date.now() - 30_000)
  expect(told).toEqual([['valve.close', 'confirmed']])
})

test('a report on another channel confirms nothing', () => {
  commands.send({ ...CLOSE, channel: '2' })
  report(false)
  expect(told).toEqual([])
})

test('a valve that comes back hears its close at once, and no old open', () => {
  commands.send(CLOSE)
  vi.advanceTimersByTime(3000)
  commands.listening(['steward/canteen/other/set'])
  expect(sent).toEqual(['close'])
  commands.listening(['steward/canteen/+/set'])
  expect(sent).toEqual(['close', 'close'])
  report(false)
  commands.send(OPEN)
  commands.listening(['steward/canteen/valve-1/set'])
  expect(sent).toEqual(['close', 'close', 'open'])
})
