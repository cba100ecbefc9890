/** One thing within the hours, another outside of them. */
import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { CheckField } from './field.tsx'
import { type ConditionDraft, OPEN_HOURS } from './rule-draft.ts'
import { r } from './rule-kinds.ts'
import { WeekFields } from './week-hours.tsx'

interface ScheduleProps {
  readonly draft: ConditionDraft
  /** The fields of what holds within the hours, or outside of them. */
  readonly fieldsOf: (part: ConditionDraft) => ComponentChildren
}

export function ScheduleFields({ draft, fieldsOf }: ScheduleProps) {
  return (
    <div class="stack">
      <WeekFields week={draft.week} usual={OPEN_HOURS} />
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
