/** Per meal, head and m²; targets with where they will end; the league. */
import { useSignal } from '@preact/signals'
import { MEDIA, type Medium } from '../../../core/contract/energy.ts'
import type { Forecast, Indicators, League } from '../../../core/contract/energy-target.ts'
import { localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { money, number } from '../../data/shown.ts'
import { areas, currency, may, now, timeZone } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField } from '../../widgets/field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { figure, TableHead } from '../../widgets/table-head.tsx'
import { BillTable, monthChoices } from './bill-card.tsx'
import { placeChoices } from './places.ts'
import { e, s, UNIT_WORD } from './words.ts'

export function TargetsTab() {
  const choices = monthChoices()
  const month = useSignal(choices[0]?.value ?? '')
  const today = localDay(now.value, timeZone.value)
  const [year = 2000, number = 1] = month.value.split('-').map(Number)
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
  const span = { from: `${month.value}-01`, to: last < today ? last : today }
  return (
    <div class="stack">
      <SelectField label={e('monthWord')} value={month} choices={choices} />
      <IndicatorCard span={span} />
      <TargetCard month={month.value} />
      <LeagueCard span={span} />
    </div>
  )
}

interface Span {
  readonly from: string
  readonly to: string
}

function IndicatorCard({ span }: { span: Span }) {
  const place = useSignal('')
  const [resource, again] = useResource(
    () => call(api.getIndicators, { query: place.value === '' ? span : { ...span, areaId: place.value } }),
    `indicators/${span.from}/${span.to}/${place.value}`,
  )
  return (
    <section class="card stack">
      <div class="row between">
        <h2>{e('indicators')}</h2>
        {areas.value.size > 0 && (
          <SelectField
            label={s('indicatorsOf')}
            value={place}
            choices={placeChoices()}
            testId="indicator-place"
          />
        )}
      </div>
      <Answer resource={resource} again={again} skeletons={1}>
        {indicators =>
          indicators.media.length === 0 && place.value !== '' ? (
            <p class="quiet">
              {s('noMeterHere')} <a href="/utilities/meters">{e('tabMeters')}</a>
            </p>
          ) : (
            <IndicatorTable indicators={indicators} />
          )
        }
      </Answer>
    </section>
  )
}

function IndicatorTable({ indicators }: { indicators: Indicators }) {
  const { media, meals, heads, areaM2 } = indicators
  return (
    <>
      <p class="quiet">
        {e('meals')} {number(meals)} · {e('heads')} {number(heads)} · {number(areaM2)} m²{' '}
        <a href="/utilities/enter">{e('tabEnter')}</a>
      </p>
      <div class="table-wrap">
        <table>
          <TableHead
            columns={[
              {},
              figure(w('use')),
              figure(e('perMeal')),
              figure(e('perHead')),
              figure(e('perM2')),
              figure(e('money')),
              figure(`${e('money')} ${e('perMeal')}`),
              figure(<a href="/utilities/factors">kgCO₂</a>),
              figure(<a href="/utilities/factors">kgce</a>),
            ]}
          />
          <tbody>
            {media.map(one => (
              <tr key={one.medium}>
                <th scope="row">
                  {w(one.medium)}
                  <span class="small quiet"> {e('daysKnown', { known: one.daysKnown, days: one.days })}</span>
                </th>
                <td class="number">
                  <a href="/utilities/where">{`${number(one.use, 1)} ${UNIT_WORD[one.medium]}`}</a>
                </td>
                <td class="number">{perMealText(one)}</td>
                <td class="number">{number(one.perHead, 2)}</td>
                <td class="number">{number(one.perM2, 3)}</td>
                <td class="number">{money(one.money)}</td>
                <td class="number">{money(one.moneyPerMeal)}</td>
                <td class="number">{number(one.kgCo2, 1)}</td>
                <td class="number">{number(one.kgce, 1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** Of water a meal takes litres; of the others the unit in the first column. */
function perMealText({ medium, perMeal }: Indicators['media'][number]): string {
  return medium === 'water' && perMeal !== null ? `${number(perMeal * 1000, 1)} L` : number(perMeal, 3)
}

const STATE_WORD = {
  unknown: 'stateUnknown',
  good: 'stateGood',
  close: 'stateClose',
  over: 'stateOver',
} as const

function TargetCard({ month }: { month: string }) {
  const [resource, again] = useResource(() => call(api.listTargets, { query: { month } }), `targets/${month}`)
  const adding = useSignal(false)
  return (
    <section class="card stack">
      <h2>{e('targets')}</h2>
      <Answer resource={resource} again={again} skeletons={1}>
        {list => (
          <ul class="plain-list">
            {list.map(forecast => (
              <TargetRow key={forecast.target.id} forecast={forecast} />
            ))}
          </ul>
        )}
      </Answer>
      {may('meter.change') &&
        (adding.value ? (
          <TargetForm
            month={month}
            done={() => {
              adding.value = false
              void again()
            }}
          />
        ) : (
          <p>
            <button type="button" class="button" onClick={() => (adding.value = true)}>
              {e('addTarget')}
            </button>
          </p>
        ))}
    </section>
  )
}

function TargetRow({ forecast }: { forecast: Forecast }) {
  const { target, soFar, expected, low, high, state, bills = [] } = forecast
  const show = (value: number | null) =>
    target.kind === 'money' ? money(value) : `${number(value, 0)} ${UNIT_WORD[target.medium]}`
  const part = expected === null || target.amount === 0 ? 0 : Math.min(1, (soFar ?? 0) / target.amount)
  return (
    <li class="stack">
      <div class="row between">
        <strong>
          {w(target.medium)} · {target.kind === 'money' ? e('targetMoney') : e('targetUse')}
        </strong>
        <span class="row">
          <Icon svg={state === 'good' ? icons.check : icons.circleAlert} />
          {e(STATE_WORD[state])}
        </span>
      </div>
      <div
        class={`meter-bar ${state}`}
        role="img"
        aria-label={e('soFar', { value: show(soFar), target: show(target.amount) })}
      >
        <span style={`width:${part * 100}%`} />
      </div>
      <p class="small">
        {e('soFar', { value: show(soFar), target: show(target.amount) })}
        {expected !== null &&
          ` · ${e('forecast', { value: show(expected), low: show(low), high: show(high) })}`}
      </p>
      {bills.length > 0 && (
        <details>
          <summary>{s('billExpected')}</summary>
          <p class="small quiet">{s('billExpectedHow')}</p>
          {bills.map(bill => (
            <BillTable key={bill.meterId} bill={bill} />
          ))}
        </details>
      )}
    </li>
  )
}

function TargetForm({ month, done }: { month: string; done: () => void }) {
  const medium = useSignal<Medium>('electricity')
  const kind = useSignal<'use' | 'money'>('use')
  const amount = useSignal('')
  const attempt = useAttempt()
  const value = numberOf(amount.value)
  const save = async () => {
    if (value === null) return
    if (
      await attempt.run(() =>
        call(api.putTarget, { body: { medium: medium.value, kind: kind.value, month, amount: value } }),
      )
    )
      done()
  }
  return (
    <form class="stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <SelectField
          label={e('medium')}
          value={medium}
          choices={MEDIA.map(one => ({ value: one, label: w(one) }))}
        />
        <SelectField
          label={e('targets')}
          value={kind}
          choices={[
            { value: 'use', label: e('targetUse') },
            { value: 'money', label: e('targetMoney') },
          ]}
        />
        <NumberField
          label={e('amount')}
          value={amount}
          unit={kind.value === 'money' ? currency.value : UNIT_WORD[medium.value]}
          min={0}
        />
      </div>
      <FormFoot attempt={attempt} valid={value !== null && value >= 0} save={e('addTarget')} cancel={done} />
    </form>
  )
}

function LeagueCard({ span }: { span: Span }) {
  const of = useSignal<League['of']>('electricity')
  const [resource, again] = useResource(
    () => call(api.getLeague, { query: { ...span, of: of.value } }),
    `league/${of.value}/${span.from}/${span.to}`,
  )
  return (
    <section class="card stack">
      <h2>{e('league')}</h2>
      <div class="chips">
        {([...MEDIA, 'cabinets'] as const).map(one => (
          <button
            key={one}
            type="button"
            class="chip"
            aria-pressed={of.value === one}
            onClick={() => (of.value = one)}
          >
            {one === 'cabinets' ? e('cabinets') : w(one)}
          </button>
        ))}
      </div>
      <Answer resource={resource} again={again} skeletons={1}>
        {league =>
          league.rows.length === 0 ? (
            <p class="quiet">{e('noLeague')}</p>
          ) : (
            <>
              <p class="small quiet">
                {n(league.rule)} <a href="/utilities/enter">{e('tabEnter')}</a>
              </p>
              {/* Where nobody can be ranked the rule has said why, once. */}
              <ol class="plain-list" hidden={league.rows.every(({ rank }) => rank === null)}>
                {league.rows.map(row => (
                  <li key={row.id} class="stack">
                    <div class="row between">
                      <strong>
                        {row.rank ?? '–'} · {n(row.name)}
                      </strong>
                      <span>
                        {row.score === null
                          ? '–'
                          : `${row.score > 0 ? '+' : ''}${number(row.score * 100, 0)}%`}
                      </span>
                    </div>
                    <p class="small quiet">{n(row.why)}</p>
                  </li>
                ))}
              </ol>
            </>
          )
        }
      </Answer>
    </section>
  )
}
