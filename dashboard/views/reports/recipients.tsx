import type { Signal } from '@preact/signals'
import { rw } from './words.ts'

const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/

/** Addresses out of what was typed, each once. */
export const recipientsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,;，；、]+/)
      .map(one => one.trim())
      .filter(one => one !== ''),
  ),
]

/** The first that is none; undefined when all are well. */
export const badAddress = (text: string) => recipientsIn(text).find(one => !ADDRESS.test(one))

export function Recipients({ value }: { value: Signal<string> }) {
  const bad = badAddress(value.value)
  return (
    <>
      <label class="field">
        <span>{rw('recipients')}</span>
        <textarea
          rows={2}
          maxLength={6000}
          value={value.value}
          inputMode="email"
          autocomplete="off"
          data-testid="recipients"
          onInput={event => (value.value = event.currentTarget.value)}
        />
      </label>
      {bad !== undefined && <p class="problem">{rw('badRecipients', { text: bad })}</p>}
    </>
  )
}
