/** What a manager looks at first: money, waste, answers, and what to do next. */
import type { EnergyOverview } from '../../../core/contract/energy-waste.ts'
import { wasteTexts } from '../../../core/text/energy-waste.ts'
import { api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { duration, moment, money, number } from '../../data/shown.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { HolidayWarning } from '../../widgets/holiday-warning.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { e, UNIT_WORD } from './words.ts'

const REFRESH_MS = 60_000

export function OverviewTab() {
  const [resource, again] = useResource(() => call(api.getEnergyOverview), 'energy-overview', {
    everyMs: REFRESH_MS,
  })
  return (
    <Answer resource={resource} again={again}>
      {overview => (
        <div class="stack">
          <HolidayWarning />
          <Todo list={overview.todo} />
          <div class="grid">
            <Saved saved={overview.saved} />
            <Leaks overview={overview} />
            <Response response={overview.response} />
          </div>
          <div class="grid">
            {overview.costs.map(cost => (
              <Cost key={cost.medium} cost={cost} />
            ))}
          </div>
        </div>
      )}
    </Answer>
  )
}

function Saved({ saved }: { saved: EnergyOverview['saved'] }) {
  return (
    <section class="card stack">
      <h2>{e('saved')}</h2>
      {saved === null ? (
        <>
          <p class="quiet">{e('noBaseline')}</p>
          <p>
            <a class="button" href="/utilities/savings">
              {e('makeBaseline')}
            </a>
          </p>
        </>
      ) : (
        <>
          <a class="money-big" href="/utilities/savings">
            {money(saved.money)}
          </a>
          {saved.low !== null && <p>{e('savedRange', { low: money(saved.low), high: money(saved.high) })}</p>}
          {saved.low !== null && saved.high !== null && saved.low <= 0 && saved.high >= 0 && (
            <p>{e('notSure')}</p>
          )}
          <p class="quiet small">{e('passing', { passing: saved.passing, all: saved.baselines })}</p>
        </>
      )}
    </section>
  )
}

function Leaks({ overview: { leakMoneyPerDay, waste, isWatched } }: { overview: EnergyOverview }) {
  return (
    <section class="card stack">
      <h2>{e('leakNow')}</h2>
      {waste.length === 0 && !isWatched ? (
        <>
          <p class="quiet">{e('notWatched')}</p>
          <p>
            <a class="button" href="/utilities/waste">
              {e('watchWaste')}
            </a>
          </p>
        </>
      ) : waste.length === 0 ? (
        <p class="row">
          <Icon svg={icons.check} />
          {e('noWaste')}
        </p>
      ) : (
        <>
          <a class="money-big" href="/utilities/waste">
            {money(leakMoneyPerDay)}
          </a>
          <p class="quiet">{e('wasteCount', { count: waste.length })}</p>
          <ul class="plain-list">
            {waste.slice(0, 3).map(one => (
              <li key={one.alarmId}>
                <a href={`/alarms/${one.alarmId}`}>{n(one.name)}</a>
                <p class="small quiet">
                  {wasteTexts[one.kind][language.value]} · {e('since', { time: moment(one.since) })}
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Response({ response }: { response: EnergyOverview['response'] }) {
  const { alarms, medianS, withinPercent } = response
  return (
    <section class="card stack">
      <h2>{e('response')}</h2>
      {alarms === 0 ? (
        <p class="quiet">{e('noAlarms')}</p>
      ) : (
        <>
          <a class="money-big" href="/alarms/history">
            {withinPercent === null ? alarms : `${number(withinPercent, 0)}%`}
          </a>
          <p>
            {withinPercent === null
              ? e('responseWaiting')
              : e('responseWithin', { percent: number(withinPercent, 0) })}
          </p>
          {medianS !== null && (
            <p class="quiet small">{e('responseMedian', { time: duration(medianS * 1000) })}</p>
          )}
        </>
      )}
    </section>
  )
}

function Todo({ list }: { list: EnergyOverview['todo'] }) {
  return (
    <section class="card stack">
      <h2>{e('todo')}</h2>
      {list.length === 0 && <p class="quiet">{e('nothingToDo')}</p>}
      <ol class="plain-list">
        {list.map(({ text, href, moneyPerMonth }) => (
          <li key={href + text.en} class="row between">
            <a href={href}>{n(text)}</a>
            {moneyPerMonth !== null && (
              <span class="quiet">{e('perMonth', { money: money(moneyPerMonth) })}</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Cost({ cost }: { cost: EnergyOverview['costs'][number] }) {
  const { medium, use, useBefore } = cost
  return (
    <section class="card stack">
      <h2>{w(medium)}</h2>
      <a class="tile-value" href="/utilities/where">
        {number(use, 1)}
        <span class="unit">{UNIT_WORD[medium]}</span>
      </a>
      <p>
        {e('thisMonth')} {money(cost.money)}
      </p>
      <p class="quiet small">
        {e('lastMonthSameDays', { value: `${number(useBefore, 1)} ${UNIT_WORD[medium]}` })}
      </p>
    </section>
  )
}
