/** Where electricity, water, gas and heat go, what they cost, what is wasted and saved: one page, a tab for each question. */
import type { ComponentChild } from 'preact'
import { MEDIA, type MeterStatus } from '../../../core/contract/energy.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { money, number, unit } from '../../data/shown.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Empty } from '../../widgets/answer.tsx'
import { TabBar } from '../../widgets/tab-bar.tsx'
import { EnterTab } from './enter-tab.tsx'
import { FactorsTab } from './factors-tab.tsx'
import { MeterTab } from './meter-tab.tsx'
import { MetersTab } from './meters-tab.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { SavingsTab } from './savings-tab.tsx'
import { TargetsTab } from './targets-tab.tsx'
import { inTreeOrder } from './tree-order.ts'
import { WasteTab } from './waste-tab.tsx'
import { WhereTab } from './where-tab.tsx'
import { e, s } from './words.ts'

const REFRESH_MS = 60_000

interface TabProps {
  readonly list: readonly MeterStatus[]
  readonly again: () => Promise<void>
  /** What follows the tab in the address. */
  readonly id: string
}

const TABS: readonly { id: string; word: () => string; Tab: (props: TabProps) => ComponentChild }[] = [
  { id: '', word: () => e('tabOverview'), Tab: ({ list }) => <Front list={list} /> },
  { id: 'where', word: () => e('tabWhere'), Tab: () => <WhereTab /> },
  { id: 'meter', word: () => e('tabMeter'), Tab: ({ list, id }) => <MeterTab list={list} id={id} /> },
  { id: 'waste', word: () => e('tabWaste'), Tab: ({ list }) => <WasteTab list={list} /> },
  { id: 'savings', word: () => e('tabSavings'), Tab: ({ list }) => <SavingsTab list={list} /> },
  { id: 'targets', word: () => e('tabTargets'), Tab: () => <TargetsTab /> },
  { id: 'enter', word: () => e('tabEnter'), Tab: ({ list }) => <EnterTab list={list} /> },
  { id: 'factors', word: () => s('tabFactors'), Tab: () => <FactorsTab /> },
  {
    id: 'meters',
    word: () => e('tabMeters'),
    Tab: ({ list, again }) => <MetersTab list={list} again={again} />,
  },
]

export default function Utilities({ rest }: { rest: string }) {
  const [name = '', ...more] = rest.split('/')
  const tab = TABS.find(({ id }) => id === name) ?? TABS[0]
  const [resource, again] = useResource(() => call(api.listMeters), 'meters', { everyMs: REFRESH_MS })
  return (
    <div class="page utilities">
      <h1>{w('utilities')}</h1>
      <TabBar
        label={w('utilities')}
        base="/utilities"
        tabs={TABS.map(({ id, word }) => ({ id, text: word() }))}
        here={tab?.id}
      />
      <Answer resource={resource} again={again}>
        {list =>
          tab === undefined ? null : <tab.Tab key={tab.id} list={list} again={again} id={more.join('/')} />
        }
      </Answer>
    </div>
  )
}

function Front({ list }: { list: readonly MeterStatus[] }) {
  if (list.length === 0)
    return (
      <Empty title={w('noMetersTitle')} text={w('noMetersText')}>
        <a class="button" href="/utilities/meters">
          {e('addMeter')}
        </a>
      </Empty>
    )
  return (
    <div class="stack">
      <OverviewTab />
      <Totals list={list} />
      <Tree list={list} />
    </div>
  )
}

const isMain = ({ meter }: MeterStatus) => meter.parentId === null && meter.formula == null

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
            <h2>
              {w(medium)} · {w('today')}
            </h2>
            <a class="tile-value" href={`/utilities/meter/${mains[0]?.meter.id}`}>
              {number(total, 1)}
              <span class="unit">{unit(mains[0]?.unit ?? '')}</span>
            </a>
            <p class="quiet">
              {w('yesterdaySoFar')} {number(before, 1)}
              {compared(total, before)}
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

function Tree({ list }: { list: readonly MeterStatus[] }) {
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
          {inTreeOrder(list).map(([status, depth]) => (
            <tr key={status.meter.id}>
              <td>
                {'\u2003'.repeat(depth)}
                <a href={`/utilities/meter/${status.meter.id}`}>{n(status.meter.name)}</a>
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
