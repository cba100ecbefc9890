/** The fields and the foot of every form: words beside the field, the unit in it, nothing lost on an error. */
import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Attempt } from '../data/attempt.ts'
import { w } from '../data/words.ts'
import { Trouble } from './answer.tsx'

export const NAME_LENGTH_MAX = 120

interface Bound {
  readonly label: string
  readonly testId?: string
  readonly value: Signal<string>
  readonly required?: boolean
}

interface TextProps extends Bound {
  readonly type?: 'text' | 'url' | 'password' | 'date'
  readonly minLength?: number
  readonly maxLength?: number
  readonly autocomplete?: 'off' | 'username' | 'current-password' | 'new-password'
  readonly autocapitalize?: 'none'
  readonly list?: string
}

export function TextField(props: TextProps) {
  const { label, value, testId, type = 'text', maxLength = NAME_LENGTH_MAX, ...rest } = props
  return (
    <label class="field">
      <span>{label}</span>
      <input
        {...rest}
        // Preact types each input type apart; all of ours take the same attributes.
        type={type as 'text'}
        data-testid={testId}
        maxLength={maxLength}
        value={value.value}
        onInput={event => (value.value = event.currentTarget.value)}
      />
    </label>
  )
}

/** A number as it is typed; {@link numberOf} reads it. The unit stands in the field. */
export function NumberField(props: Bound & { unit?: string; min?: number; max?: number; step?: number }) {
  const { label, value, testId, unit = '', step = 'any', ...rest } = props
  return (
    <label class="field">
      <span>{label}</span>
      <span class="with-unit">
        <input
          {...rest}
          type="number"
          data-testid={testId}
          step={step}
          value={value.value}
          onInput={event => (value.value = event.currentTarget.value)}
        />
        {unit !== '' && <span class="quiet">{unit}</span>}
      </span>
    </label>
  )
}

export interface Choice<T extends string> {
  readonly value: T
  readonly label: string
}

export function SelectField<T extends string>(props: {
  label: string
  value: Signal<T>
  choices: readonly Choice<T>[]
  testId?: string
}) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <select
        data-testid={props.testId}
        value={props.value.value}
        onInput={event => (props.value.value = event.currentTarget.value as T)}
      >
        {props.choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}

export function CheckField({ label, value }: { label: string; value: Signal<boolean> }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={value.value}
        onInput={event => (value.value = event.currentTarget.checked)}
      />
      {label}
    </label>
  )
}

/** What went wrong, then save, cancel and, for a thing that exists, remove. */
export function FormFoot(props: {
  attempt: Attempt
  valid?: boolean
  save?: string
  cancel?: () => void
  remove?: (() => void) | undefined
  children?: ComponentChildren
}) {
  const { busy, trouble } = props.attempt
  return (
    <>
      <Trouble error={trouble.value} />
      <div class="row">
        <button type="submit" class="button primary" disabled={busy.value || props.valid === false}>
          {props.save ?? w('save')}
        </button>
        {props.children}
        {props.cancel !== undefined && (
          <button type="button" class="button plain" onClick={props.cancel}>
            {w('cancel')}
          </button>
        )}
        {props.remove !== undefined && (
          <button type="button" class="button plain" disabled={busy.value} onClick={props.remove}>
            {w('remove')}
          </button>
        )}
      </div>
    </>
  )
}

/** Null for an empty or unreadable field: unknown is never zero. */
export function numberOf(text: string): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

/** A submit handler that stays on the page. */
export const onSubmit = (save: () => void) => (event: Event) => {
  event.preventDefault()
  save()
}
