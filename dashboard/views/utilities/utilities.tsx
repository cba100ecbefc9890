/** Where electricity, water and gas go, against yesterday, and what they cost. */
import { useSignal } from '@preact/signals'
import { MEDIA, type MeterStatus } from '../../../core/contract/energy.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { money, number, unit } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Empty } from '../../widgets/answer.tsx'
import { MeterForm } from './meter-form.tsx'
import { MeterHistory } from './meter-history.tsx'

const REFRESH_MS = 60_000

export default function Utilities() {
  const [resource, again] = useResource(() => call(api.listMeters), 'meters', REFRESH_MS)
  const chosen = useSignal<string | null>(null)
  return (
    <div class="page">
      <h1>{w('utilities')}</h1>
      <Answer resource={resource} again={again}>
        {list => {
          const status = list.find(({ meter }) => meter.id === chosen.value) ?? mainOf(list)
          const add = <AddMeter meters={list} again={again} />
          if (status === undefined)
            return (
              <Empty title={w('noMetersTitle')} text={w('noMetersText')}>
                {add}
              </Empty>
            )
          return (
            <>
              <Totals list={list} />
              <MeterHistory key={status.meter.id} status={status} />
              <Tree list={list} chosen={status.meter.id} choose={id => (chosen.value = id)} />
              {add}
            </>
          )
        }}
      </Answer>
    </div>
  )
}

function AddMeter({ meters, again }: { meters: readonly MeterStatus[]; again: () => Promise<void> }) {
  const open = useSignal(false)
  if (!may('meter.change')) return null
  const done = () => {
    open.value = false
    void again()
  }
  if (open.value) return <MeterForm meters={meters} done={done} />
  return (
    <p>
      <button type="button" class="button" onClick={() => (open.value = true)}>
        {w('addMeter')}
      </button>
    </p>
  )
}

const isMain = ({ meter }: MeterStatus) => meter.parentId === null
const mainOf = (list: readonly MeterStatus[]) => list.find(isMain) ?? list[0]

/** Number, then comparison, then money. Several main meters of one medium add up; one unknown makes the sum unknown. */
function Totals({ list }: { list: readonly MeterStatus[] }) {
  return (
    <div class="grid">
      {MEDIA.map(medium => {
        const mains = list.filter(status => isMain(status) && status.meter.medium === medium)
        if (mains.length === 0) return null
        const total = sumOf(mains.map(({ today }) => today))
        const before = sumOf(mains.map(({ yesterdaySoFar }) => yesterdaySoFar))
        return (
          <section class="card stack" key={medium}>
            <h2>{w(medium)}</h2>
            <p class="tile-value">
              {number(total, 1)}
              <span class="unit">{unit(mains[0]?.unit ?? '')}</span>
            </p>
            <p class="quiet">
              {w('today')} · {w('yesterdaySoFar')} {number(before, 1)}
              {compared(total, before)}
            </p>
            <p>
              {w('monthCost')} {money(sumOf(mains.map(({ monthCost }) => monthCost)))}
            </p>
          </section>
        )
      })}
    </div>
  )
}

function sumOf(values: readonly (number | null)[]): number | null {
  let sum = 0
  for (const value of values) {
    if (value === null) return null
    sum += value
  }
  return sum
}

function compared(value: number | null, before: number | null): string {
  if (value === null || before === null || before <= 0) return ''
  const percent = Math.round((value / before - 1) * 100)
  if (percent === 0) return ` · ${w('same')}`
  return ` · ${w(percent > 0 ? 'moreBy' : 'lessBy', { percent: Math.abs(percent) })}`
}

function Tree(props: { list: readonly MeterStatus[]; chosen: string; choose: (id: string) => void }) {
  return (
    <div class="table-wrap card">
      <table>
        <thead>
          <tr>
            <th scope="col">{w('meter')}</th>
            {(['today', 'yesterdaySoFar', 'thisMonth', 'monthCost'] as const).map(key => (
              <th scope="col" class="number" key={key}>
                {w(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inTreeOrder(props.list).map(([status, depth]) => (
            <tr key={status.meter.id}>
              <td>
                {'\u2003'.repeat(depth)}
                <button
                  type="button"
                  class="chip"
                  aria-pressed={status.meter.id === props.chosen}
                  onClick={() => props.choose(status.meter.id)}
                >
                  {n(status.meter.name)}
                </button>
              </td>
              <td class="number">
                {number(status.today, 1)} {unit(status.unit)}
              </td>
              <td class="number">{number(status.yesterdaySoFar, 1)}</td>
              <td class="number">{number(status.month, 1)}</td>
              <td class="number">{money(status.monthCost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const DEPTH_MAX = 8

/** Parents before their children; a loop or a lost parent cannot hide a meter. */
function inTreeOrder(list: readonly MeterStatus[]): (readonly [MeterStatus, number])[] {
  const ids = new Set(list.map(({ meter }) => meter.id))
  const found: (readonly [MeterStatus, number])[] = []
  const add = (parent: string | null, depth: number) => {
    if (depth > DEPTH_MAX) return
    for (const status of list) {
      const own = status.meter.parentId
      if ((own !== null && ids.has(own) ? own : null) !== parent) continue
      found.push([status, depth])
      add(status.meter.id, depth + 1)
    }
  }
  add(null, 0)
  return found
}
