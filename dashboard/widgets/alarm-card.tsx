import type { Alarm } from '../../core/contract/alarm.ts'
import { limitsOf } from '../data/limits.ts'
import { age, areaName, duration, moment, pointOf, valueText } from '../data/shown.ts'
import { alarmState, isActive, isShelved } from '../data/standing.ts'
import { devices, now, readingOf } from '../data/store.ts'
import { n, w } from '../data/words.ts'
import { AlarmActions } from './alarm-actions.tsx'
import { Sparkline } from './sparkline.tsx'
import { StateChip } from './state-chip.tsx'

/** What, where, since, how bad, who has it, and the one thing to do next. Nothing here is a modal. */
export function AlarmCard({ alarm, link = true }: { alarm: Alarm; link?: boolean }) {
  const state = alarmState(alarm)
  const heading = n(alarm.name)
  const point = pointOf(alarm.pointId)
  return (
    <article
      class={`card alarm-card is-${state}${alarm.exercise === undefined ? '' : ' is-drill'}`}
      data-testid="alarm-card"
      data-alarm-id={alarm.id}
      aria-label={heading}
    >
      <div class="row between">
        <StateChip state={state} />
        {alarm.lifeSafety && alarm.exercise === undefined && <span class="small">{w('lifeSafety')}</span>}
      </div>
      {alarm.exercise !== undefined && (
        <p class="drill-mark">{w(alarm.exercise === 'drill' ? 'drillMark' : 'testMark')}</p>
      )}
      <div>
        <h2 class="alarm-title">{link ? <a href={`/alarms/${alarm.id}`}>{heading}</a> : heading}</h2>
        <p class="quiet">{placeAndTime(alarm)}</p>
      </div>
      <div class="alarm-body">
        <Figures alarm={alarm} />
        {link && alarm.limit !== null && point?.kind === 'gauge' && (
          <Sparkline point={point} limits={limitsOf(point.id)} />
        )}
      </div>
      <Standing alarm={alarm} />
      {alarm.closedAt === null && <AlarmActions alarm={alarm} />}
    </article>
  )
}

/** Where it is, unless the heading says it already, and since when. */
function placeAndTime(alarm: Alarm): string {
  const device = alarm.deviceId === null ? undefined : devices.value.get(alarm.deviceId)
  const since = w('since', { time: moment(alarm.since), duration: duration(now.value - alarm.since) })
  if (device === undefined) return since
  const named = n(alarm.name).includes(n(device.name))
  return [...(named ? [] : [n(device.name)]), areaName(device.areaId), since].join(' · ')
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
      {alarm.assignedTo != null && <p>{w('givenTo', { name: alarm.assignedTo })}</p>}
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
