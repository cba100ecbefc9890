/** A rule in a cook's words: what is wrong, for how long, how much it matters; tried on history before it is saved. */
import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { Point } from '../../core/contract/point.ts'
import { PRIORITIES, type Priority, type Rule } from '../../core/contract/rule.ts'
import { ruleWords } from '../../core/text/rules.ts'
import { priorityTexts } from '../../core/text/states.ts'
import { api, call } from '../data/api.ts'
import { useAttempt } from '../data/attempt.ts'
import { pointName, pointOf } from '../data/shown.ts'
import { n, w } from '../data/words.ts'
import { CheckField, FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from './field.tsx'
import { ConditionFields, KindChips } from './rule-condition.tsx'
import { ConditionDraft, minutesText } from './rule-draft.ts'
import { KIND_WORDS, kindsFor, r } from './rule-kinds.ts'
import { RuleTrial } from './rule-replay.tsx'

interface FormProps {
  readonly points: readonly Point[]
  readonly rule?: Rule
  readonly done: () => void
}

export function RuleForm({ points, rule, done }: FormProps) {
  const draft = useDraft(points, rule)
  const attempt = useAttempt()
  const missing = useSignal<string | null>(null)
  const body = draft.read()
  const point = draft.point()
  const tried = body && {
    pointId: body.pointId,
    condition: body.condition,
    onDelayS: body.onDelayS,
    offDelayS: body.offDelayS,
  }
  const save = async () => {
    if (body === null) return
    const job = () =>
      rule === undefined
        ? call(api.createRule, { body })
        : call(api.changeRule, { params: { id: rule.id }, body })
    if (await attempt.run(job)) done()
  }
  const remove = async (id: string) => {
    if (await attempt.run(() => call(api.deleteRule, { params: { id } }))) done()
  }
  const wouldMiss = missing.value !== null && missing.value === JSON.stringify(tried)
  return (
    <form class="stack sunk" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        {rule === undefined && (
          <SelectField
            label={w('rulePoint')}
            value={draft.pointId}
            choices={points.map(one => ({ value: String(one.id), label: pointName(one) }))}
          />
        )}
        <TextField label={w('name')} value={draft.name} />
      </div>
      <KindChips draft={draft.condition} point={point} />
      <ConditionFields draft={draft.condition} point={point} />
      <Common draft={draft} />
      {body !== null && <p class="small">{r('rSays', { words: n(ruleWords(body, pointOf)) })}</p>}
      {point !== undefined && (
        <RuleTrial
          key={point.id}
          point={point}
          tried={tried}
          ruleId={rule?.id}
          onAnswer={(key, { missed }) => (missing.value = missed > 0 ? key : null)}
        />
      )}
      <FormFoot
        attempt={attempt}
        valid={body !== null}
        save={wouldMiss ? r('rSaveAnyway') : w('save')}
        cancel={done}
        remove={rule && (() => void remove(rule.id))}
      />
    </form>
  )
}

type Draft = ReturnType<typeof useDraft>

function Common({ draft }: { draft: Draft }) {
  return (
    <>
      <div class="form">
        <NumberField label={r('rLasting')} value={draft.onDelayMin} unit={r('unitMin')} min={0} max={1440} />
        <SelectField
          label={w('rulePriority')}
          value={draft.priority}
          choices={PRIORITIES.map(value => ({ value, label: n(priorityTexts[value]) }))}
        />
        <CheckField label={w('enabled')} value={draft.enabled} />
      </div>
      <details>
        <summary>{r('rFlags')}</summary>
        <div class="stack">
          <div class="form">
            <NumberField
              label={r('rOver')}
              value={draft.offDelayMin}
              unit={r('unitMin')}
              min={0}
              max={1440}
            />
            <NumberField
              label={r('rAgain')}
              value={draft.realarmMin}
              unit={r('unitMin')}
              min={0}
              max={10_080}
            />
          </div>
          <CheckField label={r('rAction')} value={draft.actionRequired} />
          <CheckField label={r('rLatching')} value={draft.latching} />
          <CheckField label={r('rLifeSafety')} value={draft.lifeSafety} />
        </div>
      </details>
    </>
  )
}

/** The fields and the rule they say; null while a number is missing. */
function useDraft(points: readonly Point[], rule: Rule | undefined) {
  const pointId = useSignal(String(rule?.pointId ?? points[0]?.id ?? ''))
  const point = () => points.find(({ id }) => String(id) === pointId.value)
  const condition = useMemo(() => new ConditionDraft(kindsFor(point())[0] ?? 'high', rule?.condition), [])
  const name = useSignal(rule === undefined ? '' : n(rule.name))
  const minutes = (s: number | undefined, otherwise: number) => useSignal(minutesText(s ?? otherwise))
  const onDelayMin = minutes(rule?.onDelayS, 600)
  const offDelayMin = minutes(rule?.offDelayS, 0)
  const realarmMin = minutes(rule?.realarmS, 0)
  const priority = useSignal<Priority>(rule?.priority ?? 'medium')
  const latching = useSignal(rule?.latching ?? false)
  const lifeSafety = useSignal(rule?.lifeSafety ?? false)
  const actionRequired = useSignal(rule?.actionRequired ?? false)
  const enabled = useSignal(rule?.enabled ?? true)
  const read = () => {
    const kinds = kindsFor(point())
    if (!kinds.includes(condition.kind.value) && rule === undefined) condition.kind.value = kinds[0] ?? 'high'
    const made = condition.read()
    const [onDelayS, offDelayS, realarmS] = [onDelayMin, offDelayMin, realarmMin].map(secondsOf)
    if (made === null || onDelayS == null || offDelayS == null || realarmS == null) return null
    const typed = name.value.trim() || r(KIND_WORDS[condition.kind.value][0])
    return {
      pointId: Number(pointId.value),
      name: rule !== undefined && name.value === n(rule.name) ? rule.name : typed,
      condition: made,
      priority: priority.value,
      onDelayS,
      offDelayS,
      latching: latching.value,
      lifeSafety: lifeSafety.value,
      actionRequired: actionRequired.value,
      realarmS,
      enabled: enabled.value,
    }
  }
  const flags = { latching, lifeSafety, actionRequired, enabled }
  return { pointId, point, condition, name, onDelayMin, offDelayMin, realarmMin, priority, ...flags, read }
}

function secondsOf({ value }: { value: string }): number | null {
  const minutes = numberOf(value)
  return minutes === null ? null : Math.round(minutes * 60)
}
