/** The rules of a device's points: read by everybody, changed in place by those who may, beside what their kind brings. */
import { useSignal } from '@preact/signals'
import { jurisdictionAt } from '../../core/coldchain/jurisdiction.ts'
import type { Point } from '../../core/contract/point.ts'
import type { Rule } from '../../core/contract/rule.ts'
import { overriddenIn, type RuleBody, type RuleField, templateOf } from '../../core/rules/override.ts'
import { ruleWords } from '../../core/text/rules.ts'
import { priorityTexts } from '../../core/text/states.ts'
import { api, call } from '../data/api.ts'
import { useAttempt } from '../data/attempt.ts'
import { forgetLimits } from '../data/limits.ts'
import { useResource } from '../data/resource.ts'
import { pointName, pointOf } from '../data/shown.ts'
import { devices, may, pointsByDevice, site } from '../data/store.ts'
import { n, w } from '../data/words.ts'
import { Answer, Trouble } from './answer.tsx'
import { MaintenanceControl } from './maintenance.tsx'
import { RuleForm } from './rule-form.tsx'
import { type RuleWord, r } from './rule-kinds.ts'

const FIELD_WORDS: Readonly<Record<RuleField, RuleWord>> = {
  condition: 'rfCondition',
  priority: 'rfPriority',
  onDelayS: 'rfOnDelayS',
  offDelayS: 'rfOffDelayS',
  latching: 'rfLatching',
  lifeSafety: 'rfLifeSafety',
  actionRequired: 'rfActionRequired',
  realarmS: 'rfRealarmS',
  enabled: 'rfEnabled',
}

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
    <section class="card section" data-testid="rules">
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
            <>
              <ul class="list">
                {own.map(rule => (
                  <li key={rule.id}>
                    {editing.value === rule.id ? (
                      <RuleForm points={ruled} rule={rule} done={done} />
                    ) : (
                      <RuleRow
                        rule={rule}
                        points={points}
                        edit={() => (editing.value = rule.id)}
                        done={done}
                      />
                    )}
                  </li>
                ))}
              </ul>
              <Service rules={own.filter(({ enabled }) => enabled)} points={points} />
            </>
          )
        }}
      </Answer>
    </section>
  )
}

function Service({ rules, points }: { rules: readonly Rule[]; points: readonly Point[] }) {
  const deviceId = points[0]?.deviceId
  if (deviceId === undefined || rules.length === 0) return null
  const lifeSafety = rules.some(rule => rule.lifeSafety)
  return <MaintenanceControl deviceId={deviceId} rules={rules} lifeSafety={lifeSafety} />
}

interface RowProps {
  readonly rule: Rule
  readonly points: readonly Point[]
  readonly edit: () => void
  readonly done: () => void
}

function RuleRow({ rule, points, edit, done }: RowProps) {
  const point = points.find(({ id }) => id === rule.pointId)
  return (
    <div class="row between">
      <div class="grow">
        <p class={rule.enabled ? undefined : 'quiet'}>
          <strong>{n(rule.name)}</strong>
          <span class="small quiet">
            {` · ${n(priorityTexts[rule.priority])}`}
            {!rule.enabled && ` · ${w('ruleOff')}`}
          </span>
        </p>
        <p class="small">{conditionText(rule, point)}</p>
        <Origin rule={rule} point={point} done={done} />
      </div>
      {may('rule.change') && (
        <button type="button" class="button plain" onClick={edit}>
          {w('edit')}
        </button>
      )}
    </div>
  )
}

/** Whether it is as its kind brings it, and what was changed for this one device. */
function Origin({ rule, point, done }: { rule: Rule; point: Point | undefined; done: () => void }) {
  const attempt = useAttempt()
  const device = point === undefined ? undefined : devices.value.get(point.deviceId)
  if (device === undefined) return null
  const template = templateOf(
    rule.id,
    device,
    pointsByDevice.value.get(device.id) ?? [],
    jurisdictionAt(site.value ?? undefined),
  )
  if (template === null) return <p class="small quiet">{r('rOwn')}</p>
  const changed = overriddenIn(rule, template)
  if (changed.length === 0) return <p class="small quiet">{r('rTemplate')}</p>
  const reset = async (body: RuleBody) => {
    if (await attempt.run(() => call(api.changeRule, { params: { id: rule.id }, body }))) done()
  }
  return (
    <div class="row small">
      <span>{r('rOverride', { fields: changed.map(field => r(FIELD_WORDS[field])).join(' · ') })}</span>
      {may('rule.change') && (
        <button
          type="button"
          class="button plain"
          disabled={attempt.busy.value}
          title={n(ruleWords({ ...rule, ...template }, pointOf))}
          onClick={() => void reset(template)}
        >
          {r('rToTemplate')}
        </button>
      )}
      <Trouble error={attempt.trouble.value} />
    </div>
  )
}

function conditionText(rule: Rule, point: Point | undefined): string {
  const words = n(ruleWords(rule, pointOf))
  return point === undefined ? words : `${pointName(point)} · ${words}`
}
