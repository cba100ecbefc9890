/** Times without watering: weekly ones written here, single dates imported from an iCal file. */
import { useSignal } from '@preact/signals'
import { CALENDAR_KINDS, type WateringCalendar } from '../../../core/contract/watering.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { WEEKDAYS } from './weekdays.ts'
import { g } from './words.ts'

type Kind = WateringCalendar['kind']
const KIND_WORDS = {
  classes: 'calClasses',
  sport: 'calSport',
  exams: 'calExams',
  events: 'calEvents',
  'quiet-hours': 'calQuiet',
  'water-ban': 'calBan',
} as const satisfies Record<Kind, Parameters<typeof g>[0]>
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/

export function Calendars() {
  const [resource, again] = useResource(() => call(api.listCalendars), 'calendars')
  const adding = useSignal(false)
  return (
    <section class="card stack">
      <div class="row between">
        <h2>{g('calendars')}</h2>
        {may('watering.change') && !adding.value && (
          <button type="button" class="button" onClick={() => (adding.value = true)}>
            {g('addCalendar')}
          </button>
        )}
      </div>
      {adding.value && (
        <NewCalendar
          done={() => {
            adding.value = false
            void again()
          }}
        />
      )}
      <Answer resource={resource} again={again} skeletons={1}>
        {list => (
          <div class="stack">
            {list.map(calendar => (
              <CalendarRow key={calendar.id} calendar={calendar} again={again} />
            ))}
          </div>
        )}
      </Answer>
    </section>
  )
}

function CalendarRow({ calendar, again }: { calendar: WateringCalendar; again: () => Promise<void> }) {
  const { busy, trouble, run } = useAttempt()
  const told = useSignal('')
  const take = (file: File | undefined) =>
    void run(async () => {
      if (file === undefined) return
      const ical = await file.text()
      const answer = await call(api.importCalendar, { params: { id: calendar.id }, body: { ical } })
      const count = answer.calendar.exclusions.length
      const { skipped } = answer
      told.value =
        skipped.length === 0
          ? g('imported', { count })
          : g('importedPart', { count, skipped: skipped.length, titles: skipped.slice(0, 5).join('、') })
      await again()
    })
  const remove = () =>
    void run(async () => {
      await call(api.deleteCalendar, { params: { id: calendar.id } })
      await again()
    })
  const weekly = calendar.exclusions.flatMap(one => (one.type === 'weekly' ? [one] : []))
  return (
    <div class="stack">
      <div class="row between">
        <b>
          {n(calendar.name)} · {g(KIND_WORDS[calendar.kind])}
        </b>
        <span class="small">{g('timesCount', { count: calendar.exclusions.length })}</span>
      </div>
      {weekly.map(({ days, from, to }) => (
        <p class="small" key={`${days}${from}`}>
          {g('weekly', { days: days.map(day => w(WEEKDAYS[day - 1] ?? 'mon')).join(' '), from, to })}
        </p>
      ))}
      {told.value !== '' && <p role="status">{told.value}</p>}
      <Trouble error={trouble.value} />
      {may('watering.change') && (
        <div class="row">
          <label class="button">
            {g('importIcal')}
            <input
              class="sr"
              type="file"
              accept=".ics,text/calendar"
              disabled={busy.value}
              onChange={event => take(event.currentTarget.files?.[0])}
            />
          </label>
          <button type="button" class="button plain" disabled={busy.value} onClick={remove}>
            {w('remove')}
          </button>
        </div>
      )}
    </div>
  )
}

function NewCalendar({ done }: { done: () => void }) {
  const name = useSignal('')
  const kind = useSignal<Kind>('classes')
  const days = useSignal<readonly number[]>([1, 2, 3, 4, 5])
  const from = useSignal('')
  const to = useSignal('')
  const attempt = useAttempt()
  const timed = from.value !== '' || to.value !== ''
  const valid = name.value.trim() !== '' && (!timed || (CLOCK.test(from.value) && CLOCK.test(to.value)))
  const save = async () => {
    const weekly = {
      type: 'weekly' as const,
      days: [...days.value],
      from: from.value,
      to: to.value,
      title: name.value,
    }
    const body = {
      name: name.value.trim(),
      kind: kind.value,
      zoneIds: [],
      enabled: true,
      exclusions: timed ? [weekly] : [],
    }
    if (await attempt.run(() => call(api.createCalendar, { body }))) done()
  }
  return (
    <form class="stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={g('calendarName')} value={name} required />
        <SelectField
          label={g('supplyKind')}
          value={kind}
          choices={CALENDAR_KINDS.map(value => ({ value, label: g(KIND_WORDS[value]) }))}
        />
        <TextField label={g('fromTime')} value={from} />
        <TextField label={g('toTime')} value={to} />
      </div>
      <fieldset class="chips">
        <legend>{w('days')}</legend>
        {WEEKDAYS.map((key, index) => (
          <button
            key={key}
            type="button"
            class="chip"
            aria-pressed={days.value.includes(index + 1)}
            onClick={() =>
              (days.value = days.value.includes(index + 1)
                ? days.value.filter(day => day !== index + 1)
                : [...days.value, index + 1])
            }
          >
            {w(key)}
          </button>
        ))}
      </fieldset>
      <FormFoot attempt={attempt} valid={valid} cancel={done} />
    </form>
  )
}
