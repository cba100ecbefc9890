import { type Signal, useSignal } from '@preact/signals'
import type { ProgramPreview as Preview, Program } from '../../../core/contract/watering.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { CheckField, FormFoot, onSubmit, TextField } from '../../widgets/field.tsx'
import { ProgramPreview } from './program-preview.tsx'
import { WEEKDAYS } from './weekdays.ts'

const START = /^([01]\d|2[0-3]):[0-5]\d$/

/** Writes a program and shows what it will do before it is saved. */
export function ProgramForm({ program, done }: { program?: Program; done: () => void }) {
  const draft = useDraft(program)
  const attempt = useAttempt()
  const preview = useSignal<Preview | null>(null)
  const body = draft.read()
  const valid = body !== null
  const show = () =>
    attempt.run(async () => {
      if (body !== null) preview.value = await call(api.previewProgram, { body })
    })
  const save = async () => {
    if (body === null) return
    const saved = await attempt.run(() =>
      program === undefined
        ? call(api.createProgram, { body })
        : call(api.changeProgram, { params: { id: program.id }, body }),
    )
    if (saved) done()
  }
  const remove = async (id: string) => {
    if (await attempt.run(() => call(api.deleteProgram, { params: { id } }))) done()
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <TextField label={w('programName')} value={draft.name} required />
      <DayChips days={draft.days} />
      <TextField label={`${w('starts')} · ${w('startsHint')}`} value={draft.starts} required />
      <ZoneMinutes minutes={draft.minutes} />
      <CheckField label={w('enabled')} value={draft.enabled} />
      {preview.value !== null && <ProgramPreview preview={preview.value} />}
      <FormFoot
        attempt={attempt}
        valid={valid}
        cancel={done}
        remove={program && (() => void remove(program.id))}
      >
        <button type="button" class="button" disabled={!valid} onClick={() => void show()}>
          {w('preview14')}
        </button>
      </FormFoot>
    </form>
  )
}

/** The fields of the form and what they say together: null while something is missing or unreadable. */
function useDraft(program: Program | undefined) {
  const name = useSignal(program === undefined ? '' : n(program.name))
  const days = useSignal<readonly number[]>(program?.days ?? [1, 2, 3, 4, 5, 6, 7])
  const starts = useSignal((program?.starts ?? ['05:00']).join(' '))
  const minutes = useSignal<Readonly<Record<string, number>>>(minutesOf(program))
  const enabled = useSignal(program?.enabled ?? true)
  const read = () => {
    const startList = starts.value.split(/[\s,，、]+/).filter(text => text !== '')
    const steps = zones.value.flatMap(({ zone }) => {
      const runS = Math.round((minutes.value[zone.id] ?? 0) * 60)
      return runS > 0 ? [{ zoneId: zone.id, runS }] : []
    })
    const ready = name.value.trim() !== '' && days.value.length > 0 && steps.length > 0
    if (!ready || startList.length === 0 || !startList.every(text => START.test(text))) return null
    return {
      name: program !== undefined && name.value === n(program.name) ? program.name : name.value.trim(),
      days: [...days.value].sort((a, b) => a - b),
      starts: startList,
      steps,
      enabled: enabled.value,
    }
  }
  return { name, days, starts, minutes, enabled, read }
}

function DayChips({ days }: { days: Signal<readonly number[]> }) {
  return (
    <fieldset class="chips">
      <legend>{w('days')}</legend>
      {WEEKDAYS.map((key, index) => (
        <button
          key={key}
          type="button"
          class="chip"
          aria-pressed={days.value.includes(index + 1)}
          onClick={() => (days.value = toggled(days.value, index + 1))}
        >
          {w(key)}
        </button>
      ))}
    </fieldset>
  )
}

function ZoneMinutes({ minutes }: { minutes: Signal<Readonly<Record<string, number>>> }) {
  return (
    <fieldset class="form chips">
      <legend>
        {w('steps')} · {w('stepsHint')}
      </legend>
      {zones.value.map(({ zone }) => (
        <label class="field" key={zone.id}>
          <span>{n(zone.name)}</span>
          <input
            type="number"
            min="0"
            max={Math.floor(zone.maxRunS / 60)}
            value={minutes.value[zone.id] ?? 0}
            onInput={event =>
              (minutes.value = { ...minutes.value, [zone.id]: event.currentTarget.valueAsNumber || 0 })
            }
          />
        </label>
      ))}
    </fieldset>
  )
}

function minutesOf(program: Program | undefined): Record<string, number> {
  return Object.fromEntries((program?.steps ?? []).map(({ zoneId, runS }) => [zoneId, runS / 60]))
}

function toggled(list: readonly number[], day: number): readonly number[] {
  return list.includes(day) ? list.filter(other => other !== day) : [...list, day]
}
