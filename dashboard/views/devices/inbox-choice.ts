/** What somebody has made of an entry of the inbox so far. */
import { type Signal, signal, useSignal } from '@preact/signals'
import type { DeviceKind, InboxEntry } from '../../../core/contract/device.ts'
import { n } from '../../data/words.ts'

/** Kept outside of the entry, so that a reload of the list loses nothing. */
export interface Choice {
  readonly kind: Signal<DeviceKind>
  readonly name: Signal<string>
  readonly areaId: Signal<string>
  readonly chosen: Signal<boolean>
}

export type Choices = Map<string, Choice>

export function choiceOf(choices: Choices, { key }: InboxEntry): Choice {
  const choice = choices.get(key)
  if (choice === undefined) throw new Error(`no choice for ${key}`)
  return choice
}

export function useChoices(entries: readonly InboxEntry[]): Choices {
  const kept = useSignal<Choices>(new Map()).peek()
  for (const { key, guess, device } of entries)
    if (!kept.has(key))
      kept.set(key, {
        kind: signal<DeviceKind>(guess),
        name: signal(n(device.name)),
        areaId: signal(device.areaId ?? ''),
        chosen: signal(false),
      })
  return kept
}
