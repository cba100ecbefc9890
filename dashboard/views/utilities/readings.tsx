import type { Meter, MeterStatus } from '../../../core/contract/energy.ts'
import { qualityTexts } from '../../../core/text/states.ts'
import { api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { moment, number } from '../../data/shown.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import type { Stretch } from './stretch.ts'
import { e, UNIT_WORD } from './words.ts'

/** One before and one after belong to a stretch as well: its use lies between them. */
const MARGIN_MS = 3_600_000
const SHOWN_MAX = 200

interface Props {
  meter: Meter
  list: readonly MeterStatus[]
  stretch: Stretch
  close: () => void
}

/** What the register showed: where every use comes from. A virtual meter leads to those it is made of. */
export function Readings({ meter, list, stretch, close }: Props) {
  return (
    <section class="card stack" id="readings">
      <div class="row between">
        <h2>
          {n(meter.name)} · {e('readings')}
        </h2>
        <button type="button" class="button plain" onClick={close}>
          {e('cancel')}
        </button>
      </div>
      <p class="quiet">{e('readingsOf', { from: moment(stretch.from), to: moment(stretch.to) })}</p>
      {meter.pointId === null ? (
        <Parts meter={meter} list={list} />
      ) : (
        <OfPoint point={meter.pointId} meter={meter} stretch={stretch} />
      )}
    </section>
  )
}

function OfPoint({ point, meter, stretch }: { point: number; meter: Meter; stretch: Stretch }) {
  const { from, to } = stretch
  const [resource, again] = useResource(
    () =>
      call(api.listReadings, {
        params: { id: point },
        query: { from: String(from - MARGIN_MS), to: String(to + MARGIN_MS), limit: SHOWN_MAX },
      }),
    `readings/${point}/${from}`,
  )
  return (
    <Answer resource={resource} again={again} skeletons={1}>
      {({ items }) =>
        items.length === 0 ? (
          <p class="quiet">{e('noReadings')}</p>
        ) : (
          <div class="table-wrap">
            <table>
              <thead>
                <tr>
                  <th scope="col">{e('time')}</th>
                  <th scope="col" class="number">{`${e('register')} ${UNIT_WORD[meter.medium]}`}</th>
                  <th scope="col">{e('quality')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ at, value, quality }) => (
                  <tr key={at} aria-current={at >= from && at <= to ? 'true' : undefined}>
                    <td>{moment(at)}</td>
                    <td class="number">{number(value, 3)}</td>
                    <td>{qualityTexts[quality][language.value]}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Answer>
  )
}

function Parts({ meter, list }: { meter: Meter; list: readonly MeterStatus[] }) {
  const { formula } = meter
  if (formula == null) return null
  const ids =
    formula.type === 'sum'
      ? formula.of
      : formula.type === 'difference'
        ? [formula.from, ...formula.minus]
        : [formula.of]
  const sign = (index: number) => (formula.type === 'difference' && index > 0 ? '− ' : '+ ')
  return (
    <div class="stack">
      <p>{e('madeOf')}</p>
      <ul class="plain-list">
        {ids.map((id, index) => {
          const status = list.find(one => one.meter.id === id)
          return (
            <li key={id}>
              {sign(index)}
              <a href={`/utilities/meter/${id}`}>{status === undefined ? id : n(status.meter.name)}</a>
              {formula.type === 'share' && ` × ${number(formula.part * 100, 0)}%`}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
