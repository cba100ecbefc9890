import { useSignal } from '@preact/signals'
import type { ZoneStatus } from '../../../core/contract/watering.ts'
import { formatCountdown } from '../../../core/text/format.ts'
import { runStateTexts } from '../../../core/text/watering.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { moment, number } from '../../data/shown.ts'
import { may, now } from '../../data/store.ts'
import { n, type WordKey, w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { StateChip } from '../../widgets/state-chip.tsx'
import { runText } from './run-text.ts'
import { ZoneForm } from './zone-form.tsx'

const MINUTES = [5, 10, 20] as const
type Lamp = 'open' | 'closed' | 'unknown' | 'none'
const LAMP_WORDS = {
  open: 'isOpen',
  closed: 'isClosed',
  unknown: 'isUnknown',
  none: 'notFitted',
} as const satisfies Record<Lamp, WordKey>

/** Below this a flow meter's reading is noise, L/min. */
const FLOWING_LPM = 0.2

/** What a zone was told, what its valve says, what the water says; and the one button. */
export function ZoneCard({ status }: { status: ZoneStatus }) {
  const { zone, run, commanded, reported } = status
  const editing = useSignal(false)
  const waits = commanded !== 'unknown' && commanded !== reported
  if (editing.value) return <ZoneForm zone={zone} done={() => (editing.value = false)} />
  return (
    <article class="card stack" aria-label={n(zone.name)}>
      <div class="row between">
        <h2>{n(zone.name)}</h2>
        {reported === 'unknown' ? <StateChip state="unknown" /> : waits && <StateChip state="waiting" />}
        {may('watering.change') && (
          <button type="button" class="button plain" onClick={() => (editing.value = true)}>
            {w('edit')}
          </button>
        )}
      </div>
      {run?.openedAt != null && (
        <p class="tile-value">
          {formatCountdown(run.openedAt + run.plannedS * 1000 - now.value)}
          <span class="sr">{n(runStateTexts[run.state])}</span>
        </p>
      )}
      <div class="lamps">
        <LampBox label="commanded" lamp={commanded} />
        <LampBox label="reported" lamp={reported} waits={waits} />
        <LampBox label="flow" lamp={flowLamp(status)} text={flowText(status)} />
      </div>
      <Soil percent={status.soilMoisture} />
      <p class="small quiet">
        {status.nextAt === null ? w('nothingPlanned') : w('nextRun', { time: moment(status.nextAt) })}
        {' · '}
        {lastText(status)}
      </p>
      {may('watering.operate') && <Operate status={status} />}
    </article>
  )
}

/** Stop while it is open, else water for a chosen time. */
function Operate({ status: { zone, run, reported } }: { status: ZoneStatus }) {
  const choosing = useSignal(false)
  const { busy, trouble, run: attempt } = useAttempt()
  const send = async (job: () => Promise<unknown>) => {
    await attempt(job)
    choosing.value = false
  }
  const params = { id: zone.id }
  const stop = () => void send(() => call(api.stopZone, { params }))
  return (
    <>
      <Trouble error={trouble.value} />
      {run !== null || reported === 'open' ? (
        <button
          type="button"
          class="button stop"
          data-testid="stop-zone"
          disabled={busy.value}
          onClick={stop}
        >
          {w('stopZone')}
        </button>
      ) : choosing.value ? (
        <RunLength
          busy={busy.value}
          maxRunS={zone.maxRunS}
          choose={runS => void send(() => call(api.runZone, { params, body: { runS } }))}
          cancel={() => (choosing.value = false)}
        />
      ) : (
        <button
          type="button"
          class="button"
          data-testid="run-zone"
          disabled={!zone.enabled || reported === 'unknown'}
          onClick={() => (choosing.value = true)}
        >
          {w('runNow')}
        </button>
      )}
    </>
  )
}

function RunLength(props: {
  busy: boolean
  maxRunS: number
  choose: (runS: number) => void
  cancel: () => void
}) {
  return (
    <fieldset class="chips">
      <legend>{w('runFor')}</legend>
      {MINUTES.map(minutes => (
        <button
          key={minutes}
          type="button"
          class="chip"
          disabled={props.busy || minutes * 60 > props.maxRunS}
          onClick={() => props.choose(minutes * 60)}
        >
          {w('minutes', { count: minutes })}
        </button>
      ))}
      <button type="button" class="button plain" onClick={props.cancel}>
        {w('cancel')}
      </button>
    </fieldset>
  )
}

/** Told, says, flow: three answers to "is it open", side by side. */
function LampBox(props: {
  label: 'commanded' | 'reported' | 'flow'
  lamp: Lamp
  waits?: boolean
  text?: string
}) {
  const look = props.lamp === 'open' ? ' on' : props.lamp === 'unknown' ? ' unsure' : ''
  return (
    <div class={`lamp${look}${props.waits ? ' waits' : ''}`}>
      <span class="quiet">
        {w(props.label)}
        {props.label === 'flow' && props.text !== undefined && ' L/min'}
      </span>
      <b>
        <i aria-hidden="true" />
        {props.text ?? w(LAMP_WORDS[props.lamp])}
      </b>
    </div>
  )
}

function flowLamp({ zone, flowLpm }: ZoneStatus): Lamp {
  if (zone.flowPointId === null) return 'none'
  if (flowLpm === null) return 'unknown'
  return flowLpm > FLOWING_LPM ? 'open' : 'closed'
}

function flowText({ flowLpm }: ZoneStatus): string | undefined {
  return flowLpm === null ? undefined : number(flowLpm, 1)
}

function Soil({ percent }: { percent: number | null }) {
  if (percent === null) return null
  return (
    <div>
      <p class="small row between">
        <span class="quiet">{w('soil')}</span> <b>{number(percent)} %</b>
      </p>
      <div class="meterbar" aria-hidden="true">
        <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
          <rect width={Math.min(100, Math.max(0, percent))} height="1" />
        </svg>
      </div>
    </div>
  )
}

function lastText({ lastRun }: ZoneStatus): string {
  if (lastRun === null) return w('neverRan')
  return w('lastRun', { time: moment(lastRun.openedAt ?? lastRun.plannedAt), litres: runText(lastRun) })
}
