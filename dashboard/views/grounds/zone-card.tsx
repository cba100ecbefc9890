import { useSignal } from '@preact/signals'
import type { ZoneStatus } from '../../../core/contract/watering.ts'
import { formatCountdown } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { moment, number } from '../../data/shown.ts'
import { may, now } from '../../data/store.ts'
import { n, type WordKey, w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { StateChip } from '../../widgets/state-chip.tsx'

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

export function ZoneCard({ status }: { status: ZoneStatus }) {
  const { zone, run, commanded, reported } = status
  const choosing = useSignal(false)
  const busy = useSignal(false)
  const trouble = useSignal<unknown>(null)
  const send = async (job: () => Promise<unknown>) => {
    busy.value = true
    trouble.value = null
    await job().catch(error => {
      trouble.value = error
    })
    busy.value = false
    choosing.value = false
  }
  const params = { id: zone.id }
  const waits = commanded !== 'unknown' && commanded !== reported
  const isOn = run !== null || reported === 'open'
  return (
    <article class="card stack" aria-label={n(zone.name)}>
      <div class="row between">
        <h2>{n(zone.name)}</h2>
        {reported === 'unknown' ? <StateChip state="unknown" /> : waits && <StateChip state="waiting" />}
      </div>
      {run?.openedAt != null && (
        <p class="tile-value">
          {formatCountdown(run.openedAt + run.plannedS * 1000 - now.value)}
          <span class="sr">{w('runRunning')}</span>
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
      <Trouble error={trouble.value} />
      {may('watering.operate') &&
        (isOn ? (
          <button
            type="button"
            class="button stop"
            data-testid="stop-zone"
            disabled={busy.value}
            onClick={() => send(() => call(api.stopZone, { params }))}
          >
            {w('stopZone')}
          </button>
        ) : choosing.value ? (
          <fieldset class="chips">
            <legend>{w('runFor')}</legend>
            {MINUTES.map(minutes => (
              <button
                key={minutes}
                type="button"
                class="chip"
                disabled={busy.value || minutes * 60 > zone.maxRunS}
                onClick={() => send(() => call(api.runZone, { params, body: { runS: minutes * 60 } }))}
              >
                {w('minutes', { count: minutes })}
              </button>
            ))}
            <button type="button" class="button plain" onClick={() => (choosing.value = false)}>
              {w('cancel')}
            </button>
          </fieldset>
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
        ))}
    </article>
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
      <span class="quiet">{w(props.label)}</span>
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
  return flowLpm === null ? undefined : `${number(flowLpm, 1)} L/min`
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
  const litres = lastRun.litres === null ? w('notMeasured') : `${number(lastRun.litres)} L`
  return w('lastRun', { time: moment(lastRun.openedAt ?? lastRun.plannedAt), litres })
}
