/** A year's days off out of the notice, a table or JSON: what it says and what it changes, before it is kept. */
import { useSignal } from '@preact/signals'
import type { HolidayYear } from '../../../core/contract/energy.ts'
import type { DayKind } from '../../../core/contract/energy-words.ts'
import {
  type HolidayDraft,
  holidayChanges,
  type Refusal,
  readHolidays,
} from '../../../core/energy/holiday-import.ts'
import { uiHolidays } from '../../../core/text/holidays-ui.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { wordsFrom } from '../../data/words.ts'
import { FormFoot, onSubmit, TextField } from '../../widgets/field.tsx'

export const s = wordsFrom(uiHolidays)
const TEXT_MAX = 100_000
const REFUSED_SHOWN = 10

const KIND_WORD = { workday: 'kindWorkday', weekend: 'kindWeekend', holiday: 'kindHoliday' } as const
const REFUSED_WORD: Readonly<Record<Refusal, keyof typeof uiHolidays & string>> = {
  unread: 'refusedUnread',
  'other-year': 'refusedOtherYear',
  weekday: 'refusedWeekday',
  twice: 'refusedTwice',
}

export function HolidayImport({ own, done }: { own: readonly HolidayYear[]; done: () => void }) {
  const text = useSignal('')
  const source = useSignal('')
  const kept = useSignal<number | null>(null)
  const attempt = useAttempt()
  const draft = text.value.trim() === '' ? null : readHolidays(text.value)
  const read = async (file: File | undefined) => {
    if (file === undefined) return
    text.value = (await file.text()).slice(0, TEXT_MAX)
    source.value = file.name
  }
  const save = async () => {
    if (draft === null) return
    const { year, off, work, title } = draft
    const body = { year, source: source.value.trim() || title, off: [...off], work: [...work] }
    if (!(await attempt.run(() => call(api.putHolidays, { body })))) return
    kept.value = year
    text.value = ''
    source.value = ''
    done()
  }
  return (
    <details data-testid="holiday-import">
      <summary>{s('holidayImport')}</summary>
      <form class="stack" onSubmit={onSubmit(() => void save())}>
        <label class="field">
          <span>{s('holidayPaste')}</span>
          <textarea
            rows={6}
            maxLength={TEXT_MAX}
            data-testid="holiday-text"
            value={text.value}
            onInput={event => (text.value = event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{s('holidayFile')}</span>
          <input
            type="file"
            accept=".csv,.json,.txt,text/csv,application/json,text/plain"
            onChange={event => void read(event.currentTarget.files?.[0])}
          />
        </label>
        {draft !== null && <Preview draft={draft} own={own} />}
        {draft !== null && draft.year !== 0 && (
          <>
            {draft.title === '' && <TextField label={s('holidaySource')} value={source} maxLength={300} />}
            <FormFoot attempt={attempt} save={s('holidayKeep', { year: draft.year })} />
          </>
        )}
      </form>
      {kept.value !== null && <p role="status">{s('holidayKept', { year: kept.value })}</p>}
    </details>
  )
}

function Preview({ draft, own }: { draft: HolidayDraft; own: readonly HolidayYear[] }) {
  const { year, off, work, refused } = draft
  if (year === 0) return <p role="status">{s('holidayNothing')}</p>
  const changes = holidayChanges(draft, own)
  const word = (kind: DayKind) => s(KIND_WORD[kind])
  return (
    <div class="stack" role="status" data-testid="holiday-preview">
      <p>
        <strong>{s('holidayFound', { year, off: off.length, work: work.length })}</strong>{' '}
        {changes.length === 0 ? s('holidaySame') : s('holidayChanges', { count: changes.length })}
      </p>
      <ul class="changes">
        {changes.map(({ date, before, after, name }) => (
          <li key={date} class={after}>
            <strong>{date.slice(5)}</strong> {name}
            <span class="small quiet">
              {' '}
              {s('holidayBecomes', { before: word(before), after: word(after) })}
            </span>
          </li>
        ))}
      </ul>
      {refused.length > 0 && (
        <>
          <p>{s('holidayRefused', { count: refused.length })}</p>
          <ul class="small">
            {refused.slice(0, REFUSED_SHOWN).map(({ text, why }) => (
              <li key={text}>
                {text} · {s(REFUSED_WORD[why])}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
