import type { Meter } from '../../../core/contract/energy.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { moment, number } from '../../data/shown.ts'
import { Answer } from '../../widgets/answer.tsx'
import { e } from './words.ts'

/** Demand, power factor, imbalance and voltage of the last thirty days; nothing where the meter does not say. */
export function PowerCard({ meter }: { meter: Meter }) {
  const [resource, again] = useResource(
    () => call(api.getPowerQuality, { params: { id: meter.id } }),
    `quality/${meter.id}`,
  )
  return (
    <Answer resource={resource} again={again} skeletons={1}>
      {quality => (
        <section class="card stack">
          <h2>{e('maxDemand')}</h2>
          <dl class="facts">
            <div>
              <dt>{e('maxDemand')}</dt>
              <dd>
                {number(quality.maxDemandKw, 1)} kW
                {quality.maxDemandAt !== null && (
                  <span class="small quiet"> · {moment(quality.maxDemandAt)}</span>
                )}
              </dd>
            </div>
            <div>
              <dt>{e('powerFactor')}</dt>
              <dd>{number(quality.powerFactor, 2)}</dd>
            </div>
            {quality.currentImbalancePercent !== null && (
              <div>
                <dt>{e('imbalance')}</dt>
                <dd>{number(quality.currentImbalancePercent, 1)}%</dd>
              </div>
            )}
          </dl>
          {quality.voltage.map(({ pointId, channel, withinPercent, limits }) => (
            <p key={pointId}>
              {channel ?? ''}{' '}
              {e('voltageWithin', {
                percent: number(withinPercent, 1),
                low: number(limits.low, 0),
                high: number(limits.high, 0),
              })}
            </p>
          ))}
        </section>
      )}
    </Answer>
  )
}
