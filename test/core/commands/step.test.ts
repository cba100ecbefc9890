import { expect, test } from 'vitest'
import { CONFIRM_TIMEOUT_MS, cancel, report, settled, step } from '../../../core/commands/step.ts'
import type { Command } from '../../../core/contract/command.ts'

const open: Command = {
  id: 'c',
  siteId: 's',
  deviceId: 'd',
  kind: 'valve.open',
  channel: null,
  forS: 60,
  state: 'waiting',
  tries: 0,
  by: 't',
  reason: '',
  issuedAt: 0,
  sentAt: null,
  settledAt: null,
  expiresAt: 60_000,
}
const close: Command = { ...open, kind: 'valve.close', forS: null }

function tried(command: Command, times: number): Command {
  let last = command
  for (let index = 0; index < times; index++) last = step(last, index * CONFIRM_TIMEOUT_MS).command
  return last
}

test('an open that nobody confirms fails after three tries', () => {
  expect(tried(open, 3)).toMatchObject({ state: 'sent', tries: 3 })
  expect(tried(open, 4)).toMatchObject({ state: 'failed', tries: 3 })
  expect(settled(tried(open, 4))).toBe(true)
})

test('an open too old to be sent is never sent; a close always is', () => {
  expect(step(open, 60_000)).toMatchObject({ send: false, command: { state: 'expired' } })
  expect(step(close, 9e9)).toMatchObject({ send: true, command: { state: 'sent' } })
})

test('a close is repeated until it is confirmed', () => {
  const repeated = tried(close, 20)
  expect(repeated).toMatchObject({ state: 'sent', tries: 20 })
  expect(report(repeated, false, 999_000)).toMatchObject({ state: 'confirmed', settledAt: 999_000 })
})

test('only the reported state that was asked for confirms, and only after it was sent', () => {
  const sent = step(open, 0).command
  expect(report(sent, false, 5)).toBe(sent)
  expect(report(sent, true, 5)).toMatchObject({ state: 'confirmed', settledAt: 5 })
  expect(report(open, true, 5)).toBe(open)
})

test('a cancelled open is never sent again', () => {
  const cancelled = cancel(step(open, 0).command, 1000)
  expect(cancelled).toMatchObject({ state: 'cancelled' })
  expect(step(cancelled, 60_000)).toMatchObject({ send: false })
  expect(report(cancelled, true, 2000)).toBe(cancelled)
})

test('a clock set back does not hold a try up', () => {
  const sent = step(close, 5_000_000).command
  expect(step(sent, 1_000_000).send).toBe(true)
})
