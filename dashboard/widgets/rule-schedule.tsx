/** One thing within the hours, another outside of them. */
import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { language } from '../data/preferences.ts'
import { w } from '../data/words.ts'
import { ChoiceChips, TimeField } from './choice-chips.tsx'
import { CheckField } from './field.tsx'
import type { ConditionDraft, HoursDraft } from './rule-draft.ts'
import { r } from './rule-kinds.ts'

const HOURS_MAX = 21

interface ScheduleProps {
  readonly draft: ConditionDraft
  /** The fields of what holds within the hours, or outside of them. */
  readonly fieldsOf: (part: ConditionDraft) => ComponentChildren
}

export function ScheduleFields({ draft, fieldsOf }: ScheduleProps) {
  return (
    <div class="stack">
      {draft.week.value.map((hours, index) => (
        <Hours
          key={index}
          hours={hours}
          remove={
            draft.week.value.length > 1
              ? () => (draft.week.value = draft.week.value.filter(one => one !== hours))
              : undefined
          }
        />
      ))}
      {draft.week.value.length < HOURS_MAX && (
        <div>
          <button type="button" class="button" onClick={() => draft.addHours()}>
            {r('rAddHours')}
          </button>
        </div>
      )}
      <Part label={r('rInside')} on={draft.insideOn}>
        {() => fieldsOf(draft.inside())}
      </Part>
      <Part label={r('rOutside')} on={draft.outsideOn}>
        {() => fieldsOf(draft.outside())}
      </Part>
    </div>
  )
}

function Part({
  label,
  on,
  children,
}: {
  label: string
  on: Signal<boolean>
  children: () => ComponentChildren
}) {
  return (
    <fieldset class="stack sunk">
      <legend class="sr">{label}</legend>
      <CheckField label={on.value ? label : `${label} · ${r('rNothing')}`} value={on} />
      {on.value && children()}
    </fieldset>
  )
}

function Hours({ hours, remove }: { hours: HoursDraft; remove: (() => void) | undefined }) {
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
