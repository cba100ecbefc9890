/** An escalation plan, step by step. */
import { type Signal, signal, useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { ChannelView } from '../../../core/contract/channel.ts'
import {
  type EscalationPlan,
  type EscalationStep,
  STEPS_MAX,
  type Target,
} from '../../../core/contract/escalation.ts'
import { PRIORITIES, type Priority } from '../../../core/contract/rule.ts'
import { uiNotify } from '../../../core/text/notify-ui.ts'
import { priorityTexts } from '../../../core/text/states.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { everybody } from '../../data/people.ts'
import { areas } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { ChoiceChips } from '../../widgets/choice-chips.tsx'
import { CheckField, FormFoot, NumberField, numberOf, onSubmit, TextField } from '../../widgets/field.tsx'
import { ROLE_WORDS } from './escalation-words.ts'

/** On the spot, then the manager after five minutes, then everybody after a quarter of an hour. */
const USUAL: readonly EscalationStep[] = [
  { afterS: 0, who: [{ to: 'responsible' }, { to: 'on-duty' }], channelIds: [] },
  { afterS: 300, who: [{ to: 'role', role: 'manager' }], channelIds: [] },
  { afterS: 900, who: [{ to: 'everyone' }], channelIds: [] },
]

export function PlanForm(props: {
  plan?: EscalationPlan
  channels: readonly ChannelView[]
  done: () => void
}) {
  const { plan, channels, done } = props
  const name = useSignal(plan === undefined ? w('planUsual') : n(plan.name))
  const places = useSignal<readonly string[]>(plan?.areaIds ?? [])
  const priorities = useSignal<readonly Priority[]>(plan?.priorities ?? ['critical', 'high'])
  const steps = useSignal(useMemo(() => (plan?.steps ?? USUAL).map(draftOf), []))
  const remind = useSignal(String((plan?.remindS ?? 600) / 60))
  const times = useSignal(String(plan?.remindTimes ?? 3))
  const enabled = useSignal(plan?.enabled ?? true)
  const attempt = useAttempt()
  const read = steps.value.map(readStep)
  const rising = read.every(
    (step, index) => index === 0 || (step?.afterS ?? 0) > (read[index - 1]?.afterS ?? -1),
  )
  const valid = read.every(step => step !== null) && rising && priorities.value.length > 0
  const save = async () => {
    const usual = plan === undefined && name.value === w('planUsual') ? uiNotify.planUsual : name.value.trim()
    const body = {
      name: plan !== undefined && name.value === n(plan.name) ? plan.name : usual,
      areaIds: [...places.value],
      priorities: [...priorities.value],
      steps: read.filter(step => step !== null),
      remindS: Math.round((numberOf(remind.value) ?? 0) * 60),
      remindTimes: numberOf(times.value) ?? 0,
      enabled: enabled.value,
    }
    const job = () =>
      plan === undefined
        ? call(api.createPlan, { body })
        : call(api.changePlan, { params: { id: plan.id }, body })
    if (await attempt.run(job)) done()
  }
  const remove = async (id: string) => {
    if (await attempt.run(() => call(api.deletePlan, { params: { id } }))) done()
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={w('name')} value={name} required />
        <CheckField label={w('enabled')} value={enabled} />
      </div>
      <ChoiceChips
        label={w('planFor')}
        value={priorities}
        choices={PRIORITIES.map(value => ({ value, label: n(priorityTexts[value]) }))}
      />
      {areas.value.size > 0 && (
        <ChoiceChips
          label={w('rosterAreas')}
          value={places}
          choices={[...areas.value.values()].map(area => ({ value: area.id, label: n(area.name) }))}
        />
      )}
      <ol class="steps">
        {steps.value.map((step, index) => (
          <StepFields
            key={step.key}
            step={step}
            index={index}
            channels={channels}
            remove={
              steps.value.length > 1
                ? () => (steps.value = steps.value.filter(one => one !== step))
                : undefined
            }
          />
        ))}
      </ol>
      {steps.value.length < STEPS_MAX && (
        <div>
          <button
            type="button"
            class="button"
            onClick={() => {
              const last = read.at(-1)?.afterS ?? 0
              steps.value = [
                ...steps.value,
                draftOf({ afterS: last + 600, who: [{ to: 'everyone' }], channelIds: [] }),
              ]
            }}
          >
            {w('addStep')}
          </button>
        </div>
      )}
      <div class="form">
        <NumberField label={w('remindEvery')} value={remind} unit={w('minutesUnit')} min={0} max={1440} />
        <NumberField label={w('remindTimes')} value={times} min={0} max={100} step={1} />
      </div>
      <FormFoot attempt={attempt} valid={valid} cancel={done} remove={plan && (() => void remove(plan.id))} />
    </form>
  )
}

type StepDraft = ReturnType<typeof draftOf>

function StepFields(props: {
  step: StepDraft
  index: number
  channels: readonly ChannelView[]
  remove: (() => void) | undefined
}) {
  const { step, index, channels, remove } = props
  return (
    <li>
      <div class="row between">
        <h3>{w('step', { n: index + 1 })}</h3>
        {remove !== undefined && (
          <button type="button" class="button plain" onClick={remove}>
            {w('removeStep')}
          </button>
        )}
      </div>
      <NumberField
        label={w('stepAfter')}
        value={step.after}
        unit={w('minutesUnit')}
        min={0}
        max={1440}
        required
      />
      <ChoiceChips label={w('stepWho')} value={step.who} choices={targetChoices()} />
      {channels.length > 0 && (
        <ChoiceChips
          label={`${w('stepBy')} · ${step.channels.value.length === 0 ? w('stepByAll') : ''}`}
          value={step.channels}
          choices={channels.map(({ id, name }) => ({ value: id, label: n(name) }))}
        />
      )}
    </li>
  )
}

function targetChoices() {
  const roles = ['kitchen', 'grounds', 'energy', 'manager', 'administrator'] as const
  return [
    { value: 'responsible', label: w('toResponsible') },
    { value: 'on-duty', label: w('toOnDuty') },
    ...roles.map(role => ({ value: `role ${role}`, label: w('toRole', { role: w(ROLE_WORDS[role]) }) })),
    { value: 'everyone', label: w('toEveryone') },
    ...everybody.value.map(({ id, name }) => ({ value: `user ${id}`, label: name })),
  ]
}

let drafts = 0

function draftOf({ afterS, who, channelIds }: EscalationStep) {
  drafts += 1
  const words: Signal<readonly string[]> = signal(who.map(wordOf))
  const channels: Signal<readonly string[]> = signal(channelIds)
  return { key: drafts, after: signal(String(afterS / 60)), who: words, channels }
}

function readStep({ after, who, channels }: StepDraft): EscalationStep | null {
  const minutes = numberOf(after.value)
  if (minutes === null || who.value.length === 0) return null
  return { afterS: Math.round(minutes * 60), who: who.value.map(targetOf), channelIds: [...channels.value] }
}

function wordOf(target: Target): string {
  if (target.to === 'role') return `role ${target.role}`
  return target.to === 'user' ? `user ${target.userId}` : target.to
}

function targetOf(word: string): Target {
  const [to = '', what = ''] = word.split(' ')
  if (to === 'role') return { to, role: what as Extract<Target, { to: 'role' }>['role'] }
  if (to === 'user') return { to, userId: what }
  return { to: to as 'responsible' | 'on-duty' | 'everyone' }
}
