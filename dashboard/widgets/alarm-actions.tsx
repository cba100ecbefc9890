import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Alarm } from '../../core/contract/alarm.ts'
import { api, call } from '../data/api.ts'
import { type Attempt, useAttempt } from '../data/attempt.ts'
import { duration } from '../data/shown.ts'
import { isActive, isShelved, needsPerson } from '../data/standing.ts'
import { applyAlarms, devices, may } from '../data/store.ts'
import { type WordKey, w } from '../data/words.ts'
import { Trouble } from './answer.tsx'
import { SecondPerson } from './second-person.tsx'

type Step = 'idle' | 'acknowledge' | 'close' | 'shelve'
const SHELVE_MINUTES = [15, 60, 240] as const
const NOTE_LENGTH_MAX = 2000

interface StepProps {
  readonly alarm: Alarm
  readonly step: Signal<Step>
  readonly attempt: Attempt
  /** Sends, shows the answer at once and closes the step when it went well. */
  send(job: () => Promise<Alarm>): void
}

const STEPS = { idle: Choices, acknowledge: Acknowledge, close: Close, shelve: Shelve } as const

/** What a person may do about an open alarm: one thing first, the rest quiet, each step in place. */
export function AlarmActions({ alarm }: { alarm: Alarm }) {
  const step = useSignal<Step>('idle')
  const attempt = useAttempt()
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (step.value !== 'idle') panel.current?.querySelector<HTMLElement>('button, textarea')?.focus()
  }, [step.value])
  if (!may('alarm.acknowledge')) return null
  const send = (job: () => Promise<Alarm>) => {
    void attempt
      .run(async () => applyAlarms([await job()]))
      .then(well => {
        if (well) step.value = 'idle'
      })
  }
  const Here = STEPS[step.value]
  return (
    <div class="stack" ref={panel}>
      <Here alarm={alarm} step={step} attempt={attempt} send={send} />
      {step.value === 'idle' && <SecondPerson alarm={alarm} />}
    </div>
  )
}

function Choices({ alarm, step, attempt, send }: StepProps) {
  const unshelve = () => send(() => call(api.unshelveAlarm, { params: { id: alarm.id } }))
  const [next, testId, word] = needsPerson(alarm)
    ? (['acknowledge', 'acknowledge', 'acknowledge'] as const)
    : (['close', 'close-alarm', 'done'] as const)
  return (
    <>
      <Trouble error={attempt.trouble.value} />
      <div class="row">
        <button type="button" class="button primary" data-testid={testId} onClick={() => (step.value = next)}>
          {w(word)}
        </button>
        {may('alarm.shelve') && isShelved(alarm) && (
          <button type="button" class="button" onClick={unshelve}>
            {w('unshelve')}
          </button>
        )}
        {may('alarm.shelve') && !alarm.lifeSafety && !isShelved(alarm) && (
          <button type="button" class="button plain" onClick={() => (step.value = 'shelve')}>
            {w('shelve')}
          </button>
        )}
      </div>
    </>
  )
}

function Acknowledge(props: StepProps) {
  const note = useSignal('')
  const { alarm, send } = props
  const acknowledge = () =>
    send(() => call(api.acknowledgeAlarm, { params: { id: alarm.id }, body: wordsIn(note) }))
  return (
    <>
      <NoteField text={note} label={w('noteLabel')} />
      <Confirm {...props} testId="acknowledge-confirm" onClick={acknowledge}>
        {w('acknowledgeConfirm')}
      </Confirm>
    </>
  )
}

function Close(props: StepProps) {
  const note = useSignal('')
  const action = useSignal('')
  const { alarm, send } = props
  const done = action.value || note.value.trim()
  const close = () =>
    send(() =>
      call(api.closeAlarm, {
        params: { id: alarm.id },
        body: { ...wordsIn(note), ...(done === '' ? {} : { action: done }) },
      }),
    )
  return (
    <>
      <fieldset class="chips">
        <legend>{w('whatWasDone')}</legend>
        {actionsFor(alarm).map(key => (
          <button
            key={key}
            type="button"
            class="chip"
            aria-pressed={action.value === w(key)}
            onClick={() => (action.value = action.value === w(key) ? '' : w(key))}
          >
            {w(key)}
          </button>
        ))}
      </fieldset>
      <NoteField text={note} label={w('ownWords')} />
      {isActive(alarm) && <p class="quiet">{w('stillActive')}</p>}
      <Confirm
        {...props}
        testId="close-confirm"
        disabled={alarm.actionRequired && done === ''}
        onClick={close}
      >
        {w('doneConfirm')}
      </Confirm>
    </>
  )
}

function Shelve({ alarm, step, attempt, send }: StepProps) {
  return (
    <>
      <fieldset class="chips">
        <legend>{w('shelveFor')}</legend>
        {SHELVE_MINUTES.map(minutes => (
          <button
            key={minutes}
            type="button"
            class="chip"
            disabled={attempt.busy.value}
            onClick={() => send(() => call(api.shelveAlarm, { params: { id: alarm.id }, body: { minutes } }))}
          >
            {duration(minutes * 60_000)}
          </button>
        ))}
        <button type="button" class="button plain" onClick={() => (step.value = 'idle')}>
          {w('cancel')}
        </button>
      </fieldset>
      <Trouble error={attempt.trouble.value} />
    </>
  )
}

function Confirm(
  props: StepProps & {
    testId: string
    disabled?: boolean
    onClick: () => void
    children: ComponentChildren
  },
) {
  const { attempt, step } = props
  return (
    <>
      <Trouble error={attempt.trouble.value} />
      <div class="row">
        <button
          type="button"
          class="button primary"
          data-testid={props.testId}
          disabled={attempt.busy.value || props.disabled === true}
          onClick={props.onClick}
        >
          {props.children}
        </button>
        <button type="button" class="button plain" onClick={() => (step.value = 'idle')}>
          {w('cancel')}
        </button>
      </div>
    </>
  )
}

function NoteField({ text, label }: { text: Signal<string>; label: string }) {
  return (
    <label class="field">
      <span>{label}</span>
      <textarea
        data-testid="note"
        maxLength={NOTE_LENGTH_MAX}
        placeholder={w('noteHint')}
        value={text.value}
        onInput={event => (text.value = event.currentTarget.value)}
      />
    </label>
  )
}

const wordsIn = (note: Signal<string>) => (note.value.trim() === '' ? {} : { note: note.value.trim() })

/** The likeliest corrective actions for what is wrong, the likeliest first. */
function actionsFor(alarm: Alarm): readonly WordKey[] {
  const device = alarm.deviceId === null ? undefined : devices.value.get(alarm.deviceId)
  if (alarm.limit === null && alarm.value === null)
    return ['actBattery', 'actRestarted', 'actRepair', 'actChecked']
  switch (device?.kind) {
    case 'gas':
    case 'co':
    case 'smoke':
    case 'heat':
    case 'flame':
    case 'call-point':
      return ['actAired', 'actRepair', 'actChecked']
    case 'leak':
    case 'valve':
    case 'water-meter':
      return ['actClosedTap', 'actRepair', 'actChecked']
    default:
      return ['actClosedDoor', 'actMoved', 'actAdjusted', 'actRepair', 'actDiscarded', 'actChecked']
  }
}
