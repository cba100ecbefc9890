/** Times without watering: which zones they close, every week or on single dates, and dates out of an iCal file. */
import { useSignal } from '@preact/signals'
import type { WateringCalendar } from '../../../core/contract/watering.ts'
import { weekHoursText } from '../../../core/text/hours.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { may, now, zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { Sure } from '../../widgets/sure.tsx'
import { CalendarForm, KIND_WORDS } from './calendar-form.tsx'
import { g } from './words.ts'

export function Calendars() {
  const [resource, again] = useResource(() => call(api.listCalendars), 'calendars')
  const editing = useSignal<string | null>(null)
  const done = () => {
    editing.value = null
    void again()
  }
  const change = may('watering.change') && editing.value === null
  return (
    <section class="card stack" data-testid="calendars">
      <div class="row between">
        <h2>{g('calendars')}</h2>
        {change && (
          <button type="button" class="button" onClick={() => (editing.value = 'new')}>
            {g('addCalendar')}
          </button>
        )}
      </div>
      {editing.value === 'new' && <CalendarForm done={done} />}
      <Answer resource={resource} again={again} skeletons={1}>
        {list =>
          list.length === 0 && editing.value === null ? (
            <p class="quiet">{g('noCalendars')}</p>
          ) : (
            <div class="stack">
              {list.map(calendar =>
                editing.value === calendar.id ? (
                  <CalendarForm key={calendar.id} calendar={calendar} done={done} />
                ) : (
                  <CalendarRow
                    key={calendar.id}
                    calendar={calendar}
                    again={again}
                    edit={change ? () => (editing.value = calendar.id) : undefined}
                  />
                ),
              )}
            </div>
          )
        }
      </Answer>
    </section>
  )
}

function CalendarRow(props: {
  calendar: WateringCalendar
  again: () => Promise<void>
  edit: (() => void) | undefined
}) {
  const { calendar, again, edit } = props
  const { busy, trouble, run } = useAttempt()
  const told = useSignal('')
  const take = (file: File | undefined) =>
    void run(async () => {
      if (file === undefined) return
      const ical = await file.text()
      const answer = await call(api.importCalendar, { params: { id: calendar.id }, body: { ical } })
      const count = answer.calendar.exclusions.filter(({ type }) => type === 'once').length
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
  return (
    <div class="stack">
      <div class="row between">
        <b>
          {n(calendar.name)} · {g(KIND_WORDS[calendar.kind])}
          {!calendar.enabled && ` · ${g('calOff')}`}
        </b>
        {edit !== undefined && (
          <button type="button" class="button plain" onClick={edit}>
            {w('edit')}
          </button>
        )}
      </div>
      <p class="small">{closedText(calendar)}</p>
      {timesText(calendar).map(line => (
        <p class="small" key={line}>
          {line}
        </p>
      ))}
      {told.value !== '' && <p role="status">{told.value}</p>}
      <Trouble error={trouble.value} />
      {edit !== undefined && (
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
          <Sure
            word={w('remove')}
            question={g('removeCalendar', { name: n(calendar.name) })}
            go={remove}
            testId="remove-calendar"
          />
        </div>
      )}
    </div>
  )
}

function closedText({ zoneIds }: WateringCalendar): string {
  if (zoneIds.length === 0) return g('closesAll')
  const named = zones.value.filter(({ zone }) => zoneIds.includes(zone.id)).map(({ zone }) => n(zone.name))
  const separator = language.value === 'zh' ? '、' : ', '
  return named.length === 0 ? g('closesNone') : g('closes', { zones: named.join(separator) })
}

/** Every week, then the next single date and how many more there are. */
function timesText({ exclusions }: WateringCalendar): string[] {
  const weekly = exclusions.flatMap(one => (one.type === 'weekly' ? [one] : []))
  const dates = exclusions
    .flatMap(one => (one.type === 'once' && one.to > now.value ? [one] : []))
    .sort((a, b) => a.from - b.from)
  const [next] = dates
  if (weekly.length === 0 && next === undefined) return [g('noTimes')]
  const lines = weekly.length === 0 ? [] : [g('weekly', { hours: weekHoursText(weekly, language.value) })]
  if (next !== undefined) {
    const span = { from: moment(next.from), to: moment(next.to), title: next.title }
    lines.push(g('nextDate', span))
    if (dates.length > 1) lines.push(g('moreDates', { count: dates.length - 1 }))
  }
  return lines
}
