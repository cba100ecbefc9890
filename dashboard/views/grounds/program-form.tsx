import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import {
  METHODS,
  type Method,
  type ProgramPreview as Preview,
  type Program,
} from '../../../core/contract/watering.ts'
import { methodTexts } from '../../../core/text/watering.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { CheckField, FormFoot, NumberField, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { Sure } from '../../widgets/sure.tsx'
import { type Draft, useDraft } from './program-draft.ts'
import { ProgramPreview } from './program-preview.tsx'
import { WEEKDAYS } from './weekdays.ts'
import { g } from './words.ts'

/** Long enough for a thumb to finish a number. */
const PREVIEW_AFTER_MS = 250

const HINTS = {
  fixed: 'methodFixedHint',
  percent: 'methodPercentHint',
  et0: 'methodEt0Hint',
  moisture: 'methodMoistureHint',
} as const satisfies Record<Method, Parameters<typeof g>[0]>

/** Writes a program and shows what it will do while it is written. */
export function ProgramForm({ program, done }: { program?: Program; done: () => void }) {
  const draft = useDraft(program)
  const attempt = useAttempt()
  const body = draft.read()
  const wrong = draft.wrong()
  const preview = usePreview(
    body === null ? null : JSON.stringify({ ...body, ...(program && { id: program.id }) }),
  )
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
      <SelectField
        label={g('method')}
        value={draft.method}
        testId="program-method"
        choices={METHODS.map(value => ({ value, label: n(methodTexts[value]) }))}
      />
      <p class="small quiet">{g(HINTS[draft.method.value])}</p>
      <DayChips days={draft.days} />
      <TextField label={`${w('starts')} · ${g('startsHint')}`} value={draft.starts} required />
      {wrong.starts && <p class="problem small">{g('startsBad')}</p>}
      <ZoneMinutes minutes={draft.minutes} />
      <More draft={draft} wrong={wrong} />
      <CheckField label={w('enabled')} value={draft.enabled} />
      <ProgramPreview preview={preview.value} waits={body === null} />
      <FormFoot attempt={attempt} valid={body !== null} cancel={done}>
        {program !== undefined && (
          <Sure
            word={w('remove')}
            question={g('removeProgram', { name: n(program.name) })}
            go={() => void remove(program.id)}
            testId="remove-program"
          />
        )}
      </FormFoot>
    </form>
  )
}

/** Asks for what the draft would do, a moment after it last changed; the newest question wins. */
function usePreview(draft: string | null): Signal<Preview | null> {
  const preview = useSignal<Preview | null>(null)
  useEffect(() => {
    if (draft === null) return
    let current = true
    const show = (answer: Preview | null) => {
      if (current) preview.value = answer
    }
    const timer = setTimeout(() => {
      call(api.previewProgram, { body: JSON.parse(draft) }).then(show, () => show(null))
    }, PREVIEW_AFTER_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [draft])
  return preview
}

function More({ draft, wrong }: { draft: Draft; wrong: ReturnType<Draft['wrong']> }) {
  return (
    <details>
      <summary>{g('moreOptions')}</summary>
      <div class="form">
        <NumberField label={g('byInterval')} value={draft.everyDays} unit={g('daysUnit')} min={1} max={60} />
        <TextField label={g('finishBy')} value={draft.finishBy} />
        <TextField label={g('seasonFrom')} value={draft.seasonFrom} />
        <TextField label={g('seasonTo')} value={draft.seasonTo} />
        <NumberField label={g('priority')} value={draft.priority} min={1} max={9} step={1} />
        <SelectField
          label={g('missedRule')}
          value={draft.missed}
          choices={[
            { value: 'make-up', label: g('missedMakeUp') },
            { value: 'skip', label: g('missedSkip') },
          ]}
        />
      </div>
      {wrong.finishBy && <p class="problem small">{g('finishBad')}</p>}
      {wrong.season && <p class="problem small">{g('seasonBad')}</p>}
    </details>
  )
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
            max="240"
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

function toggled(list: readonly number[], day: number): readonly number[] {
  return list.includes(day) ? list.filter(other => other !== day) : [...list, day]
}
