/** A month of water: given, needed, saved; by zone and program; as a file. */
import { useSignal } from '@preact/signals'
import type { WateringRecords } from '../../../core/contract/watering.ts'
import { localDay } from '../../../core/text/format.ts'
import { recordTexts } from '../../../core/text/watering-records.ts'
import { api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { money, number } from '../../data/shown.ts'
import { now, timeZone, zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { g } from './words.ts'

export function Records() {
  const month = useSignal(localDay(now.peek(), timeZone.peek()).slice(0, 7))
  const query = { from: month.value, to: month.value }
  const [resource, again] = useResource(() => call(api.getWateringRecords, { query }), month.value)
  const [programs] = useResource(() => call(api.listPrograms), 'programs')
  const nameOf = (id: string | null) => {
    if (id === null) return n(recordTexts.byHand)
    const held = programs.value
    const found = held.state === 'here' ? held.value.find(program => program.id === id) : undefined
    return found === undefined ? n(recordTexts.removedProgram) : n(found.name)
  }
  return (
    <section class="section stack">
      <div class="row between">
        <label class="field">
          <span>{g('month')}</span>
          <input
            type="month"
            value={month.value}
            onInput={event => {
              if (/^\d{4}-\d{2}$/.test(event.currentTarget.value)) month.value = event.currentTarget.value
            }}
          />
        </label>
        <a
          class="button"
          download
          href={`/api/v1/watering/records.csv?from=${month.value}&to=${month.value}&language=${language.value}`}
        >
          {g('download')}
        </a>
      </div>
      <Answer resource={resource} again={again} skeletons={1}>
        {records =>
          records.water.length === 0 && records.need.length === 0 ? (
            <p class="quiet">{g('noRecords')}</p>
          ) : (
            <>
              <Sums records={records} />
              <Table records={records} nameOf={nameOf} />
            </>
          )
        }
      </Answer>
    </section>
  )
}

function Sums({ records }: { records: WateringRecords }) {
  const { totalLitres, timerLitres, savedLitres, savedCost, need } = records
  const needed = need.flatMap(({ needLitres }) => needLitres ?? []).reduce((sum, one) => sum + one, 0)
  const cubic = (litres: number) => `${number(litres / 1000, 1)} m³`
  return (
    <div class="cards">
      <Sum label={g('given')} value={cubic(totalLitres)} />
      <Sum
        label={g('needed', { days: Math.max(0, ...need.map(({ days }) => days)) })}
        value={need.length === 0 ? '–' : cubic(needed)}
      />
      <Sum label={g('timerGiven')} value={cubic(timerLitres)} />
      <Sum
        label={g('savedTitle')}
        value={`${cubic(savedLitres)}${savedCost === null ? '' : ` · ${money(savedCost)}`}`}
      />
    </div>
  )
}

function Sum({ label, value }: { label: string; value: string }) {
  return (
    <div class="card">
      <p class="small quiet">{label}</p>
      <p class="sum">
        <b>{value}</b>
      </p>
    </div>
  )
}

function Table({ records, nameOf }: { records: WateringRecords; nameOf: (id: string | null) => string }) {
  const zoneName = (id: string) => {
    const found = zones.value.find(({ zone }) => zone.id === id)
    return found === undefined ? n(recordTexts.removedZone) : n(found.zone.name)
  }
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">{n(recordTexts.zone)}</th>
            <th scope="col">{n(recordTexts.program)}</th>
            <th scope="col">{n(recordTexts.litres)}</th>
            <th scope="col">{n(recordTexts.timer)}</th>
            <th scope="col">{n(recordTexts.runs)}</th>
            <th scope="col">{n(recordTexts.skips)}</th>
            <th scope="col">{g('measured')}</th>
            <th scope="col">{w('cost')}</th>
          </tr>
        </thead>
        <tbody>
          {records.water.map(one => (
            <tr key={`${one.zoneId}${one.programId}${one.month}`}>
              <th scope="row">{zoneName(one.zoneId)}</th>
              <td>{nameOf(one.programId)}</td>
              <td>{number(one.litres)}</td>
              <td>{number(one.timerLitres)}</td>
              <td>{number(one.runs)}</td>
              <td>{number(one.skips)}</td>
              <td>{one.measuredShare === null ? '–' : `${number(100 * one.measuredShare)} %`}</td>
              <td>{money(one.cost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
