import { useSignal } from '@preact/signals'
import type { PlannedRun, Program } from '../../../core/contract/watering.ts'
import { api, call } from '../../data/api.ts'
import { moment } from '../../data/shown.ts'
import { zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { DAYS } from './programs.tsx'

const START = /^([01]\d|2[0-3]):[0-5]\d$/
const PREVIEW_ROWS_MAX = 60

/** Writes a program and shows what it will do before it is saved. */
export function ProgramForm({ program, done }: { program?: Program; done: () => void }) {
  const name = useSignal(program === undefined ? '' : n(program.name))
  const days = useSignal<readonly number[]>(program?.days ?? [1, 2, 3, 4, 5, 6, 7])
  const starts = useSignal((program?.starts ?? ['05:00']).join(' '))
  const minutes = useSignal<Readonly<Record<string, number>>>(minutesOf(program))
  const enabled = useSignal(program?.enabled ?? true)
  const preview = useSignal<readonly PlannedRun[] | null>(null)
  const trouble = useSignal<unknown>(null)
  const startList = starts.value.split(/[\s,，、]+/).filter(text => text !== '')
  const steps = zones.value.flatMap(({ zone }) => {
    const runS = Math.round((minutes.value[zone.id] ?? 0) * 60)
    return runS > 0 ? [{ zoneId: zone.id, runS }] : []
  })
  const valid =
    name.value.trim() !== '' &&
    days.value.length > 0 &&
    steps.length > 0 &&
    startList.length > 0 &&
    startList.every(text => START.test(text))
  const body = () => ({
    name: program !== undefined && name.value === n(program.name) ? program.name : name.value.trim(),
    days: [...days.value].sort((a, b) => a - b),
    starts: startList,
    steps,
    enabled: enabled.value,
  })
  const attempt = async (job: () => Promise<void>) => {
    trouble.value = null
    await job().catch(error => {
      trouble.value = error
    })
  }
  const show = () =>
    attempt(async () => {
      preview.value = await call(api.previewProgram, { body: body() })
    })
  const save = (event: Event) => {
    event.preventDefault()
    void attempt(async () => {
      if (program === undefined) await call(api.createProgram, { body: body() })
      else await call(api.changeProgram, { params: { id: program.id }, body: body() })
      done()
    })
  }
  const remove = () =>
    attempt(async () => {
      if (program !== undefined) await call(api.deleteProgram, { params: { id: program.id } })
      done()
    })
  return (
    <form class="card stack" onSubmit={save}>
      <label class="field">
        <span>{w('programName')}</span>
        <input
          required
          maxLength={120}
          value={name.value}
          onInput={e => (name.value = e.currentTarget.value)}
        />
      </label>
      <fieldset class="chips">
        <legend>{w('days')}</legend>
        {DAYS.map((key, index) => (
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
      <label class="field">
        <span>
          {w('starts')} · {w('startsHint')}
        </span>
        <input required value={starts.value} onInput={e => (starts.value = e.currentTarget.value)} />
      </label>
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
              onInput={e =>
                (minutes.value = { ...minutes.value, [zone.id]: e.currentTarget.valueAsNumber || 0 })
              }
            />
          </label>
        ))}
      </fieldset>
      <label class="check">
        <input
          type="checkbox"
          checked={enabled.value}
          onInput={e => (enabled.value = e.currentTarget.checked)}
        />
        {w('enabled')}
      </label>
      <Trouble error={trouble.value} />
      {preview.value !== null && <Preview list={preview.value} />}
      <div class="row">
        <button type="submit" class="button primary" disabled={!valid}>
          {w('save')}
        </button>
        <button type="button" class="button" disabled={!valid} onClick={() => void show()}>
          {w('preview14')}
        </button>
        <button type="button" class="button plain" onClick={done}>
          {w('cancel')}
        </button>
        {program !== undefined && (
          <button type="button" class="button plain" onClick={() => void remove()}>
            {w('remove')}
          </button>
        )}
      </div>
    </form>
  )
}

function Preview({ list }: { list: readonly PlannedRun[] }) {
  const zoneName = (id: string) => {
    const found = zones.value.find(({ zone }) => zone.id === id)
    return found === undefined ? id : n(found.zone.name)
  }
  return (
    <div role="status">
      <p>{w('previewCount', { count: list.length })}</p>
      <ol class="log small">
        {list.slice(0, PREVIEW_ROWS_MAX).map(({ zoneId, at, runS }) => (
          <li key={`${zoneId}${at}`}>
            <span>{moment(at)}</span>
            <span>
              {zoneName(zoneId)} · {w('minutes', { count: Math.round(runS / 60) })}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

function minutesOf(program: Program | undefined): Record<string, number> {
  return Object.fromEntries((program?.steps ?? []).map(({ zoneId, runS }) => [zoneId, runS / 60]))
}

function toggled(list: readonly number[], day: number): readonly number[] {
  return list.includes(day) ? list.filter(other => other !== day) : [...list, day]
}
