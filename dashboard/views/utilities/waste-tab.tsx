/** What is wasted now, what is likely behind it, and what watches for it. */
import type { MeterStatus } from '../../../core/contract/energy.ts'
import type { NightFlow, WaterJudgement } from '../../../core/contract/energy-waste.ts'
import { wasteTexts, waterAdviceTexts, waterCauseTexts } from '../../../core/text/energy-waste.ts'
import { api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { moment, money, number } from '../../data/shown.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { Detectors } from './detectors.tsx'
import { WasteSettingsCard } from './waste-settings.tsx'
import { e } from './words.ts'

export function WasteTab({ list }: { list: readonly MeterStatus[] }) {
  return (
    <div class="stack">
      <Now />
      <Judge list={list} />
      <Detectors list={list} />
      <WasteSettingsCard list={list} />
    </div>
  )
}

function Now() {
  const [resource, again] = useResource(() => call(api.listWaste), 'waste', { everyMs: 60_000 })
  return (
    <section class="card stack">
      <h2>{e('wasteNow')}</h2>
      <Answer resource={resource} again={again} skeletons={1}>
        {list =>
          list.length === 0 ? (
            <p class="row">
              <Icon svg={icons.check} />
              {e('noWaste')}
            </p>
          ) : (
            <ul class="plain-list">
              {list.map(one => (
                <li key={one.alarmId} class="row between">
                  <span>
                    <a href={`/alarms/${one.alarmId}`}>
                      {wasteTexts[one.kind][language.value]} · {n(one.name)}
                    </a>
                    <span class="small quiet"> {e('since', { time: moment(one.since) })}</span>
                  </span>
                  <strong>
                    {one.moneyPerDay === null ? '–' : e('moneyPerDay', { money: money(one.moneyPerDay) })}
                  </strong>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </section>
  )
}

function Judge({ list }: { list: readonly MeterStatus[] }) {
  const water = list.filter(({ meter }) => meter.medium === 'water' && meter.pointId !== null)
  const main = water.find(({ meter }) => meter.parentId === null) ?? water[0]
  return (
    <section class="card stack">
      <h2>{e('judge')}</h2>
      {main === undefined ? <p class="quiet">{e('noWater')}</p> : <JudgeOf status={main} list={list} />}
    </section>
  )
}

function JudgeOf({ status, list }: { status: MeterStatus; list: readonly MeterStatus[] }) {
  const { id, name } = status.meter
  const [resource, again] = useResource(
    () =>
      Promise.all([call(api.judgeWater, { params: { id } }), call(api.listNightFlows, { params: { id } })]),
    `judge/${id}`,
  )
  return (
    <Answer resource={resource} again={again} skeletons={1}>
      {([verdict, nights]) => (
        <>
          <Verdict verdict={verdict} list={list} />
          <Nights nights={nights} />
          <p class="small quiet">
            <a href={`/utilities/meter/${id}`}>{n(name)}</a> · {e('judgeDays', { days: 10 })}
          </p>
        </>
      )}
    </Answer>
  )
}

function Verdict({ verdict, list }: { verdict: WaterJudgement; list: readonly MeterStatus[] }) {
  const { cause, likelihood, evidence, suspectId, moneyPerDay } = verdict
  const suspect = list.find(({ meter }) => meter.id === suspectId)
  const part = likelihood.find(one => one.cause === cause)?.part ?? 0
  return (
    <>
      <p class="row verdict">
        <Icon svg={cause === 'none' ? icons.check : icons.circleAlert} />
        {waterCauseTexts[cause][language.value]}
        <span class="quiet small">{e('likely', { percent: number(part * 100, 0) })}</span>
      </p>
      <ul>
        {evidence.map(line => (
          <li key={line.en}>{n(line)}</li>
        ))}
      </ul>
      {cause !== 'none' && (
        <p>
          <strong>{waterAdviceTexts[cause][language.value]}</strong>
          {suspect !== undefined && (
            <>
              {' · '}
              <a href={`/utilities/meter/${suspect.meter.id}`}>{n(suspect.meter.name)}</a>
            </>
          )}
          {moneyPerDay !== null && moneyPerDay > 0 && ` · ${e('moneyPerDay', { money: money(moneyPerDay) })}`}
        </p>
      )}
    </>
  )
}

function Nights({ nights }: { nights: readonly NightFlow[] }) {
  const top = Math.max(1e-9, ...nights.map(night => night.minimumM3PerH ?? 0))
  const last = nights.at(-1)
  return (
    <figure class="stack">
      <h3>{e('nights')}</h3>
      <svg
        class="bars"
        viewBox={`0 0 ${Math.max(1, nights.length) * 10} 100`}
        preserveAspectRatio="none"
        role="img"
        aria-label={e('nights')}
      >
        {nights.map(({ date, minimumM3PerH }, index) => (
          <rect
            key={date}
            class={minimumM3PerH === null ? 'gap' : 'bar'}
            x={index * 10 + 1}
            y={minimumM3PerH === null ? 2 : 100 - (minimumM3PerH / top) * 100}
            width="8"
            height={minimumM3PerH === null ? 96 : Math.max(0.5, (minimumM3PerH / top) * 100)}
          >
            <title>{`${date} · ${minimumM3PerH === null ? e('unknown') : `${number(minimumM3PerH, 3)} m³/h`}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption class="row between small quiet">
        <span>{nights[0]?.date}</span>
        <span>
          {last?.monthlyM3 != null &&
            last.monthlyM3 > 0.5 &&
            e('leakMonthly', { value: number(last.monthlyM3, 0) })}
        </span>
        <span>{last?.date}</span>
      </figcaption>
    </figure>
  )
}
