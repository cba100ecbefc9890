/** A calendar of times without watering: what it is for, which zones it closes, every week and on single dates. */
import { type Signal, signal, useSignal } from '@preact/signals'
import { CALENDAR_KINDS, type Exclusion, type WateringCalendar } from '../../../core/contract/watering.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { now, zones } from '../../data/store.ts'
import { instantOf, minuteShown } from '../../data/wall.ts'
import { n, w } from '../../data/words.ts'
import { ChoiceChips } from '../../widgets/choice-chips.tsx'
import { CheckField, FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { hoursOf, readWeek, WeekFields } from '../../widgets/week-hours.tsx'
import { g } from './words.ts'

type Kind = WateringCalendar['kind']
type Once = Extract<Exclusion, { type: 'once' }>

export const KIND_WORDS = {
  classes: 'calClasses',
  sport: 'calSport',
  exams: 'calExams',
  events: 'calEvents',
  'quiet-hours': 'calQuiet',
  'water-ban': 'calBan',
} as const satisfies Record<Kind, Parameters<typeof g>[0]>

const USUAL = { days: [1, 2, 3, 4, 5], from: '16:00', to: '18:00' }
/** A term's import has hundreds of dates; so many of them can be changed one by one. */
const DATES_SHOWN_MAX = 20
const TITLE_CHARS_MAX = 200

export function CalendarForm({ calendar, done }: { calendar?: WateringCalendar; done: () => void }) {
  const draft = useDraft(calendar)
  const attempt = useAttempt()
  const body = draft.read()
  const save = async () => {
    if (body === null) return
    const job = () =>
      calendar === undefined
        ? call(api.createCalendar, { body })
        : call(api.changeCalendar, { params: { id: calendar.id }, body })
    if (await attempt.run(job)) done()
  }
  return (
    <form class="stack" data-testid="calendar-form" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={g('calendarName')} value={draft.name} required />
        <SelectField
          label={g('supplyKind')}
          value={draft.kind}
          choices={CALENDAR_KINDS.map(value => ({ value, label: g(KIND_WORDS[value]) }))}
        />
        <SelectField
          label={g('closesWhich')}
          testId="calendar-closes"
          value={draft.which}
          choices={[
            { value: 'all', label: g('closesAll') },
            { value: 'some', label: g('closesSome') },
          ]}
        />
        <CheckField label={w('enabled')} value={draft.enabled} />
      </div>
      {draft.which.value === 'some' && (
        <ChoiceChips
          label={g('closesWhich')}
          value={draft.zoneIds}
          choices={zones.value.map(({ zone }) => ({ value: zone.id, label: n(zone.name) }))}
        />
      )}
      <h3>{g('everyWeek')}</h3>
      <WeekFields week={draft.week} usual={USUAL} least={0} />
      <h3>{g('singleDates')}</h3>
      <Dates dates={draft.dates} hidden={draft.hidden.length} />
      <FormFoot attempt={attempt} valid={body !== null} cancel={done} />
    </form>
  )
}

interface DateDraft {
  /** `YYYY-MM-DDTHH:MM` on the site's wall. */
  readonly from: Signal<string>
  readonly to: Signal<string>
  readonly title: Signal<string>
}

function Dates({ dates, hidden }: { dates: Signal<readonly DateDraft[]>; hidden: number }) {
  return (
    <>
      {dates.value.map((date, index) => (
        <div class="form" key={index}>
          <WallField label={w('from')} value={date.from} />
          <WallField label={w('until')} value={date.to} />
          <TextField label={g('dateTitle')} value={date.title} maxLength={TITLE_CHARS_MAX} />
          <button
            type="button"
            class="button plain"
            onClick={() => (dates.value = dates.value.filter(one => one !== date))}
          >
            {w('remove')}
          </button>
          {!inOrder(date) && <p class="problem small">{g('datesOrder')}</p>}
        </div>
      ))}
      {hidden > 0 && <p class="small quiet">{g('datesHidden', { count: hidden })}</p>}
      <div>
        <button
          type="button"
          class="button plain"
          onClick={() => (dates.value = [...dates.value, dateOf(undefined)])}
        >
          {g('addDate')}
        </button>
      </div>
    </>
  )
}

function WallField({ label, value }: { label: string; value: Signal<string> }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="datetime-local"
        required
        value={value.value}
        onInput={event => (value.value = event.currentTarget.value)}
      />
    </label>
  )
}

const inOrder = ({ from, to }: DateDraft) => from.value === '' || to.value === '' || from.value < to.value

function useDraft(calendar: WateringCalendar | undefined) {
  const name = useSignal(calendar === undefined ? '' : n(calendar.name))
  const kind = useSignal<Kind>(calendar?.kind ?? 'sport')
  const enabled = useSignal(calendar?.enabled ?? true)
  const known = new Set(zones.value.map(({ zone }) => zone.id))
  const which = useSignal<'all' | 'some'>((calendar?.zoneIds.length ?? 0) === 0 ? 'all' : 'some')
  const zoneIds = useSignal<readonly string[]>((calendar?.zoneIds ?? []).filter(id => known.has(id)))
  const kept = calendar?.exclusions ?? []
  const weekly = kept.flatMap(one => (one.type === 'weekly' ? [one] : []))
  // The end of a day is the midnight that a time field can show.
  const hours = weekly.map(one => hoursOf({ ...one, to: one.to === '24:00' ? '00:00' : one.to }))
  const week = useSignal(calendar === undefined ? [hoursOf(USUAL)] : hours)
  const single = kept.flatMap(one => (one.type === 'once' ? [one] : []))
  const coming = single.filter(({ to }) => to > now.peek()).sort((a, b) => a.from - b.from)
  const shown = coming.slice(0, DATES_SHOWN_MAX)
  const hidden = useSignal(single.filter(one => !shown.includes(one))).value
  const dates = useSignal<readonly DateDraft[]>(shown.map(dateOf))
  const read = () => {
    const title = name.value.trim()
    const stretches = readWeek(week.value)
    const none = which.value === 'some' && zoneIds.value.length === 0
    const given = dates.value.map(readDate)
    if (title === '' || stretches === null || none || given.includes(null)) return null
    return {
      name: calendar !== undefined && name.value === n(calendar.name) ? calendar.name : title,
      kind: kind.value,
      enabled: enabled.value,
      zoneIds: which.value === 'all' ? [] : [...zoneIds.value],
      exclusions: [
        ...stretches.map(one => ({ ...one, type: 'weekly' as const, title })),
        ...[...hidden, ...given.filter(one => one !== null)].sort((a, b) => a.from - b.from),
      ],
    }
  }
  return { name, kind, enabled, which, zoneIds, week, dates, hidden, read }
}

function dateOf(once: Once | undefined): DateDraft {
  return {
    from: signal(once === undefined ? '' : minuteShown(once.from)),
    to: signal(once === undefined ? '' : minuteShown(once.to)),
    title: signal(once?.title ?? ''),
  }
}

/** Null while it is not a stretch of time. */
function readDate(draft: DateDraft): Once | null {
  const [from, to] = [instantOf(draft.from.value), instantOf(draft.to.value)]
  if (from === null || to === null || from >= to) return null
  return { type: 'once', from, to, title: draft.title.value.trim() }
}
