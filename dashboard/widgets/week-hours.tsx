/** Stretches of a week: which days, from when until when, as many as there are. */
import { type Signal, signal } from '@preact/signals'
import type { WeekHours } from '../../core/contract/condition.ts'
import { language } from '../data/preferences.ts'
import { w } from '../data/words.ts'
import { ChoiceChips, TimeField } from './choice-chips.tsx'

const STRETCHES_MAX = 21

export interface HoursDraft {
  readonly days: Signal<readonly string[]>
  readonly from: Signal<string>
  readonly to: Signal<string>
}

export function hoursOf({ days, from, to }: WeekHours): HoursDraft {
  return { days: signal(days.map(String)), from: signal(from), to: signal(to) }
}

/** Null while a stretch names no day or no time. One that ends when it begins is a whole day. */
export function readWeek(drafts: readonly HoursDraft[]): WeekHours[] | null {
  const hours = drafts.map(({ days, from, to }) => ({
    days: days.value.map(Number).sort((a, b) => a - b),
    from: from.value,
    to: to.value,
  }))
  return hours.every(({ days, from, to }) => days.length > 0 && from !== '' && to !== '') ? hours : null
}

/** `least`: so many stretches cannot be removed. Another one begins as `usual`. */
export function WeekFields(props: { week: Signal<readonly HoursDraft[]>; usual: WeekHours; least?: 0 | 1 }) {
  const { week, usual, least = 1 } = props
  const several = week.value.length > least
  return (
    <>
      {week.value.map((hours, index) => (
        <Stretch
          key={index}
          hours={hours}
          remove={several ? () => (week.value = week.value.filter(one => one !== hours)) : undefined}
        />
      ))}
      {week.value.length < STRETCHES_MAX && (
        <div>
          <button
            type="button"
            class="button plain"
            onClick={() => (week.value = [...week.value, hoursOf(usual)])}
          >
            {w('addHours')}
          </button>
        </div>
      )}
    </>
  )
}

function Stretch({ hours, remove }: { hours: HoursDraft; remove: (() => void) | undefined }) {
  return (
    <div class="stack">
      <ChoiceChips label={w('dayChoice')} value={hours.days} choices={weekdays()} />
      <div class="form">
        <TimeField label={w('from')} value={hours.from} />
        <TimeField label={w('until')} value={hours.to} />
        {remove !== undefined && (
          <button type="button" class="button plain" onClick={remove}>
            {w('remove')}
          </button>
        )}
      </div>
    </div>
  )
}

/** 2024-01-01 was a Monday. */
function weekdays() {
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB'
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  return [1, 2, 3, 4, 5, 6, 7].map(day => ({
    value: String(day),
    label: format.format(Date.UTC(2024, 0, day)),
  }))
}
