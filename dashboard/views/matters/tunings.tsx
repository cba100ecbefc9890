/** Suggestions, each tried on the past before it is made. */
import { useSignal } from '@preact/signals'
import type { Tuning } from '../../../core/contract/matters.ts'
import type { ReplayReply } from '../../../core/contract/replay.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { devices, may } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { k } from './words.ts'

const WHY = { chattering: 'whyChattering', fleeting: 'whyFleeting', stale: 'whyStale' } as const

export function Tunings({ query }: { query: { siteId: string | undefined; days: string } }) {
  const [resource, again] = useResource(
    () => call(api.listTunings, { query }),
    `tunings/${query.siteId}/${query.days}`,
  )
  return (
    <section class="section">
      <h2>{k('tunings')}</h2>
      <Answer resource={resource} again={again} skeletons={1}>
        {list =>
          list.length === 0 ? (
            <p class="quiet">{k('tuningsNone')}</p>
          ) : (
            <div class="cards">
              {list.map(tuning => (
                <Card key={tuning.ruleId} tuning={tuning} />
              ))}
            </div>
          )
        }
      </Answer>
    </section>
  )
}

function Card({ tuning }: { tuning: Tuning }) {
  const device = tuning.deviceId === null ? undefined : devices.value.get(tuning.deviceId)
  return (
    <article class="card stack" data-testid="tuning">
      <h3>
        {device !== undefined && `${n(device.name)} · `}
        {n(tuning.name)}
      </h3>
      <p>{k(WHY[tuning.why], { count: tuning.count })}</p>
      {tuning.change !== null && may('rule.change') && <Trial tuning={tuning} change={tuning.change} />}
    </article>
  )
}

function Trial({ tuning, change }: { tuning: Tuning; change: NonNullable<Tuning['change']> }) {
  const tried = useSignal<ReplayReply | null>(null)
  const applied = useSignal(false)
  const attempt = useAttempt()
  const { ruleId, pointId } = tuning
  const tryIt = () =>
    attempt.run(async () => {
      tried.value = await call(api.replayRule, { body: { ruleId, pointId, ...change } })
    })
  const apply = () =>
    attempt.run(async () => {
      await call(api.changeRule, { params: { id: ruleId }, body: change })
      applied.value = true
    })
  return (
    <>
      {tried.value !== null && (
        <p role="status">
          {k('tried', { before: tried.value.before, after: tried.value.after, missed: tried.value.missed })}
        </p>
      )}
      <div class="row">
        <button type="button" class="button" disabled={attempt.busy.value} onClick={() => void tryIt()}>
          {k('tryIt')}
        </button>
        {tried.value !== null && !applied.value && (
          <button
            type="button"
            class="button primary"
            disabled={attempt.busy.value}
            onClick={() => void apply()}
          >
            {k('apply')}
          </button>
        )}
        {applied.value && <span role="status">{k('applied')}</span>}
      </div>
      <Trouble error={attempt.trouble.value} />
    </>
  )
}
