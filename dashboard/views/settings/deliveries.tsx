/** Everything that was sent, newest first: what, where, to whom, and what became of it. */
import { type Signal, useSignal } from '@preact/signals'
import { DELIVERY_STATES, type DeliveryView } from '../../../core/contract/channel.ts'
import { eventTexts } from '../../../core/text/alarms.ts'
import { deliveryTexts } from '../../../core/text/notify.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import type { Resource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'

const SHOWN_MAX = 50
const LOOK = {
  waiting: icons.circleDashed,
  delivered: icons.check,
  'given-up': icons.circleAlert,
  skipped: icons.off,
} as const

export function Deliveries(props: {
  resource: Signal<Resource<DeliveryView[]>>
  again: () => Promise<void>
}) {
  const shown = useSignal<DeliveryView['state'] | 'all'>('all')
  return (
    <section class="card section">
      <h2>{w('deliveries')}</h2>
      <Answer resource={props.resource} again={props.again} skeletons={1}>
        {list => {
          const counts = Map.groupBy(list, ({ state }) => state)
          const some = shown.value === 'all' ? list : (counts.get(shown.value) ?? [])
          return (
            <>
              <fieldset class="chips">
                <legend class="sr">{w('deliveries')}</legend>
                {(['all', ...DELIVERY_STATES] as const).map(state => (
                  <button
                    key={state}
                    type="button"
                    class="chip"
                    aria-pressed={shown.value === state}
                    onClick={() => (shown.value = state)}
                  >
                    {state === 'all' ? w('deliveriesAll') : n(deliveryTexts[state])}
                    {state !== 'all' && ` ${counts.get(state)?.length ?? 0}`}
                  </button>
                ))}
              </fieldset>
              {some.length === 0 ? (
                <p class="quiet">{w('deliveriesEmpty')}</p>
              ) : (
                <ul class="list">
                  {some.slice(0, SHOWN_MAX).map(row => (
                    <Row key={row.id} row={row} again={props.again} />
                  ))}
                </ul>
              )}
            </>
          )
        }}
      </Answer>
    </section>
  )
}

function Row({ row, again }: { row: DeliveryView; again: () => Promise<void> }) {
  const attempt = useAttempt()
  const retry = () =>
    attempt.run(async () => {
      await call(api.retryDelivery, { params: { id: row.id } })
      await again()
    })
  const bad = row.state === 'given-up' || (row.state === 'waiting' && row.tries > 0)
  return (
    <li class="delivery">
      <span class={bad ? 'is-failed' : undefined}>
        <Icon svg={LOOK[row.state]} />
      </span>
      <div class="grow">
        <p>
          {row.alarm === null ? row.alarmId : n(row.alarm)}
          <span class="quiet"> · {eventWord(row.event)}</span>
        </p>
        <p class="small quiet">
          {[
            row.channel === null ? '' : n(row.channel),
            row.person ?? '',
            moment(row.createdAt),
            n(deliveryTexts[row.state]),
          ]
            .filter(Boolean)
            .join(' · ')}
          {row.tries > 1 && ` · ${w('tries', { count: row.tries })}`}
          {row.state === 'waiting' &&
            row.nextTryAt !== null &&
            row.tries > 0 &&
            ` · ${w('nextTry', { time: moment(row.nextTryAt) })}`}
        </p>
        {row.lastError !== null && row.state !== 'delivered' && (
          <p class="small is-failed">{row.lastError}</p>
        )}
        <Trouble error={attempt.trouble.value} />
      </div>
      {row.state === 'given-up' && may('channel.change') && (
        <button type="button" class="button plain" disabled={attempt.busy.value} onClick={retry}>
          {w('retry')}
        </button>
      )}
    </li>
  )
}

function eventWord(event: string): string {
  if (event === 'escalated') return w('escalation')
  if (event === 'reminder') return n(eventTexts['re-raised'])
  return Object.hasOwn(eventTexts, event) ? n(eventTexts[event as keyof typeof eventTexts]) : event
}
