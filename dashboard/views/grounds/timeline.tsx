/** Today: zones as rows, planned outlined, done solid with litres, skipped thin, and the line of now. */

import { useEffect } from 'preact/hooks'
import type { Run, RunState } from '../../../core/contract/watering.ts'
import { localDay, minuteOfDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { moment, number } from '../../data/shown.ts'
import { now, timeZone, zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { runText } from './run-text.ts'

const DAY_MINUTES = 1440
const DAY_MS = 86_400_000
const REFRESH_MS = 30_000

interface Bar {
  readonly zoneId: string
  readonly at: number
  readonly minutes: number
  readonly look: 'planned' | 'done' | 'running' | 'skipped' | 'failed'
  readonly title: string
  readonly litres: number
  /** Set when it went otherwise than planned, so that it is written out and not only drawn. */
  readonly told: boolean
}

const LOOKS: Readonly<Record<RunState, Bar['look']>> = {
  planned: 'planned',
  opening: 'running',
  running: 'running',
  closing: 'running',
  soaking: 'running',
  held: 'running',
  done: 'done',
  skipped: 'skipped',
  failed: 'failed',
  stopped: 'done',
}

export function Timeline() {
  const today = localDay(now.value, timeZone.value)
  // A run that begins or ends is drawn at once, not at the next refresh.
  const runs = zones.value.map(({ run }) => (run === null ? '' : `${run.id}${run.state}`)).join()
  const [resource, again] = useResource(loadToday, today, { everyMs: REFRESH_MS })
  useEffect(() => void again(), [runs])
  return (
    <section class="card section timeline">
      <h2>{w('todayTimeline')}</h2>
      <Answer resource={resource} again={again} skeletons={1}>
        {bars => (
          <>
            {zones.value.map(({ zone }) => (
              <div class="lane" key={zone.id}>
                <span>
                  {n(zone.name)}
                  <Given bars={bars.filter(bar => bar.zoneId === zone.id)} />
                </span>
                <svg
                  viewBox={`0 0 ${DAY_MINUTES} 24`}
                  preserveAspectRatio="none"
                  role="img"
                  aria-label={titlesOf(bars, zone.id)}
                >
                  {bars.filter(bar => bar.zoneId === zone.id).map(drawn)}
                  <line class="nowline" x1={minuteNow()} x2={minuteNow()} y1="0" y2="24" />
                </svg>
              </div>
            ))}
            <div class="hours" aria-hidden="true">
              {['00', '06', '12', '18', '24'].map(hour => (
                <span key={hour}>{hour}:00</span>
              ))}
            </div>
            <Told bars={bars.filter(({ told }) => told)} />
          </>
        )}
      </Answer>
    </section>
  )
}

/** What a zone has been given today. */
function Given({ bars }: { bars: readonly Bar[] }) {
  const litres = bars.reduce((sum, bar) => sum + bar.litres, 0)
  return litres < 1 ? null : <b class="small"> {number(litres)} L</b>
}

/** What went otherwise than planned, in words. */
function Told({ bars }: { bars: readonly Bar[] }) {
  if (bars.length === 0) return null
  const zoneName = (id: string) => {
    const found = zones.value.find(({ zone }) => zone.id === id)
    return found === undefined ? id : n(found.zone.name)
  }
  return (
    <ul class="small">
      {bars.map(({ zoneId, at, title }) => (
        <li key={`${zoneId}${at}`}>
          {moment(at)} · {zoneName(zoneId)} · {title}
        </li>
      ))}
    </ul>
  )
}

const minuteNow = () => minuteOfDay(now.value, timeZone.value)

async function loadToday(): Promise<Bar[]> {
  const zone = timeZone.value
  const from = now.value - minuteNow() * 60_000
  const [runs, plan] = await Promise.all([
    call(api.listRuns, { query: { from: String(from), to: String(from + DAY_MS), limit: 500 } }),
    call(api.listPlan, { query: { to: String(from + DAY_MS) } }),
  ])
  const today = localDay(now.value, zone)
  const planned = plan.filter(({ at }) => at >= now.value && localDay(at, zone) === today)
  return [
    ...runs.items.map(barOf),
    ...planned.map(({ zoneId, at, runS, decision }) => ({
      zoneId,
      at,
      minutes: runS / 60,
      look: decision.skip === null ? ('planned' as const) : ('skipped' as const),
      title: n(decision.sentence),
      litres: 0,
      told: decision.skip !== null,
    })),
  ]
}

function barOf(run: Run): Bar {
  const at = run.openedAt ?? run.plannedAt
  const ms = run.openedAt === null ? run.plannedS * 1000 : (run.closedAt ?? now.value) - run.openedAt
  return {
    zoneId: run.zoneId,
    at,
    minutes: ms / 60_000,
    look: LOOKS[run.state],
    title: runText(run),
    litres: run.litres ?? 0,
    told: run.reason !== null,
  }
}

function drawn({ at, minutes, look, title }: Bar) {
  const thin = look === 'skipped'
  return (
    <rect
      key={`${at}${look}`}
      class={look}
      x={minuteOfDay(at, timeZone.value)}
      y={thin ? 11 : 4}
      width={Math.max(minutes, 6)}
      height={thin ? 2 : 16}
    >
      <title>{title}</title>
    </rect>
  )
}

function titlesOf(bars: readonly Bar[], zoneId: string): string {
  const own = bars.filter(bar => bar.zoneId === zoneId)
  return own.length === 0 ? w('nothingPlanned') : own.map(({ title }) => title).join(', ')
}
