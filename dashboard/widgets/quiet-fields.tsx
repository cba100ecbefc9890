/** Quiet hours: which days, from when until when, and what is told all the same. */
import { type Signal, useSignal } from '@preact/signals'
import type { QuietHours } from '../../core/contract/channel.ts'
import type { WeekHours } from '../../core/contract/condition.ts'
import { PRIORITIES, type Priority } from '../../core/contract/rule.ts'
import { weekHoursText } from '../../core/text/hours.ts'
import { priorityTexts } from '../../core/text/states.ts'
import { language } from '../data/preferences.ts'
import { n, w } from '../data/words.ts'
import { CheckField, SelectField } from './field.tsx'
import { type HoursDraft, hoursOf, readWeek, WeekFields } from './week-hours.tsx'

const NIGHT: WeekHours = { days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' }
const MIDDAY: WeekHours = { days: [1, 2, 3, 4, 5, 6, 7], from: '12:30', to: '14:00' }

export interface QuietDraft {
  readonly on: Signal<boolean>
  readonly week: Signal<readonly HoursDraft[]>
  readonly through: Signal<Priority>
  /** False while a stretch names no day or no time. */
  valid(): boolean
  read(): QuietHours | null
}

export function useQuiet(kept: QuietHours | null | undefined): QuietDraft {
  const hours = kept?.hours ?? []
  const on = useSignal(hours.length > 0)
  const week = useSignal<readonly HoursDraft[]>((hours.length > 0 ? hours : [NIGHT]).map(hoursOf))
  const through = useSignal<Priority>(kept?.through ?? 'high')
  const valid = () => !on.value || readWeek(week.value) !== null
  const read = (): QuietHours | null => {
    const stretches = on.value ? readWeek(week.value) : null
    return stretches === null ? null : { hours: stretches, through: through.value }
  }
  return { on, week, through, valid, read }
}

export function QuietFields({ draft }: { draft: QuietDraft }) {
  return (
    <fieldset class="stack sunk">
      <legend class="sr">{w('quietHours')}</legend>
      <CheckField label={w('quietHours')} value={draft.on} />
      {draft.on.value && (
        <>
          <WeekFields week={draft.week} usual={MIDDAY} />
          <div class="form">
            <SelectField
              label={w('quietThrough')}
              value={draft.through}
              choices={PRIORITIES.slice(0, 3).map(value => ({ value, label: priorityAndAbove(value) }))}
            />
          </div>
        </>
      )}
      <p class="small quiet">{w('quietHint')}</p>
    </fieldset>
  )
}

export function priorityAndAbove(priority: Priority): string {
  const word = n(priorityTexts[priority])
  return priority === 'critical' ? w('chOnlyUrgent', { priority: word }) : w('chFrom', { priority: word })
}

export function quietWords(quiet: QuietHours | null | undefined): string {
  if (quiet == null || quiet.hours.length === 0) return w('quietNone')
  return `${w('quietHours')} ${weekHoursText(quiet.hours, language.value)}`
}
