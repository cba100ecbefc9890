/** Several of a few things, each a chip that is pressed or not. */
import type { Signal } from '@preact/signals'
import type { Choice } from './field.tsx'

export function ChoiceChips<T extends string>(props: {
  label: string
  value: Signal<readonly T[]>
  choices: readonly Choice<T>[]
}) {
  const { label, value, choices } = props
  const toggle = (one: T) => {
    value.value = value.value.includes(one)
      ? value.value.filter(other => other !== one)
      : [...value.value, one]
  }
  return (
    <fieldset class="chips">
      <legend>{label}</legend>
      {choices.map(choice => (
        <button
          key={choice.value}
          type="button"
          class="chip"
          aria-pressed={value.value.includes(choice.value)}
          onClick={() => toggle(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  )
}

export function TimeField({ label, value }: { label: string; value: Signal<string> }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="time"
        required
        value={value.value}
        onInput={event => (value.value = event.currentTarget.value)}
      />
    </label>
  )
}
