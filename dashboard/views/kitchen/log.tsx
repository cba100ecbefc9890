/** The month's temperature log as it is printed and signed: nothing filled in, gaps named. */
import { useSignal } from '@preact/signals'
import type { LogCheck, LogExcursion, MonthLog } from '../../../core/contract/cabinet-log.ts'
import { NO_VALUE } from '../../../core/text/format.ts'
import { graceTexts } from '../../../core/text/kitchen.ts'
import { addressOf, api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { moment, number } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { monthsBack } from '../../data/wall.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { SelectField } from '../../widgets/field.tsx'
import { k, minutes } from './words.ts'

const MONTHS = 13

export function Log({ id }: { id: string }) {
  const months = monthsBack(MONTHS)
  const month = useSignal(months[0] ?? '')
  const [log, again] = useResource(
    () => call(api.cabinetLog, { params: { id }, query: { month: month.value } }),
    `${id}/${month.value}`,
  )
  return (
    <div class="stack">
      <div class="row no-print">
        <SelectField
          label={k('month')}
          value={month}
          choices={months.map(value => ({ value, label: value }))}
        />
        <button type="button" class="button" onClick={() => print()}>
          {k('print')}
        </button>
        {may('report.read') && (
          <a class="button" data-testid="log-pdf" href={pdfOf(month.value)} download>
            {k('inspectorPdf')}
          </a>
        )}
      </div>
      <Answer resource={log} again={again} skeletons={1}>
        {value => <Sheet log={value} />}
      </Answer>
    </div>
  )
}

/** The document of all cabinets of the site, as an inspector is handed it. */
function pdfOf(month: string): string {
  return addressOf(
    api.getReportFile,
    {},
    { kind: 'coldchain', period: month, format: 'pdf', language: language.value },
  )
}

const celsius = (value: number | null) => (value === null ? NO_VALUE : number(value, 1))

function Sheet({ log }: { log: MonthLog }) {
  const { summary, levels } = log
  return (
    <section class="card section log-sheet">
      <h2>
        {n(log.cabinet.name)} · {log.month}
      </h2>
      <p class="small quiet">
        {[
          log.cabinet.place && n(log.cabinet.place),
          limits(levels),
          k('logChecks', { done: summary.checksDone, due: summary.checksDue }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <p>
        {k('lowest')} {celsius(summary.minC)} · {k('mean')} {celsius(summary.meanC)} · {k('highest')}{' '}
        {celsius(summary.maxC)} °C
        <span class="small quiet">
          {' '}
          · {k('mkt')} {celsius(summary.mktC)} °C ({k('mktHint')})
        </span>
      </p>
      <Days log={log} />
      <Excursions excursions={log.excursions} />
      {log.gaps.length > 0 && (
        <>
          <h3>{k('logGaps')}</h3>
          <ul class="list">
            {log.gaps.map(gap => (
              <li key={gap.from}>
                {moment(gap.from)} – {moment(gap.to)} · {k('minutes', { minutes: minutes(gap.minutes) })}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function limits({ ll, l, h, hh }: MonthLog['levels']): string {
  return [
    ['LL', ll],
    ['L', l],
    ['H', h],
    ['HH', hh],
  ]
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${number(value as number, 1)} °C`)
    .join(' · ')
}

function Days({ log: { days } }: { log: MonthLog }) {
  const walls = [...new Set(days.flatMap(({ checks }) => checks.map(({ wall }) => wall)))].sort()
  return (
    // A wide table is scrolled with the keyboard as well.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the region itself is what scrolls
    <section class="table-wrap" tabIndex={0} aria-label={k('tabLog')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{k('date')}</th>
            {walls.map(wall => (
              <th scope="col" class="number" key={wall}>
                {wall}
              </th>
            ))}
            {(['lowest', 'mean', 'highest', 'minutesBeyond', 'minutesUnknown'] as const).map(key => (
              <th scope="col" class="number" key={key}>
                {k(key)}
              </th>
            ))}
            <th scope="col">{k('signature')}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(day => (
            <tr key={day.date}>
              <th scope="row">{day.date.slice(5)}</th>
              {walls.map(wall => (
                <Check key={wall} check={day.checks.find(one => one.wall === wall)} />
              ))}
              <td class="number">{celsius(day.minC)}</td>
              <td class="number">{celsius(day.meanC)}</td>
              <td class="number">{celsius(day.maxC)}</td>
              <td class="number">{day.minutesBeyond >= 0.5 ? minutes(day.minutesBeyond) : ''}</td>
              <td class="number">{day.minutesUnknown >= 0.5 ? minutes(day.minutesUnknown) : ''}</td>
              <td class="log-sign" />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Check({ check }: { check: LogCheck | undefined }) {
  if (check === undefined) return <td />
  return <td class={`number${check.ok === false ? ' beyond' : ''}`}>{celsius(check.valueC)}</td>
}

function Excursions({ excursions }: { excursions: readonly LogExcursion[] }) {
  if (excursions.length === 0) return <p class="quiet">{k('logNone')}</p>
  return (
    <>
      <h3>{k('logExcursions')}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the region itself is what scrolls */}
      <section class="table-wrap" tabIndex={0} aria-label={k('logExcursions')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{k('logFrom')}</th>
              <th scope="col">{k('logTo')}</th>
              <th scope="col" class="number">
                {k('logPeak')}
              </th>
              <th scope="col" class="number">
                {k('logMinutes')}
              </th>
              <th scope="col">{k('logWhy')}</th>
            </tr>
          </thead>
          <tbody>
            {excursions.toReversed().map(one => (
              <tr key={`${one.side}${one.startedAt}`}>
                <td>{moment(one.startedAt)}</td>
                <td>{one.endedAt === null ? k('running') : moment(one.endedAt)}</td>
                <td class="number">{celsius(one.peakC)}</td>
                <td class="number">{minutes(one.minutes + one.minutesUnknown)}</td>
                <td>{whyOf(one)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function whyOf({ explainedBy, actions }: LogExcursion): string {
  const said = actions.flatMap(({ note, action, by }) => [action, note, by]).filter(Boolean)
  const why = explainedBy === null ? [] : [n(graceTexts[explainedBy])]
  return [...why, ...said].join(' · ') || k('logNothingSaid')
}
