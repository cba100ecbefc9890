/** Where a number comes from: the readings behind it, or the page of what it counts. */
import { createContext } from 'preact'
import { useContext, useEffect, useRef } from 'preact/hooks'
import type { MeterUse } from '../../../core/contract/energy.ts'
import { MEDIUM_UNIT } from '../../../core/contract/energy-words.ts'
import type { Trace } from '../../../core/contract/report-document.ts'
import { wallText } from '../../../core/reports/period.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { money, number, unit } from '../../data/shown.ts'
import { timeZone } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { rw } from './words.ts'

export type Follow = (trace: Trace) => void
export const FollowContext = createContext<Follow>(() => {})

/** A number that can be followed is a button; any other is only a number. */
export function Traced({ text, trace }: { text: string; trace: Trace | undefined }) {
  const follow = useContext(FollowContext)
  if (trace === undefined) return <>{text}</>
  const address = pageOf(trace)
  if (address !== null)
    return (
      <a class="report-number" href={address} title={rw('readings')}>
        {text}
      </a>
    )
  return (
    <button type="button" class="report-number" title={rw('readings')} onClick={() => follow(trace)}>
      {text}
    </button>
  )
}

/** What has a page that shows its own past is followed there. */
function pageOf({ of, id }: Trace): string | null {
  switch (of) {
    case 'alarm':
      return `/alarms/${id}`
    case 'alarms':
      return '/alarms/history'
    case 'cabinet':
      return `/kitchen/${id}`
    case 'device':
      return id === '' ? '/devices' : `/devices/${id}`
    case 'zone':
      return '/grounds'
    default:
      return null
  }
}

const wall = (at: number) => wallText(at, timeZone.value)

export function TracePanel({ trace, close }: { trace: Trace; close: () => void }) {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.focus(), [trace])
  return (
    <aside
      ref={panel}
      class="card report-trace no-print"
      tabIndex={-1}
      aria-label={rw('readings')}
      data-testid="trace"
      onKeyDown={event => event.key === 'Escape' && close()}
    >
      <div class="row between">
        <h2>{rw('readings')}</h2>
        <button type="button" class="button plain" onClick={close}>
          {rw('close')}
        </button>
      </div>
      <p class="small quiet">{rw('stretch', { from: wall(trace.from), to: wall(trace.to) })}</p>
      {trace.of === 'meter' && trace.id === '' ? (
        <AllMeters trace={trace} />
      ) : trace.of === 'meter' ? (
        <MeterTrace trace={trace} />
      ) : (
        <PointTrace pointId={Number(trace.id)} trace={trace} />
      )}
    </aside>
  )
}

const DAY_MS = 86_400_000

/** Steps small enough to see where it comes from, few enough to read. */
function stepOf({ from, to }: Trace): 'half-hour' | 'hour' | 'day' | 'month' {
  const days = (to - from) / DAY_MS
  if (days <= 0.5) return 'half-hour'
  if (days <= 2) return 'hour'
  return days <= 100 ? 'day' : 'month'
}

/** What a sum of several meters is made of, each with the way on to its readings. */
function AllMeters({ trace }: { trace: Trace }) {
  const follow = useContext(FollowContext)
  const [resource, again] = useResource(() => call(api.listMeters), 'trace-meters')
  return (
    <Answer resource={resource} again={again} skeletons={1}>
      {list => (
        <ul class="list">
          {list.map(({ meter }) => (
            <li key={meter.id}>
              <button
                type="button"
                class="button plain wide"
                onClick={() => follow({ ...trace, id: meter.id })}
              >
                {n(meter.name)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Answer>
  )
}

function MeterTrace({ trace }: { trace: Trace }) {
  const { id, from, to } = trace
  const key = `${id} ${from} ${to}`
  const [resource, again] = useResource(async () => {
    const meters = await call(api.listMeters)
    const meter = meters.find(one => one.meter.id === id)?.meter
    const query = { from: String(from), to: String(to), per: stepOf(trace) }
    return { meter, uses: await call(api.listMeterUse, { params: { id }, query }) }
  }, key)
  return (
    <Answer resource={resource} again={again} skeletons={1}>
      {({ meter, uses }) => (
        <>
          <h3>{meter === undefined ? id : n(meter.name)}</h3>
          {meter?.pointId == null ? (
            <p class="quiet">{rw('virtual')}</p>
          ) : (
            <PointTrace pointId={meter.pointId} trace={trace} />
          )}
          <Uses uses={uses} unitWord={meter === undefined ? '' : MEDIUM_UNIT[meter.medium]} />
          <p>
            <a href="/utilities">{rw('openPage')}</a>
          </p>
        </>
      )}
    </Answer>
  )
}

function Uses({ uses, unitWord }: { uses: readonly MeterUse[]; unitWord: string }) {
  const known = uses.flatMap(({ use }) => (use === null ? [] : [use]))
  return (
    <details open>
      <summary>{rw('usePer')}</summary>
      <div class="table-wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">{rw('when')}</th>
              <th scope="col" class="number">
                {rw('use')} ({unit(unitWord)})
              </th>
              <th scope="col" class="number">
                {rw('money')}
              </th>
            </tr>
          </thead>
          <tbody>
            {uses.map(({ at, use, cost, estimated }) => (
              <tr key={at}>
                <td>{wall(at)}</td>
                <td class="number">
                  {use === null ? rw('notMeasured') : number(use, 3)}
                  {estimated === true && ` (${rw('estimated')})`}
                </td>
                <td class="number">{money(cost)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td>{rw('sum')}</td>
              <td class="number" data-testid="trace-sum">
                {known.length === 0
                  ? rw('notMeasured')
                  : number(
                      known.reduce((a, b) => a + b, 0),
                      3,
                    )}
              </td>
              <td />
            </tr>
          </tfoot>
        </table>
      </div>
    </details>
  )
}

const READINGS_MAX = 1_000

/** The first and last reading of a stretch, as the device said them, and how many there are. */
function PointTrace({ pointId, trace: { from, to } }: { pointId: number; trace: Trace }) {
  const [resource, again] = useResource(async () => {
    const params = { id: pointId }
    const head = await call(api.listReadings, {
      params,
      query: { from: String(from), to: String(to), limit: READINGS_MAX },
    })
    // A long stretch has more readings than one answer: its end is asked for on its own.
    const tail =
      head.next === undefined
        ? head
        : await call(api.listReadings, {
            params,
            query: { from: String(Math.max(from, to - DAY_MS)), to: String(to), limit: READINGS_MAX },
          })
    return {
      first: head.items[0],
      last: tail.items.at(-1),
      count: head.items.length,
      more: head.next !== undefined,
    }
  }, `${pointId} ${from} ${to}`)
  const shown = (reading: { at: number; value: number } | undefined) =>
    reading === undefined ? rw('noReading') : `${number(reading.value, 3)} · ${wall(reading.at)}`
  return (
    <Answer resource={resource} again={again} skeletons={1}>
      {({ first, last, count, more }) => (
        <dl class="facts">
          <dt>{rw('registerFirst')}</dt>
          <dd>{shown(first)}</dd>
          <dt>{rw('registerLast')}</dt>
          <dd>{shown(last)}</dd>
          <dt>{rw('readingsCount')}</dt>
          <dd>{more ? rw('manyReadings', { count }) : count}</dd>
        </dl>
      )}
    </Answer>
  )
}
