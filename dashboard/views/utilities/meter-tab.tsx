/** One meter: a day beside the usual one, its year, two stretches compared, its bill, and the readings behind all of it. */
import { useSignal } from '@preact/signals'
import type { Meter, MeterStatus } from '../../../core/contract/energy.ts'
import { localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { go } from '../../data/router.ts'
import { now, timeZone } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { BillCard } from './bill-card.tsx'
import { CompareCard } from './compare-card.tsx'
import { DayCard } from './day-card.tsx'
import { MeterHistory } from './meter-history.tsx'
import { PowerCard } from './power-card.tsx'
import { Readings } from './readings.tsx'
import type { Stretch } from './stretch.ts'
import { e, UNIT_WORD } from './words.ts'
import { YearCard } from './year-card.tsx'

export function MeterTab({ list, id }: { list: readonly MeterStatus[]; id: string }) {
  const status =
    list.find(({ meter }) => meter.id === id) ?? list.find(({ meter }) => meter.parentId === null) ?? list[0]
  if (status === undefined) return <p class="quiet">{e('noFlows')}</p>
  return (
    <div class="stack">
      <label class="field">
        <span>{e('chooseMeter')}</span>
        <select
          value={status.meter.id}
          onInput={event => go(`/utilities/meter/${event.currentTarget.value}`)}
        >
          {list.map(({ meter }) => (
            <option key={meter.id} value={meter.id}>
              {n(meter.name)}
            </option>
          ))}
        </select>
      </label>
      <OneMeter key={status.meter.id} status={status} list={list} />
    </div>
  )
}

function OneMeter({ status, list }: { status: MeterStatus; list: readonly MeterStatus[] }) {
  const { meter } = status
  const stretch = useSignal<Stretch | null>(null)
  const date = useSignal(localDay(now.value, timeZone.value))
  const unit = UNIT_WORD[meter.medium]
  const show = (chosen: Stretch) => {
    stretch.value = chosen
    requestAnimationFrame(() =>
      document.getElementById('readings')?.scrollIntoView({ behavior: 'smooth', block: 'nearest' }),
    )
  }
  return (
    <>
      <DayCard meter={meter} date={date} unit={unit} show={show} />
      {stretch.value !== null && (
        <Readings meter={meter} list={list} stretch={stretch.value} close={() => (stretch.value = null)} />
      )}
      <YearCard meter={meter} unit={unit} choose={day => (date.value = day)} />
      <MeterHistory status={status} />
      <CompareCard meter={meter} list={list} />
      <BillCard meter={meter} />
      {meter.medium === 'electricity' && meter.pointId !== null && <PowerCard meter={meter} />}
      <Resettled meter={meter} unit={unit} />
    </>
  )
}

function Resettled({ meter, unit }: { meter: Meter; unit: string }) {
  const [resource, again] = useResource(
    () => call(api.listResettlements, { query: { meterId: meter.id } }),
    `resettled/${meter.id}`,
  )
  const text = (value: number | null) => (value === null ? e('unknown') : `${value.toFixed(2)} ${unit}`)
  return (
    <Answer resource={resource} again={again} skeletons={0}>
      {list =>
        list.length === 0 ? null : (
          <section class="card stack">
            <h2>{e('resettled')}</h2>
            <ul class="plain-list">
              {list.slice(0, 20).map(({ id, date, before, after }) => (
                <li key={id}>{e('resettledWas', { date, before: text(before), after: text(after) })}</li>
              ))}
            </ul>
          </section>
        )
      }
    </Answer>
  )
}
