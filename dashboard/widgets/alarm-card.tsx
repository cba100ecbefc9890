import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Alarm } from '../../core/contract/alarm.ts'
import { api, call } from '../data/api.ts'
import { age, areaName, duration, moment, pointOf, valueText } from '../data/shown.ts'
import { alarmState, isActive, isShelved, needsPerson } from '../data/standing.ts'
import { applyAlarms, devices, may, now, readingOf } from '../data/store.ts'
import { n, type WordKey, w } from '../data/words.ts'
import { Trouble } from './answer.tsx'
import { StateChip } from './state-chip.tsx'

type Step = 'idle' | 'acknowledge' | 'close' | 'shelve'
const SHELVE_MINUTES = [15, 60, 240] as const

/** What, where, since, how bad, who has it, and the one thing to do next. Nothing here is a modal. */
export function AlarmCard({ alarm, link = true }: { alarm: Alarm; link?: boolean }) {
  const state = alarmState(alarm)
  const device = alarm.deviceId === null ? undefined : devices.value.get(alarm.deviceId)
  const heading = n(alarm.name)
  return (
    <article
      class={`card alarm-card is-${state}`}
      data-testid="alarm-card"
      data-alarm-id={alarm.id}
      aria-label={heading}
    >
      <div class="row between">
        <StateChip state={state} />
        {alarm.lifeSafety && <span class="small">{w('lifeSafety')}</span>}
      </div>
      <div>
        <h2 class="alarm-title">{link ? <a href={`/alarms/${alarm.id}`}>{heading}</a> : heading}</h2>
        <p class="quiet">
          {device !== undefined && `${n(device.name)} · ${areaName(device.areaId)} · `}
          {w('since', { time: moment(alarm.since), duration: duration(now.value - alarm.since) })}
        </p>
      </div>
      <Figures alarm={alarm} />
      <Standing alarm={alarm} />
      {alarm.closedAt === null && <Actions alarm={alarm} />}
    </article>
  )
}

function Figures({ alarm }: { alarm: Alarm }) {
  const point = pointOf(alarm.pointId)
  const reading = point === undefined ? null : readingOf(point.id).value
  if (point === undefined || point.kind === 'state' || alarm.value === null) return null
  return (
    <dl class="alarm-figures">
      <div>
        <dt>{w('now')}</dt>
        <dd class="live-value">
          {valueText(reading?.[2], point)} {isActive(alarm) && reading !== null && trend(reading[2], alarm)}
        </dd>
      </div>
      {alarm.limit !== null && (
        <div>
          <dt>{w('limit')}</dt>
          <dd>{valueText(alarm.limit, point)}</dd>
        </div>
      )}
      {alarm.peak !== null && (
        <div>
          <dt>{w('peak')}</dt>
          <dd>{valueText(alarm.peak, point)}</dd>
        </div>
      )}
    </dl>
  )
}

/** Up or down against the value that raised it. */
function trend(value: number, alarm: Alarm): string {
  if (alarm.value === null || Math.abs(value - alarm.value) < 0.1) return '→'
  return value > alarm.value ? '↗' : '↘'
}

function Standing({ alarm }: { alarm: Alarm }) {
  return (
    <>
      {alarm.acknowledgedBy !== null && alarm.acknowledgedAt !== null && (
        <p>
          {w('handledBy', { name: alarm.acknowledgedBy, age: age(alarm.acknowledgedAt) })}
          {alarm.note !== null && alarm.note !== '' && <span class="quiet"> · {alarm.note}</span>}
        </p>
      )}
      {alarm.closedAt !== null && (
        <p>
          {w('closedBy', { name: alarm.closedBy ?? w('bySteward'), time: moment(alarm.closedAt) })}
          {alarm.action !== null && <span class="quiet"> · {alarm.action}</span>}
        </p>
      )}
      {isShelved(alarm) && alarm.shelvedUntil !== null && (
        <p>{w('shelvedUntil', { time: moment(alarm.shelvedUntil) })}</p>
      )}
      {!isActive(alarm) && alarm.closedAt === null && <p class="quiet">{w('isOver')}</p>}
    </>
  )
}

function Actions({ alarm }: { alarm: Alarm }) {
  const step = useSignal<Step>('idle')
  const note = useSignal('')
  const action = useSignal('')
  const busy = useSignal(false)
  const trouble = useSignal<unknown>(null)
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (step.value !== 'idle') panel.current?.querySelector<HTMLElement>('button, textarea')?.focus()
  }, [step.value])
  const send = async (job: () => Promise<Alarm>) => {
    busy.value = true
    trouble.value = null
    try {
      applyAlarms([await job()])
      step.value = 'idle'
      note.value = ''
    } catch (error) {
      trouble.value = error
    }
    busy.value = false
  }
  const params = { id: alarm.id }
  if (!may('alarm.acknowledge')) return null
  const words = () => (note.value.trim() === '' ? {} : { note: note.value.trim() })
  const acknowledge = () => send(() => call(api.acknowledgeAlarm, { params, body: words() }))
  const close = () =>
    send(() =>
      call(api.closeAlarm, {
        params,
        body: { ...words(), ...(closing() === '' ? {} : { action: closing() }) },
      }),
    )
  const closing = () => action.value || note.value.trim()
  const cancel = (
    <button type="button" class="button plain" onClick={() => (step.value = 'idle')}>
      {w('cancel')}
    </button>
  )
  if (step.value === 'acknowledge')
    return (
      <div class="stack" ref={panel}>
        <NoteField text={note} />
        <Trouble error={trouble.value} />
        <div class="row">
          <button
            type="button"
            class="button primary"
            data-testid="acknowledge-confirm"
            disabled={busy.value}
            onClick={acknowledge}
          >
            {w('acknowledgeConfirm')}
          </button>
          {cancel}
        </div>
      </div>
    )
  if (step.value === 'close')
    return (
      <div class="stack" ref={panel}>
        <fieldset class="chips">
          <legend>{w('whatWasDone')}</legend>
          {chipsFor(alarm).map(key => (
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
        <Trouble error={trouble.value} />
        <div class="row">
          <button
            type="button"
            class="button primary"
            data-testid="close-confirm"
            disabled={busy.value || (alarm.actionRequired && closing() === '')}
            onClick={close}
          >
            {w('doneConfirm')}
          </button>
          {cancel}
        </div>
      </div>
    )
  if (step.value === 'shelve')
    return (
      <div class="stack" ref={panel}>
        <fieldset class="chips">
          <legend>{w('shelveFor')}</legend>
          {SHELVE_MINUTES.map(minutes => (
            <button
              key={minutes}
              type="button"
              class="chip"
              disabled={busy.value}
              onClick={() => send(() => call(api.shelveAlarm, { params, body: { minutes } }))}
            >
              {duration(minutes * 60_000)}
            </button>
          ))}
          {cancel}
        </fieldset>
        <Trouble error={trouble.value} />
      </div>
    )
  return (
    <>
      <Trouble error={trouble.value} />
      <div class="row">
        {needsPerson(alarm) ? (
          <button
            type="button"
            class="button primary"
            data-testid="acknowledge"
            onClick={() => (step.value = 'acknowledge')}
          >
            {w('acknowledge')}
          </button>
        ) : (
          <button
            type="button"
            class="button primary"
            data-testid="close-alarm"
            onClick={() => (step.value = 'close')}
          >
            {w('done')}
          </button>
        )}
        {may('alarm.shelve') && isShelved(alarm) && (
          <button
            type="button"
            class="button"
            onClick={() => send(() => call(api.unshelveAlarm, { params }))}
          >
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

function NoteField({ text, label }: { text: { value: string }; label?: string }) {
  return (
    <label class="field">
      <span>{label ?? w('noteLabel')}</span>
      <textarea
        data-testid="note"
        maxLength={2000}
        placeholder={w('noteHint')}
        value={text.value}
        onInput={event => (text.value = event.currentTarget.value)}
      />
    </label>
  )
}

/** The likeliest corrective actions for what is wrong, the likeliest first. */
function chipsFor(alarm: Alarm): readonly WordKey[] {
  const device = alarm.deviceId === null ? undefined : devices.value.get(alarm.deviceId)
  if (alarm.limit === null && alarm.value === null)
    return ['actBattery', 'actRestarted', 'actRepair', 'actChecked']
  switch (device?.kind) {
    case 'gas':
    case 'co':
    case 'smoke':
    case 'heat':
      return ['actAired', 'actRepair', 'actChecked']
    case 'leak':
    case 'valve':
    case 'water-meter':
      return ['actClosedTap', 'actRepair', 'actChecked']
    default:
      return ['actClosedDoor', 'actMoved', 'actAdjusted', 'actRepair', 'actDiscarded', 'actChecked']
  }
}
