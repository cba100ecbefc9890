/** Whether the alarms are any good, beside what a person can cope with, and what would make them better. */
import { useSignal } from '@preact/signals'
import type { AlarmHealth, ResponseFigures } from '../../../core/contract/matters.ts'
import { promisedAt } from '../../../core/matters/promise.ts'
import { NO_VALUE } from '../../../core/text/format.ts'
import { priorityTexts } from '../../../core/text/states.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { duration, number } from '../../data/shown.ts'
import { devices, site } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { Tunings } from './tunings.tsx'
import { k } from './words.ts'

const PERIODS = ['7', '30', '90'] as const

export function AlarmHealthTab() {
  const days = useSignal<(typeof PERIODS)[number]>('30')
  const siteId = site.value?.id
  const query = { siteId, days: days.value }
  const [resource, again] = useResource(
    () => call(api.getAlarmHealth, { query }),
    `alarm-health/${siteId}/${days.value}`,
  )
  return (
    <>
      <div class="chips">
        {PERIODS.map(period => (
          <button
            key={period}
            type="button"
            class="chip"
            aria-pressed={days.value === period}
            onClick={() => (days.value = period)}
          >
            {k('healthPeriod', { days: period })}
          </button>
        ))}
      </div>
      <Answer resource={resource} again={again}>
        {health =>
          health.total === 0 ? (
            <p class="quiet">{k('healthNone')}</p>
          ) : (
            <>
              <Measures health={health} />
              <Offenders health={health} />
              <Responses health={health} />
            </>
          )
        }
      </Answer>
      <Tunings query={query} />
    </>
  )
}

/** The aims of ISA-18.2 and EEMUA 191, for one person. */
function Measures({ health }: { health: AlarmHealth }) {
  const percent = (part: number) => `${number(part * 100, 1)} %`
  const few = health.offenders.length < 10
  const rows: readonly (readonly [string, string, string, boolean])[] = [
    [k('perDay'), number(health.perDay, 1), k('perDayAim'), health.perDay <= 150],
    [k('busiestHour'), number(health.busiestHour), k('busiestHourAim'), health.busiestHour <= 12],
    [k('busiestTen'), number(health.busiestTenMinutes), k('busiestTenAim'), health.busiestTenMinutes <= 10],
    [k('inFlood'), percent(health.inFlood), k('inFloodAim'), health.inFlood < 0.01],
    // Of fewer kinds than ten the ten noisiest are all of them.
    few
      ? [k('topTen'), NO_VALUE, k('topTenFew'), true]
      : [k('topTen'), percent(health.topTenShare), k('topTenAim'), health.topTenShare <= 0.2],
    [k('stale'), number(health.stale), k('staleAim'), health.stale < 5],
    [k('chattering'), number(health.chattering), k('chatteringAim'), health.chattering === 0],
    [k('fleeting'), number(health.fleeting), k('fleetingAim'), health.fleeting === 0],
  ]
  return (
    <dl class="grid" data-testid="alarm-measures">
      {rows.map(([word, value, aim, good]) => (
        <div class="card stack" key={word}>
          <dt class="row">
            <Icon svg={good ? icons.check : icons.circleAlert} />
            {word}
          </dt>
          <dd class="live-value">{value}</dd>
          <dd class="small quiet">{aim}</dd>
        </div>
      ))}
    </dl>
  )
}

function Offenders({ health: { offenders } }: { health: AlarmHealth }) {
  return (
    <section class="section">
      <h2>{k('offenders')}</h2>
      <ul class="list">
        {offenders.map(({ key, name, deviceId, count, share }) => {
          const device = deviceId === null ? undefined : devices.value.get(deviceId)
          const heading = device === undefined ? n(name) : `${n(device.name)} · ${n(name)}`
          return (
            <li key={key} class="row between">
              {device === undefined ? heading : <a href={`/devices/${device.id}`}>{heading}</a>}
              <span class="quiet">{k('times', { count, share: number(share * 100, 0) })}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Responses({ health }: { health: AlarmHealth }) {
  const used = ({ answered, unanswered }: ResponseFigures) => answered + unanswered > 0
  return (
    <section class="section">
      <h2>{k('response')}</h2>
      <ul class="list">
        {health.response.filter(used).map(({ priority, ...figures }) => (
          <li key={priority} class="row between">
            <b>{n(priorityTexts[priority])}</b>
            <span>
              {responseText(figures)}
              <span class="quiet">
                {' · '}
                {k('promisedWithin', {
                  time: duration(promisedAt(site.value ?? undefined)[priority].answerMin * 60_000),
                })}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <h3>{k('byShift')}</h3>
      <ul class="list">
        {health.shifts.filter(used).map(({ shift, ...figures }) => (
          <li key={shift?.en ?? ''} class="row between">
            <b>{shift === null ? k('noShift') : n(shift)}</b>
            <span>{responseText(figures)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function responseText({ answered, unanswered, medianS, kept }: ResponseFigures): string {
  if (medianS === null) return k('responseNone', { unanswered })
  return k('responseLine', {
    answered,
    median: duration(medianS * 1000),
    kept: number((kept ?? 0) * 100),
  })
}
