import { useSignal } from '@preact/signals'
import type { Meter, MeterStatus, MeterUse } from '../../../core/contract/energy.ts'
import { localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { money, number } from '../../data/shown.ts'
import { now, timeZone } from '../../data/store.ts'
import { endOfDay, instantOf } from '../../data/wall.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { SelectField, TextField } from '../../widgets/field.tsx'
import { e, UNIT_WORD } from './words.ts'

const DAY_MS = 86_400_000

/** Any two stretches, of this meter or of two: sums, means a day, money, and how far apart they are. */
export function CompareCard({ meter, list }: { meter: Meter; list: readonly MeterStatus[] }) {
  const day = (back: number) => localDay(now.value - back * DAY_MS, timeZone.value)
  const a = { meter: useSignal(meter.id), from: useSignal(day(13)), to: useSignal(day(7)) }
  const b = { meter: useSignal(meter.id), from: useSignal(day(6)), to: useSignal(day(0)) }
  const same = list.filter(one => one.meter.medium === meter.medium)
  const load = async (side: typeof a) => {
    const [from, to] = [instantOf(side.from.value), endOfDay(side.to.value)]
    if (from === null || to === null || from >= to) return []
    const query = { from: String(from), to: String(to), per: 'day' as const }
    return call(api.listMeterUse, { params: { id: side.meter.value }, query })
  }
  const key = [a, b].map(side => `${side.meter.value}${side.from.value}${side.to.value}`).join('/')
  const [resource, again] = useResource(() => Promise.all([load(a), load(b)]), `compare/${key}`)
  const choices = same.map(one => ({ value: one.meter.id, label: n(one.meter.name) }))
  return (
    <section class="card stack">
      <h2>{e('compare')}</h2>
      {[a, b].map((side, index) => (
        <div class="form" key={index}>
          <SelectField
            label={index === 0 ? e('compareA') : e('compareB')}
            value={side.meter}
            choices={choices}
          />
          <TextField label={e('from')} type="date" value={side.from} />
          <TextField label={e('to')} type="date" value={side.to} />
        </div>
      ))}
      <Answer resource={resource} again={again} skeletons={1}>
        {([first, second]) => <Both first={first} second={second} unit={UNIT_WORD[meter.medium]} />}
      </Answer>
    </section>
  )
}

function Both({
  first,
  second,
  unit,
}: {
  first: readonly MeterUse[]
  second: readonly MeterUse[]
  unit: string
}) {
  const sides = [first, second].map(days => {
    const known = days.filter(({ use }) => use !== null)
    const total = known.length === 0 ? null : known.reduce((sum, { use }) => sum + (use ?? 0), 0)
    const priced = known.length > 0 && known.every(({ cost }) => cost !== null)
    return {
      total,
      mean: total === null ? null : total / known.length,
      cost: priced ? known.reduce((sum, { cost }) => sum + (cost ?? 0), 0) : null,
      days: known.length,
      of: days.length,
    }
  })
  const [a, b] = sides
  const percent = a?.mean && b?.mean != null ? (b.mean / a.mean - 1) * 100 : null
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col" class="number">{`${e('total')} ${unit}`}</th>
            <th scope="col" class="number">{`${e('dailyMean')} ${unit}`}</th>
            <th scope="col" class="number">
              {e('money')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sides.map((side, index) => (
            <tr key={index}>
              <th scope="row">
                {index === 0 ? e('compareA') : e('compareB')}
                <br />
                <span class="small quiet">{e('daysKnown', { known: side.days, days: side.of })}</span>
              </th>
              <td class="number">{number(side.total, 1)}</td>
              <td class="number">{number(side.mean, 1)}</td>
              <td class="number">{money(side.cost)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{e('difference')}</th>
            <td />
            <td class="number">
              {percent === null ? '–' : `${percent > 0 ? '+' : ''}${number(percent, 1)}%`}
            </td>
            <td />
          </tr>
        </tbody>
      </table>
    </div>
  )
}
