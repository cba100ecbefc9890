import { useSignal } from '@preact/signals'
import type { Point } from '../../core/contract/point.ts'
import { type Condition, PRIORITIES, type Priority, type Rule } from '../../core/contract/rule.ts'
import { priorityTexts } from '../../core/text/states.ts'
import { api, call } from '../data/api.ts'
import { useAttempt } from '../data/attempt.ts'
import { pointName, unit } from '../data/shown.ts'
import { n, type WordKey, w } from '../data/words.ts'
import { CheckField, FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from './field.tsx'

type Kind = 'high' | 'low' | 'true' | 'false' | 'no-data'
const KIND_WORDS: Readonly<Record<Kind, WordKey>> = {
  high: 'ruleHigh',
  low: 'ruleLow',
  true: 'ruleTrue',
  false: 'ruleFalse',
  'no-data': 'ruleNoData',
}
const NO_DATA_S_DEFAULT = 1800

interface FormProps {
  readonly points: readonly Point[]
  readonly rule?: Rule
  readonly done: () => void
}

/** Limit, delay, priority: what decides whether somebody is called at night. The rest keeps its careful default. */
export function RuleForm({ points, rule, done }: FormProps) {
  const draft = useDraft(points, rule)
  const attempt = useAttempt()
  const body = draft.read()
  const save = async () => {
    if (body === null) return
    const job = () =>
      rule === undefined
        ? call(api.createRule, {
            body: {
              ...body,
              offDelayS: 0,
              latching: false,
              lifeSafety: false,
              actionRequired: false,
              realarmS: 0,
            },
          })
        : call(api.changeRule, { params: { id: rule.id }, body })
    if (await attempt.run(job)) done()
  }
  const remove = async (id: string) => {
    if (await attempt.run(() => call(api.deleteRule, { params: { id } }))) done()
  }
  return (
    <form class="stack sunk" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        {rule === undefined && (
          <SelectField
            label={w('rulePoint')}
            value={draft.pointId}
            choices={points.map(point => ({ value: String(point.id), label: pointName(point) }))}
          />
        )}
        <TextField label={w('name')} value={draft.name} required />
        <Limits draft={draft} />
        <NumberField
          label={w('ruleDelay')}
          value={draft.onDelayS}
          unit={w('seconds')}
          min={0}
          max={86_400}
          step={1}
        />
        <SelectField
          label={w('rulePriority')}
          value={draft.priority}
          choices={PRIORITIES.map(value => ({ value, label: n(priorityTexts[value]) }))}
        />
        <CheckField label={w('enabled')} value={draft.enabled} />
      </div>
      <FormFoot
        attempt={attempt}
        valid={body !== null}
        cancel={done}
        remove={rule && (() => void remove(rule.id))}
      />
    </form>
  )
}

function Limits({ draft }: { draft: ReturnType<typeof useDraft> }) {
  const kind = draft.kind.value
  const mark = unit(draft.point()?.unit ?? '')
  return (
    <>
      <SelectField
        label={w('ruleType')}
        value={draft.kind}
        choices={draft.kinds().map(value => ({ value, label: w(KIND_WORDS[value]) }))}
      />
      {(kind === 'high' || kind === 'low') && (
        <>
          <NumberField label={w('ruleLimit')} value={draft.limit} unit={mark} required />
          <NumberField label={w('ruleDeadband')} value={draft.deadband} unit={mark} min={0} />
        </>
      )}
      {kind === 'no-data' && (
        <NumberField
          label={w('ruleAfter')}
          value={draft.afterS}
          unit={w('seconds')}
          min={5}
          max={604_800}
          step={1}
        />
      )}
    </>
  )
}

/** The fields and the rule they say; null while a number is missing. */
function useDraft(points: readonly Point[], rule: Rule | undefined) {
  const old = rule?.condition
  const limits = old?.type === 'high' || old?.type === 'low' ? old : undefined
  const pointId = useSignal(String(rule?.pointId ?? points[0]?.id ?? ''))
  const point = () => points.find(({ id }) => String(id) === pointId.value)
  const kinds = (): readonly Kind[] =>
    point()?.kind === 'state' ? ['true', 'false', 'no-data'] : ['high', 'low', 'no-data']
  const name = useSignal(rule === undefined ? '' : n(rule.name))
  const chosen = useSignal<Kind>(kindOf(old) ?? kinds()[0] ?? 'high')
  const limit = useSignal(String(limits?.limit ?? ''))
  const deadband = useSignal(String(limits?.deadband ?? 0.5))
  const afterS = useSignal(String(old?.type === 'no-data' ? old.afterS : NO_DATA_S_DEFAULT))
  const onDelayS = useSignal(String(rule?.onDelayS ?? 600))
  const priority = useSignal<Priority>(rule?.priority ?? 'medium')
  const enabled = useSignal(rule?.enabled ?? true)
  const condition = (): Condition | null => {
    const kind = chosen.value
    if (kind === 'true' || kind === 'false') return { type: 'boolean', when: kind === 'true' }
    const seconds = numberOf(afterS.value)
    if (kind === 'no-data') return seconds === null ? null : { type: kind, afterS: seconds }
    const value = numberOf(limit.value)
    return value === null ? null : { type: kind, limit: value, deadband: numberOf(deadband.value) ?? 0 }
  }
  const read = () => {
    const made = condition()
    const delay = numberOf(onDelayS.value)
    const known = kinds().includes(chosen.value)
    if (made === null || delay === null || !known || name.value.trim() === '') return null
    return {
      pointId: Number(pointId.value),
      name: rule !== undefined && name.value === n(rule.name) ? rule.name : name.value.trim(),
      condition: made,
      priority: priority.value,
      onDelayS: delay,
      enabled: enabled.value,
    }
  }
  return {
    pointId,
    name,
    kind: chosen,
    limit,
    deadband,
    afterS,
    onDelayS,
    priority,
    enabled,
    point,
    kinds,
    read,
  }
}

function kindOf(condition: Condition | undefined): Kind | undefined {
  if (condition === undefined) return undefined
  if (condition.type === 'boolean') return condition.when ? 'true' : 'false'
  return condition.type in KIND_WORDS ? (condition.type as Kind) : undefined
}
