/** Open alarms, past ones, and one alarm with all that happened to it. */
import { useSignal } from '@preact/signals'
import type { Alarm, AlarmEventKind } from '../../../core/contract/alarm.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { moment, pointOf, valueText } from '../../data/shown.ts'
import { worstFirst } from '../../data/standing.ts'
import { alarms, loaded } from '../../data/store.ts'
import { n, type WordKey, w } from '../../data/words.ts'
import { AlarmCard } from '../../widgets/alarm-card.tsx'
import { Answer, Empty, Skeletons } from '../../widgets/answer.tsx'

const PAGE = 50

export default function Alarms({ rest }: { rest: string }) {
  if (rest !== '' && rest !== 'history') return <Detail key={rest} id={rest} />
  return (
    <div class="page">
      <h1>{w('alarms')}</h1>
      <nav class="tabs" aria-label={w('alarms')}>
        <a href="/alarms" aria-current={rest === '' ? 'page' : undefined}>
          {w('open')} · {alarms.value.size}
        </a>
        <a href="/alarms/history" aria-current={rest === 'history' ? 'page' : undefined}>
          {w('history')}
        </a>
      </nav>
      {rest === 'history' ? <History /> : <Open />}
    </div>
  )
}

function Open() {
  const shown = useSignal(PAGE)
  if (!loaded.value) return <Skeletons />
  const list = worstFirst(alarms.value.values())
  if (list.length === 0) return <Empty title={w('noOpenTitle')} text={w('noOpenText')} />
  return (
    <>
      <div class="cards">
        {list.slice(0, shown.value).map(alarm => (
          <AlarmCard key={alarm.id} alarm={alarm} />
        ))}
      </div>
      {list.length > shown.value && (
        <button type="button" class="button" onClick={() => (shown.value += PAGE)}>
          {w('loadMore')}
        </button>
      )}
    </>
  )
}

function History() {
  const further = useSignal<readonly Alarm[]>([])
  const cursor = useSignal<string | undefined>(undefined)
  const [resource, again] = useResource(async () => {
    const page = await call(api.listAlarms, { query: { state: 'closed', limit: PAGE } })
    cursor.value = page.next
    further.value = []
    return page.items
  }, 'closed')
  const more = async () => {
    const page = await call(api.listAlarms, { query: { state: 'closed', limit: PAGE, cursor: cursor.value } })
    further.value = [...further.value, ...page.items]
    cursor.value = page.next
  }
  return (
    <Answer resource={resource} again={again}>
      {first =>
        first.length === 0 ? (
          <Empty title={w('noHistoryTitle')} text={w('noHistoryText')} />
        ) : (
          <div class="stack">
            <ul class="list">
              {[...first, ...further.value].map(alarm => (
                <li key={alarm.id}>
                  <a class="item between" href={`/alarms/${alarm.id}`}>
                    <span>
                      {n(alarm.name)}
                      <span class="small quiet"> {alarm.action ?? ''}</span>
                    </span>
                    <span class="small quiet">{moment(alarm.raisedAt)}</span>
                  </a>
                </li>
              ))}
            </ul>
            {cursor.value !== undefined && (
              <button type="button" class="button" onClick={() => void more()}>
                {w('loadMore')}
              </button>
            )}
          </div>
        )
      }
    </Answer>
  )
}

const EVENT_WORDS: Readonly<Record<AlarmEventKind, WordKey>> = {
  raised: 'eventRaised',
  're-raised': 'eventReRaised',
  returned: 'eventReturned',
  acknowledged: 'eventAcknowledged',
  latched: 'eventLatched',
  reset: 'eventReset',
  shelved: 'eventShelved',
  unshelved: 'eventUnshelved',
  'shelf-expired': 'eventShelfExpired',
  noted: 'eventNoted',
  closed: 'eventClosed',
}

function Detail({ id }: { id: string }) {
  const live = alarms.value.get(id)
  const [resource, again] = useResource(
    () => call(api.getAlarm, { params: { id } }),
    `${id}/${live?.state}/${live?.shelvedUntil}`,
  )
  return (
    <div class="page">
      <p>
        <a class="button plain" href="/alarms">
          ← {w('alarms')}
        </a>
      </p>
      <h1 class="sr">{w('detail')}</h1>
      <Answer resource={resource} again={again} skeletons={2}>
        {({ alarm, events }) => (
          <div class="two">
            <AlarmCard alarm={live ?? alarm} link={false} />
            <section class="section">
              <h2>{w('events')}</h2>
              <ol class="log">
                {events.map(event => (
                  <li key={event.id}>
                    <span class="quiet">{moment(event.at)}</span>
                    <span>
                      {w(EVENT_WORDS[event.kind])} · {event.by ?? w('bySteward')}
                      {event.value !== null && ` · ${valueText(event.value, pointOf(alarm.pointId))}`}
                      {event.note !== null && event.note !== '' && <span class="quiet"> · {event.note}</span>}
                    </span>
                  </li>
                ))}
              </ol>
            </section>
          </div>
        )}
      </Answer>
    </div>
  )
}
