/**
 * The life of an order: waiting -> sent -> confirmed | failed | expired. Pure; the gateway sends and keeps.
 *
 * An open or on that could not be sent in time is never sent: water must not start by surprise. A close or off never
 * expires and is tried for ever, because nobody wants to hear that it was given up on.
 */
import type { Command } from '../contract/command.ts'

export const CONFIRM_TIMEOUT_MS = 10_000
export const TRIES_MAX = 3

/** True for the orders that end something. */
export function closes({ kind }: Pick<Command, 'kind'>): boolean {
  return kind === 'valve.close' || kind === 'switch.off'
}

export function settled({ state }: Command): boolean {
  return state === 'confirmed' || state === 'failed' || state === 'expired'
}

/** What is to be done about an unsettled order now: send it (again), or nothing. */
export function step(command: Command, now: number): { readonly command: Command; readonly send: boolean } {
  const still = { command, send: false }
  if (settled(command)) return still
  const answerDue = command.sentAt !== null && now - command.sentAt < CONFIRM_TIMEOUT_MS
  if (answerDue && now >= (command.sentAt ?? 0)) return still
  if (!closes(command)) {
    if (command.tries >= TRIES_MAX) return { command: settle(command, 'failed', now), send: false }
    if (now >= command.expiresAt)
      return { command: settle(command, command.tries > 0 ? 'failed' : 'expired', now), send: false }
  }
  return { command: { ...command, state: 'sent', tries: command.tries + 1, sentAt: now }, send: true }
}

/** The device reported a state of its valve or switch on the order's channel. */
export function report(command: Command, open: boolean, now: number): Command {
  if (command.state !== 'sent' || open === closes(command)) return command
  return settle(command, 'confirmed', now)
}

function settle(command: Command, state: Command['state'], now: number): Command {
  return { ...command, state, settledAt: now }
}
