import { useEffect } from 'preact/hooks'
import { eventTexts } from '../../../core/text/alarms.ts'
import { safetyUi } from '../../../core/text/safety-ui.ts'
import { addressOf, api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { moment, pointOf, valueText } from '../../data/shown.ts'
import { alarms } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { AlarmCard } from '../../widgets/alarm-card.tsx'
import { AlarmWork } from '../../widgets/alarm-work.tsx'
import { Answer } from '../../widgets/answer.tsx'
import { PointChart } from '../../widgets/point-chart.tsx'

/** One alarm with its curve and all that happened to it. */
export default function AlarmDetail({ rest: id }: { rest: string }) {
  const live = alarms.value.get(id)
  const [resource, again] = useResource(() => call(api.getAlarm, { params: { id } }), `alarm/${id}`)
  // Asked again in place: what somebody is typing meanwhile stays where it is.
  useEffect(() => void again(), [live?.state, live?.shelvedUntil, live?.assignedTo])
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
            <div class="stack">
              <AlarmCard alarm={live ?? alarm} link={false} />
              <AlarmWork alarm={live ?? alarm} noted={again} />
              <Curve pointId={alarm.pointId} />
            </div>
            <section class="section">
              <h2>{w('events')}</h2>
              <ol class="log">
                {events.map(event => (
                  <li key={event.id}>
                    <span class="quiet">{moment(event.at)}</span>
                    <span>
                      {n(eventTexts[event.kind])} · {event.by ?? w('bySteward')}
                      {event.value !== null && ` · ${valueText(event.value, pointOf(alarm.pointId))}`}
                      {event.note !== null && event.note !== '' && <span class="quiet"> · {event.note}</span>}
                      {event.pictureId !== undefined && (
                        <a
                          href={addressOf(api.getPicture, { id: event.pictureId })}
                          target="_blank"
                          rel="noopener"
                        >
                          <img
                            class="alarm-photo"
                            src={addressOf(api.getPicture, { id: event.pictureId })}
                            alt={n(safetyUi.photo)}
                          />
                        </a>
                      )}
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

function Curve({ pointId }: { pointId: number | null }) {
  const point = pointOf(pointId)
  return point?.kind === 'gauge' ? <PointChart point={point} /> : null
}
