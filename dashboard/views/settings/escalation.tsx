/** Who is told next when nobody answers: the plans as ladders, and who would be told at this moment. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { EscalationPlan } from '../../../core/contract/escalation.ts'
import { PRIORITIES, type Priority } from '../../../core/contract/rule.ts'
import { priorityTexts } from '../../../core/text/states.ts'
import { api, call } from '../../data/api.ts'
import { askPeople } from '../../data/people.ts'
import { useResource } from '../../data/resource.ts'
import { areaName, duration, moment } from '../../data/shown.ts'
import { areas, may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { CheckField, SelectField } from '../../widgets/field.tsx'
import { afterWords, targetWords } from './escalation-words.ts'
import { PlanForm } from './plan-form.tsx'
import { Promises } from './promise-form.tsx'

export function Escalation() {
  const [plans, again] = useResource(() => call(api.listPlans), 'plans')
  const [channels] = useResource(
    () => (may('channel.read') ? call(api.listChannels) : Promise.resolve([])),
    'channels',
  )
  const editing = useSignal<string | null>(null)
  useEffect(askPeople, [])
  const ways = channels.value.state === 'here' ? channels.value.value : []
  const done = () => {
    editing.value = null
    void again()
  }
  const wayName = (id: string) => {
    const way = ways.find(one => one.id === id)
    return way === undefined ? id : n(way.name)
  }
  return (
    <div class="page">
      <p class="quiet">{w('escalationIntro')}</p>
      <Answer resource={plans} again={again}>
        {list => (
          <>
            {list.map(plan =>
              editing.value === plan.id ? (
                <PlanForm key={plan.id} plan={plan} channels={ways} done={done} />
              ) : (
                <PlanCard
                  key={plan.id}
                  plan={plan}
                  wayName={wayName}
                  edit={() => (editing.value = plan.id)}
                />
              ),
            )}
          </>
        )}
      </Answer>
      {may('roster.change') &&
        (editing.value === 'new' ? (
          <PlanForm channels={ways} done={done} />
        ) : (
          <div>
            <button type="button" class="button primary" onClick={() => (editing.value = 'new')}>
              {w('addPlan')}
            </button>
          </div>
        ))}
      <Promises />
      <TryIt key={plans.value.state === 'here' ? JSON.stringify(plans.value.value) : ''} />
    </div>
  )
}

function PlanCard(props: { plan: EscalationPlan; wayName: (id: string) => string; edit: () => void }) {
  const { plan, wayName, edit } = props
  return (
    <article class="card stack" data-testid="plan">
      <div class="row between">
        <div>
          <h2>{n(plan.name)}</h2>
          <p class="small quiet">
            {plan.priorities.map(one => n(priorityTexts[one])).join(' · ')}
            {' · '}
            {plan.areaIds.length === 0 ? w('wholeSite') : plan.areaIds.map(areaName).join(' · ')}
            {!plan.enabled && ` · ${w('ruleOff')}`}
          </p>
        </div>
        {may('roster.change') && (
          <button type="button" class="button plain" onClick={edit}>
            {w('edit')}
          </button>
        )}
      </div>
      <ol class="ladder">
        {plan.steps.map(step => (
          <li key={step.afterS}>
            <strong>{afterWords(step)}</strong>
            <span>
              {step.who.map(targetWords).join(' · ')}
              <span class="small quiet">
                {' '}
                · {step.channelIds.length === 0 ? w('stepByAll') : step.channelIds.map(wayName).join(' · ')}
              </span>
            </span>
          </li>
        ))}
      </ol>
      <p class="small quiet">
        {plan.remindS === 0 || plan.remindTimes === 0
          ? w('remindNone')
          : w('remindWords', { time: duration(plan.remindS * 1000), count: plan.remindTimes })}
      </p>
    </article>
  )
}

const ANYWHERE = ''

/** What the plans come to at this moment, with the roster, the quiet hours and what each person can be reached by. */
function TryIt() {
  const priority = useSignal<Priority>('high')
  const place = useSignal(ANYWHERE)
  const lifeSafety = useSignal(false)
  const query = {
    priority: priority.value,
    lifeSafety: lifeSafety.value ? ('true' as const) : ('false' as const),
    ...(place.value === ANYWHERE ? {} : { areaId: place.value }),
  }
  const [found, again] = useResource(() => call(api.previewPlan, { query }), JSON.stringify(query))
  return (
    <section class="card section" data-testid="try-plan">
      <h2>{w('tryPlan')}</h2>
      <div class="form">
        <SelectField
          label={w('rulePriority')}
          value={priority}
          choices={PRIORITIES.map(value => ({ value, label: n(priorityTexts[value]) }))}
        />
        <SelectField
          label={w('areas')}
          value={place}
          choices={[
            { value: ANYWHERE, label: w('wholeSite') },
            ...[...areas.value.values()].map(area => ({ value: area.id, label: n(area.name) })),
          ]}
        />
        <CheckField label={w('lifeSafetyToo')} value={lifeSafety} />
      </div>
      <Answer resource={found} again={again} skeletons={1}>
        {({ plan, tellings, unreachable }) => (
          <>
            {plan !== null && <p class="small quiet">{n(plan)}</p>}
            {tellings.length === 0 ? (
              <p class="is-failed">{w('tryNothing')}</p>
            ) : (
              <ol class="ladder">
                {tellings.map(one => (
                  <li key={`${one.afterS}${n(one.channel)}${one.person}`}>
                    <strong>{afterWords(one)}</strong>
                    <span>
                      {[n(one.channel), one.person].filter(Boolean).join(' · ')}
                      {one.heldUntil !== null && (
                        <span class="small quiet"> · {w('heldUntil', { time: moment(one.heldUntil) })}</span>
                      )}
                    </span>
                  </li>
                ))}
              </ol>
            )}
            {unreachable.length > 0 && (
              <p class="is-failed">{w('unreachable', { names: unreachable.join(' · ') })}</p>
            )}
          </>
        )}
      </Answer>
    </section>
  )
}
