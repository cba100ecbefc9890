/** Quiet hours: which days, from when until when, and what is told all the same. */
import { type Signal, useSignal } from '@preact/signals'
import type { QuietHours } from '../../core/contract/channel.ts'
import type { WeekHours } from '../../core/contract/condition.ts'
import { PRIORITIES, type Priority } from '../../core/contract/rule.ts'
import { priorityTexts } from '../../core/text/states.ts'
import { n, w } from '../data/words.ts'
import { TimeField } from './choice-chips.tsx'
import { CheckField, SelectField } from './field.tsx'

const DAYS = { everyDay: [1, 2, 3, 4, 5, 6, 7], workDays: [1, 2, 3, 4, 5], weekend: [6, 7] } as const
type Days = keyof typeof DAYS

export interface QuietDraft {
  readonly on: Signal<boolean>
  readonly days: Signal<Days>
  readonly from: Signal<string>
  readonly to: Signal<string>
  readonly through: Signal<Priority>
  read(): QuietHours | null
}

/** One stretch is what people ask for; more of them, made by a script, are kept as they are. */
export function useQuiet(kept: QuietHours | null | undefined): QuietDraft {
  const first = kept?.hours[0]
  const on = useSignal(first !== undefined)
  const days = useSignal<Days>(daysOf(first))
  const from = useSignal(first?.from ?? '22:00')
  const to = useSignal(first?.to ?? '06:00')
  const through = useSignal<Priority>(kept?.through ?? 'high')
  const read = (): QuietHours | null => {
    if (!on.value) return null
    const stretch: WeekHours = { days: [...DAYS[days.value]], from: from.value, to: to.value }
    return { hours: [stretch, ...(kept?.hours.slice(1) ?? [])], through: through.value }
  }
  return { on, days, from, to, through, read }
}

export function QuietFields({ draft }: { draft: QuietDraft }) {
  return (
    <fieldset class="stack sunk">
      <legend class="sr">{w('quietHours')}</legend>
      <CheckField label={w('quietHours')} value={draft.on} />
      {draft.on.value && (
        <div class="form">
          <SelectField
            label={w('dayChoice')}
            value={draft.days}
            choices={(Object.keys(DAYS) as Days[]).map(value => ({ value, label: w(value) }))}
          />
          <TimeField label={w('from')} value={draft.from} />
          <TimeField label={w('until')} value={draft.to} />
          <SelectField
            label={w('quietThrough')}
            value={draft.through}
            choices={PRIORITIES.slice(0, 3).map(value => ({ value, label: priorityAndAbove(value) }))}
          />
        </div>
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
  const first = quiet?.hours[0]
  if (quiet == null || first === undefined) return w('quietNone')
  return `${w('quietHours')} ${w(daysOf(first))} ${first.from}–${first.to}`
}

function daysOf(hours: WeekHours | undefined): Days {
  const same = (word: Days) =>
    hours?.days.length === DAYS[word].length && DAYS[word].every(day => hours.days.includes(day))
  return (['workDays', 'weekend'] as const).find(same) ?? 'everyDay'
}
