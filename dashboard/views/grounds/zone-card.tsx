import { useSignal } from '@preact/signals'
import type { ZoneStatus } from '../../../core/contract/watering.ts'
import { formatCountdown } from '../../../core/text/format.ts'
import { runStateTexts } from '../../../core/text/watering.ts'
import { moment } from '../../data/shown.ts'
import { may, now } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { StateChip } from '../../widgets/state-chip.tsx'
import { Deficit } from './deficit.tsx'
import { Lamps, waits } from './lamps.tsx'
import { Operate } from './operate.tsx'
import { runText } from './run-text.ts'
import { g } from './words.ts'
import { ZoneForm } from './zone-form.tsx'

/** What a zone was told, what its valve says, what the water says; how dry it is, what is next and why; one button. */
export function ZoneCard({ status }: { status: ZoneStatus }) {
  const { zone, run, reported, next, incidents } = status
  const editing = useSignal(false)
  if (editing.value) return <ZoneForm zone={zone} done={() => (editing.value = false)} />
  return (
    <article class="card stack" aria-label={n(zone.name)}>
      <div class="row between">
        <h2>
          <a href={`/grounds/zone/${encodeURIComponent(zone.id)}`}>{n(zone.name)}</a>
        </h2>
        {incidents.length > 0 ? (
          <StateChip state="alarm" />
        ) : reported === 'unknown' ? (
          <StateChip state="unknown" />
        ) : (
          waits(status) && <StateChip state="waiting" />
        )}
        {may('watering.change') && (
          <button type="button" class="button plain" onClick={() => (editing.value = true)}>
            {w('edit')}
          </button>
        )}
      </div>
      {incidents.map(({ id, sentence }) => (
        <p class="problem" key={id}>
          {n(sentence)}
        </p>
      ))}
      {!zone.enabled && <p>{g('zoneOff')}</p>}
      <Countdown run={run} />
      <Lamps status={status} />
      <Deficit moisture={status.moisture} soilPct={status.soilMoisture} />
      {next !== null && <p class="sentence-why">{n(next.decision.sentence)}</p>}
      <p class="small quiet">
        {status.nextAt !== null && `${w('nextRun', { time: moment(status.nextAt) })} · `}
        {next === null && `${w('nothingPlanned')} · `}
        {lastText(status)}
      </p>
      {may('watering.operate') && <Operate status={status} />}
      <a class="small" href={`/grounds/zone/${encodeURIComponent(zone.id)}`}>
        {g('details')}
      </a>
    </article>
  )
}

/** What is left of this opening, by the valve's own start. */
export function Countdown({ run }: { run: ZoneStatus['run'] }) {
  if (run === null || run.state === 'planned') return null
  const runS = run.cycles[run.cycle]?.runS ?? run.plannedS
  return (
    <p class="tile-value">
      {run.cycleOpenedAt === null ? '' : formatCountdown(run.cycleOpenedAt + runS * 1000 - now.value)}
      <span class={run.cycleOpenedAt === null ? 'small' : 'sr'}>{n(runStateTexts[run.state])}</span>
    </p>
  )
}

export function lastText({ lastRun }: ZoneStatus): string {
  if (lastRun === null) return w('neverRan')
  return w('lastRun', { time: moment(lastRun.openedAt ?? lastRun.plannedAt), litres: runText(lastRun) })
}
