/** The quiet end of the overview: what flowed today, against yesterday by now. */
import type { MeterStatus } from '../../../core/contract/energy.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { number, unit } from '../../data/shown.ts'
import { may, zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'

const REFRESH_MS = 60_000
const METERS_MAX = 4

export function Today() {
  if (!may('meter.read')) return null
  return <TodayFigures />
}

/** Says nothing until it knows something: the overview is never held up by a sum. */
function TodayFigures() {
  const [resource] = useResource(() => call(api.listMeters), 'overview-meters', { everyMs: REFRESH_MS })
  const held = resource.value
  const mains = held.state === 'here' ? held.value.filter(({ meter }) => meter.parentId === null) : []
  if (mains.length === 0 && zones.value.length === 0) return null
  return (
    <section class="section">
      <h2>{w('today')}</h2>
      <div class="grid figures">
        {mains.slice(0, METERS_MAX).map(status => (
          <MeterFigure key={status.meter.id} status={status} />
        ))}
        {zones.value.length > 0 && <Valves />}
      </div>
    </section>
  )
}

function MeterFigure({ status }: { status: MeterStatus }) {
  const { meter, today, yesterdaySoFar } = status
  return (
    <a href="/utilities" class="card figure-card">
      <span class="small quiet">{n(meter.name)}</span>
      <span class="figure">
        {today === null ? w('notMeasured') : number(today, today < 100 ? 1 : 0)}
        {today !== null && <span class="unit">{unit(status.unit)}</span>}
      </span>
      <span class="small quiet">{compared(today, yesterdaySoFar)}</span>
    </a>
  )
}

/** More or less than yesterday at this hour; nothing where either is not known. */
function compared(today: number | null, before: number | null): string {
  if (today === null || before === null || before <= 0) return ''
  const percent = Math.round((today / before - 1) * 100)
  const word =
    percent === 0 ? w('same') : w(percent > 0 ? 'moreBy' : 'lessBy', { percent: Math.abs(percent) })
  return `${w('yesterdaySoFar')} ${number(before, before < 100 ? 1 : 0)} · ${word}`
}

function Valves() {
  const open = zones.value.filter(({ reported }) => reported === 'open')
  const unsure = zones.value.filter(({ reported }) => reported === 'unknown').length
  return (
    <a href="/grounds" class="card figure-card">
      <span class="small quiet">{w('grounds')}</span>
      <span class="figure">
        {open.length}
        <span class="unit">{w('valvesOpenUnit')}</span>
      </span>
      <span class="small quiet">
        {unsure > 0
          ? w('valvesUnsure', { count: unsure })
          : open.length > 0
            ? open.map(({ zone }) => n(zone.name)).join(' · ')
            : w('allValvesShut')}
      </span>
    </a>
  )
}
