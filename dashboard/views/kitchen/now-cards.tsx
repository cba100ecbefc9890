/** Beside the chart: time left, the minutes that add up, the last day, what is usual. */
import type { CabinetDetail, CabinetState } from '../../../core/contract/cabinet.ts'
import { graceTexts } from '../../../core/text/kitchen.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { moment, number } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { move, passes, situationOf } from './situation.tsx'
import { degrees, k, minutes } from './words.ts'

export function NowCards({ detail, again }: { detail: CabinetDetail; again: () => Promise<void> }) {
  const { state } = detail
  return (
    <>
      <TimeLeft state={state} />
      <Grace state={state} />
      <Allowance state={state} again={again} />
      <Day state={state} />
      <Habit detail={detail} />
    </>
  )
}

function TimeLeft({ state: { timeLeft, pointId } }: { state: CabinetState }) {
  if (timeLeft === null) return null
  return (
    <section class="card section time-left" data-testid="time-left" aria-live="polite">
      <h2>
        <Icon svg={icons.octagon} /> {k('timeLeft')}
      </h2>
      <p class="time-left-words">{passes(timeLeft, pointId)}</p>
      <p>
        <strong>{move(timeLeft)}</strong>
      </p>
      <p class="small quiet">
        {k('between', { earliest: moment(timeLeft.earliestAt), latest: moment(timeLeft.latestAt) })}
      </p>
    </section>
  )
}

function Grace({ state }: { state: CabinetState }) {
  if (state.timeLeft !== null) return null
  const line = situationOf(state)
  if (line === '') return null
  return (
    <p class={`card cabinet-now ${state.word}`} data-testid="situation">
      {state.grace !== null && <span class={`swatch-grace ${state.grace.kind}`} aria-hidden="true" />}
      {line}
    </p>
  )
}

function Allowance({ state, again }: { state: CabinetState; again: () => Promise<void> }) {
  const { allowance, pointId, id } = state
  const attempt = useAttempt()
  if (allowance === null) return null
  const { limitC, usedMin, allowedMin, unknownMin, usedUpAt } = allowance
  const renew = () => call(api.renewStock, { params: { id }, body: {} }).then(again)
  const part = Math.min(1, usedMin / allowedMin)
  return (
    <section class={`card section${usedUpAt === null ? '' : ' used-up'}`}>
      <h2>{k('allowance', { limit: degrees(limitC, pointId) })}</h2>
      <p>
        {usedUpAt === null
          ? k('used', { used: minutes(usedMin), allowed: minutes(allowedMin) })
          : k('usedUp', { allowed: minutes(allowedMin) })}
        {unknownMin >= 1 && (
          <span class="small quiet"> · {k('ofThemUnknown', { minutes: minutes(unknownMin) })}</span>
        )}
      </p>
      <div class="meterbar" aria-hidden="true">
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect width={100 * part} height="8" />
        </svg>
      </div>
      <p class="small quiet">{k('allowanceHint')}</p>
      {usedMin >= 1 && may('cabinet.operate') && (
        <>
          <Trouble error={attempt.trouble.value} />
          <button
            type="button"
            class="button"
            disabled={attempt.busy.value}
            onClick={() => void attempt.run(renew)}
          >
            {k('renew')}
          </button>
          <p class="small quiet">{k('renewHint')}</p>
        </>
      )}
    </section>
  )
}

function Day({ state: { day, pointId } }: { state: CabinetState }) {
  if (day === null) return null
  return (
    <section class="card section">
      <h2>{k('lastDay')}</h2>
      <dl class="facts">
        <dt>{k('lowest')}</dt>
        <dd>{degrees(day.minC, pointId)}</dd>
        <dt>{k('mean')}</dt>
        <dd>{degrees(day.meanC, pointId)}</dd>
        <dt>{k('highest')}</dt>
        <dd>{degrees(day.maxC, pointId)}</dd>
        {day.minutesUnknown >= 1 && (
          <>
            <dt>{k('unknownMinutes')}</dt>
            <dd>{k('minutes', { minutes: minutes(day.minutesUnknown) })}</dd>
          </>
        )}
        <dt>{k('mkt')}</dt>
        <dd>
          {degrees(day.mktC, pointId)} <span class="small quiet">{k('mktHint')}</span>
        </dd>
      </dl>
    </section>
  )
}

function Habit({ detail: { habit, state, cabinet } }: { detail: CabinetDetail }) {
  const hot = cabinet.allowance?.side === 'below'
  return (
    <section class="card section">
      <h2>{k('habit')}</h2>
      {habit === null ? (
        <p class="quiet">{k('habitNone')}</p>
      ) : (
        <dl class="facts">
          <dt>{k(hot ? 'habitSteadyHot' : 'habitSteady')}</dt>
          <dd>{degrees(habit.steadyC, state.pointId)}</dd>
          <dt>{k('habitRecovers')}</dt>
          <dd>{k('minutes', { minutes: minutes(habit.recoversMin) })}</dd>
          <dt>{n(graceTexts.defrost)}</dt>
          <dd>
            {habit.defrost === null
              ? k('habitNoDefrost')
              : k('habitDefrostWords', {
                  hours: number(habit.defrost.everyH, 1),
                  peak: degrees(habit.defrost.peakC, state.pointId),
                  minutes: minutes(habit.defrost.lastsMin),
                })}
          </dd>
        </dl>
      )}
    </section>
  )
}
