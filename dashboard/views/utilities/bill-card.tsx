import { useSignal } from '@preact/signals'
import type { Bill, BillLine, Meter } from '../../../core/contract/energy.ts'
import { formatMonth } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { money, number, unit } from '../../data/shown.ts'
import { monthsBack } from '../../data/wall.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { SelectField } from '../../widgets/field.tsx'
import { figure, TableHead } from '../../widgets/table-head.tsx'
import { BAND_WORDS } from '../settings/bands.ts'
import { type EnergyWord, e } from './words.ts'

const MONTHS = 13

/** The last months, newest first, as a choice. */
export function monthChoices() {
  return monthsBack(MONTHS).map(value => ({ value, label: formatMonth(value, language.value) }))
}

export function BillCard({ meter }: { meter: Meter }) {
  const choices = monthChoices()
  const month = useSignal(choices[0]?.value ?? '')
  const [resource, again] = useResource(
    () => call(api.getBill, { params: { id: meter.id }, query: { month: month.value } }),
    `bill/${meter.id}/${month.value}`,
  )
  return (
    <section class="card stack">
      <div class="row between">
        <h2>{e('bill')}</h2>
        <SelectField label={e('monthWord')} value={month} choices={choices} />
      </div>
      <Answer resource={resource} again={again} skeletons={1}>
        {bill => <BillTable bill={bill} />}
      </Answer>
    </section>
  )
}

const NOTES: Readonly<Record<Bill['notes'][number], EnergyWord>> = {
  'no-tariff': 'noteNoTariff',
  'part-tariff': 'notePartTariff',
  gaps: 'noteGaps',
  estimated: 'noteEstimated',
  'demand-unknown': 'noteDemand',
  'power-factor-unknown': 'notePowerFactor',
  'tiers-unknown': 'noteTiers',
  running: 'noteRunning',
}

export function BillTable({ bill }: { bill: Bill }) {
  return (
    <>
      <div class="table-wrap">
        <table>
          <TableHead columns={[{}, figure(e('quantity')), figure(e('price')), figure(e('amount'))]} />
          <tbody>
            {bill.lines.map((line, index) => (
              <tr key={index}>
                <td>{lineName(line)}</td>
                <td class="number">
                  {line.kind === 'fixed'
                    ? ''
                    : `${number(line.quantity, line.kind === 'power-factor' ? 2 : 1)} ${unit(line.unit)}`}
                </td>
                <td class="number">{line.kind === 'power-factor' ? '' : number(line.price, 4)}</td>
                <td class="number">{money(line.amount)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{e('billTotal')}</th>
              <td />
              <td />
              <td class="number">
                <strong>{money(bill.total)}</strong>
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      {bill.notes.length > 0 && (
        <p class="small quiet">{bill.notes.map(note => e(NOTES[note])).join(' · ')}</p>
      )}
    </>
  )
}

function lineName(line: BillLine): string {
  if (line.name !== undefined) return n(line.name)
  if (line.band !== undefined) return `${e('lineEnergy')} · ${w(BAND_WORDS[line.band])}`
  if (line.kind === 'power-factor') return e('linePowerFactor', { percent: number(line.price, 2) })
  const words = {
    fixed: 'lineFixed',
    capacity: 'lineCapacity',
    demand: 'lineDemand',
    'demand-over': 'lineDemandOver',
  } as const
  return e(words[line.kind as keyof typeof words] ?? 'lineEnergy')
}
