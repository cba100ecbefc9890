/** The rules of a device's points: read by everybody, changed in place by those who may. */
import { useSignal } from '@preact/signals'
import type { Point } from '../../core/contract/point.ts'
import type { Rule } from '../../core/contract/rule.ts'
import { ruleWords } from '../../core/text/rules.ts'
import { priorityTexts } from '../../core/text/states.ts'
import { api, call } from '../data/api.ts'
import { forgetLimits } from '../data/limits.ts'
import { useResource } from '../data/resource.ts'
import { pointName, pointOf } from '../data/shown.ts'
import { may } from '../data/store.ts'
import { n, w } from '../data/words.ts'
import { Answer } from './answer.tsx'
import { RuleForm } from './rule-form.tsx'

export function Rules({ points }: { points: readonly Point[] }) {
  const [resource, again] = useResource(() => call(api.listRules), 'rules')
  const editing = useSignal<string | null>(null)
  const done = () => {
    editing.value = null
    forgetLimits()
    void again()
  }
  const ruled = points.filter(({ kind }) => kind !== 'text')
  if (ruled.length === 0) return null
  return (
    <section class="card section">
      <div class="row between">
        <h2>{w('rules')}</h2>
        {may('rule.change') && editing.value !== 'new' && (
          <button type="button" class="button plain" onClick={() => (editing.value = 'new')}>
            {w('addRule')}
          </button>
        )}
      </div>
      {editing.value === 'new' && <RuleForm points={ruled} done={done} />}
      <Answer resource={resource} again={again} skeletons={1}>
        {all => {
          const own = all.filter(({ pointId }) => points.some(({ id }) => id === pointId))
          if (own.length === 0) return <p class="quiet">{w('rulesEmpty')}</p>
          return (
            <ul class="list">
              {own.map(rule => (
                <li key={rule.id}>
                  {editing.value === rule.id ? (
                    <RuleForm points={ruled} rule={rule} done={done} />
                  ) : (
                    <RuleRow rule={rule} points={points} edit={() => (editing.value = rule.id)} />
                  )}
                </li>
              ))}
            </ul>
          )
        }}
      </Answer>
    </section>
  )
}

function RuleRow(props: { rule: Rule; points: readonly Point[]; edit: () => void }) {
  const { rule, points } = props
  return (
    <div class="row between">
      <p class={rule.enabled ? undefined : 'quiet'}>
        {conditionText(
          rule,
          points.find(({ id }) => id === rule.pointId),
        )}
        <span class="small quiet">
          {` · ${n(priorityTexts[rule.priority])}`}
          {!rule.enabled && ` · ${w('ruleOff')}`}
        </span>
      </p>
      {may('rule.change') && (
        <button type="button" class="button plain" onClick={props.edit}>
          {w('edit')}
        </button>
      )}
    </div>
  )
}

function conditionText(rule: Rule, point: Point | undefined): string {
  const words = n(ruleWords(rule, pointOf))
  return point === undefined ? words : `${pointName(point)} · ${words}`
}
