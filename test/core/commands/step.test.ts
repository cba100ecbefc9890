import { expect, test } from 'vitest'
import { CONFIRM_TIMEOUT_MS, report, step } from '../../../core/commands/step.ts'
import type { Command } from '../../../core/contract/command.ts'

const open = {
  ...{ id: 'c', siteId: 's', deviceId: 'd', kind: 'valve.open', channel: null, forS: 60, state: 'waiting' },
  ...{ tries: 0, by: 't', reason: '', issuedAt: 0, sentAt: null, settledAt: null, expiresAt: 60_000 },
} as Command

function tried(command: Command, times: number): Command {
  let now = 0
  let last = command
  for (let index = 0; index < times; index++, now += CONFIRM_TIMEOUT_MS) last = step(last, now).command
  return last
}

test('an open that nobody confirms fails after three tries', () => {
  expect(tried(open, 3)).toMatchObject({ state: 'sent', tries: 3 })
  expect(tried(open, 4)).toMatchObject({ state: 'failed', tries: 3 })
})

test('an open too old to be sent is never sent; a close always is', () => {
  expect(step(open, 60_000)).toMatchObject({ send: false, command: { state: 'expired' } })
  const close = { ...open, kind: 'valve.close' } as Command
  expect(step(close, 9e9)).toMatchObject({ send: true, command: { state: 'sent' } })
  expect(tried(close, 20)).toMatchObject({ state: 'sent', tries: 20 })
})

test('only the reported state that was asked for confirms', () => {
  const sent = step(open, 0).command
  expect(report(sent, false, 5)).toBe(sent)
  expect(report(sent, true, 5)).toMatchObject({ state: 'confirmed', settledAt: 5 })
})
