/**
 * The life of an order: waiting -> sent -> confirmed | failed | expired | cancelled. Pure; the gateway sends and keeps.
 *
 * An open or on that could not be sent in time is never sent: water must not start by surprise. A close or off never
 * expires and is repeated until the device confirms it; who ordered it watches how long that takes. A newer order for the
 * same valve cancels the older ones, so no open can follow a close.
 */
import type { Command } from '../contract/command.ts'

export const CONFIRM_TIMEOUT_MS = 10_000
export const TRIES_MAX = 3

/** True for the orders that end something. */
export function closes({ kind }: Pick<Command, 'kind'>): boolean {
  return kind === 'valve.close' || kind === 'switch.off'
}

/** True when nothing more will be sent for it. */
export function settled({ state }: Command): boolean {
  return state === 'confirmed' || state === 'failed' || state === 'expired' || state === 'cancelled'
}

/** What is to be done about an unsettled order now: send it (again), or nothing. */
export function step(command: Command, now: number): { readonly command: Command; readonly send: boolean } {
  const still = { command, send: false }
  if (settled(command) || awaitsAnswer(command, now)) return still
  if (!closes(command)) {
    if (command.tries >= TRIES_MAX) return { command: settle(command, 'failed', now), send: false }
    if (now >= command.expiresAt)
      return { command: settle(command, command.tries > 0 ? 'failed' : 'expired', now), send: false }
  }
  return { command: { ...command, state: 'sent', tries: command.tries + 1, sentAt: now }, send: true }
}

/** The device reported a state of its valve or switch on the order's channel. */
export function report(command: Command, open: boolean, now: number): Command {
  if (settled(command) || command.sentAt === null || open === closes(command)) return command
  return settle(command, 'confirmed', now)
}

/** A newer order for the same valve was given. */
export function cancel(command: Command, now: number): Command {
  return settled(command) ? command : settle(command, 'cancelled', now)
}

/** A clock that was set back does not make an answer due later. */
function awaitsAnswer({ sentAt }: Command, now: number): boolean {
  return sentAt !== null && now >= sentAt && now - sentAt < CONFIRM_TIMEOUT_MS
}

function settle(command: Command, state: Command['state'], now: number): Command {
  return { ...command, state, settledAt: now }
}
