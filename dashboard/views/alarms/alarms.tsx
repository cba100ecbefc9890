/** Open alarms and past ones. */

import { useSignal } from '@preact/signals'
import type { Alarm } from '../../../core/contract/alarm.ts'
import { stateTexts } from '../../../core/text/states.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { worstFirst } from '../../data/standing.ts'
import { alarms, loaded } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { AlarmCard } from '../../widgets/alarm-card.tsx'
import { Answer, Empty, Skeletons } from '../../widgets/answer.tsx'
import { TabBar } from '../../widgets/tab-bar.tsx'

const PAGE = 50

export default function Alarms({ rest }: { rest: string }) {
  return (
    <div class="page">
      <h1>{w('alarms')}</h1>
      <TabBar
        label={w('alarms')}
        base="/alarms"
        tabs={[
          { id: '', text: `${w('open')} · ${alarms.value.size}` },
          { id: 'history', text: w('history') },
        ]}
        here={rest}
      />
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
                      {alarm.exercise !== undefined && (
                        <span class="drill-mark"> · {n(stateTexts.drill)}</span>
                      )}
                      <span class="small quiet">
                        {' '}
                        {[alarm.closedBy, alarm.action].filter(Boolean).join(' · ')}
                      </span>
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
