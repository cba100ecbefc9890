/** A condition as a form: its kind, and the fields of that kind. */
import { useSignal } from '@preact/signals'
import type { Point } from '../../core/contract/point.ts'
import { unit } from '../data/shown.ts'
import { w } from '../data/words.ts'
import { FIELDS } from './rule-condition-fields.tsx'
import type { ConditionDraft } from './rule-draft.ts'
import { KIND_WORDS, type Kind, kindsFor, r } from './rule-kinds.ts'
import { ScheduleFields } from './rule-schedule.tsx'

const FIRST_CHIPS = 5

interface Props {
  readonly draft: ConditionDraft
  readonly point: Point | undefined
}

/** Which kind, as chips; the rarer ones behind one more tap. `plain`: within a schedule there is no other schedule. */
export function KindChips({ draft, point, plain = false }: Props & { plain?: boolean }) {
  const all = kindsFor(point).filter(kind => !plain || (kind !== 'schedule' && kind !== 'no-data'))
  const kind = draft.kind.value
  const open = useSignal(all.indexOf(kind) >= FIRST_CHIPS)
  const shown = open.value ? all : all.slice(0, FIRST_CHIPS)
  const choices: readonly Kind[] = shown.includes(kind) ? shown : [kind, ...shown]
  return (
    <div class="stack">
      <fieldset class="chips">
        <legend>{w('ruleType')}</legend>
        {choices.map(one => (
          <button
            key={one}
            type="button"
            class="chip"
            aria-pressed={one === kind}
            onClick={() => (draft.kind.value = one)}
          >
            {r(KIND_WORDS[one][0])}
          </button>
        ))}
        {!open.value && all.length > FIRST_CHIPS && (
          <button type="button" class="button plain" onClick={() => (open.value = true)}>
            {r('rMore')}
          </button>
        )}
      </fieldset>
      <p class="small quiet">{r(KIND_WORDS[kind][1])}</p>
    </div>
  )
}

export function ConditionFields({ draft, point }: Props) {
  const kind = draft.kind.value
  if (kind !== 'schedule') {
    const Fields = FIELDS[kind]
    return <Fields draft={draft} point={point} mark={unit(point?.unit ?? '')} />
  }
  return (
    <ScheduleFields
      draft={draft}
      fieldsOf={part => (
        <>
          <KindChips draft={part} point={point} plain />
          <ConditionFields draft={part} point={point} />
        </>
      )}
    />
  )
}
