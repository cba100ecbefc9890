/** Where a medium goes: a Sankey of the meters, or the same as a table. Every band leads to its meter. */
import { useSignal } from '@preact/signals'
import { type FlowNode, MEDIA, type Medium } from '../../../core/contract/energy.ts'
import { dayStart } from '../../../core/time/zone.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { money, number } from '../../data/shown.ts'
import { now, timeZone } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { layOut } from './sankey.ts'
import { type EnergyWord, e, UNIT_WORD } from './words.ts'

const DAY_MS = 86_400_000
export const PERIODS = [
  { days: 1, word: 'today' },
  { days: 7, word: 'week' },
  { days: 30, word: 'month' },
  { days: 365, word: 'year' },
] as const satisfies readonly { days: number; word: EnergyWord }[]

export function WhereTab() {
  const medium = useSignal<Medium>('electricity')
  const days = useSignal(30)
  const asTable = useSignal(false)
  const load = () => {
    const to = now.value
    const from = days.value === 1 ? dayStart(to, timeZone.value) : to - days.value * DAY_MS
    return call(api.listFlows, { query: { medium: medium.value, from: String(from), to: String(to) } })
  }
  const [resource, again] = useResource(load, `flows/${medium.value}/${days.value}`)
  return (
    <section class="card stack">
      <div class="row between">
        <fieldset class="chips">
          <legend class="sr">{e('medium')}</legend>
          {MEDIA.map(one => (
            <button
              key={one}
              type="button"
              class="chip"
              aria-pressed={medium.value === one}
              onClick={() => (medium.value = one)}
            >
              {w(one)}
            </button>
          ))}
        </fieldset>
        <fieldset class="chips">
          <legend class="sr">{e('period')}</legend>
          {PERIODS.map(one => (
            <button
              key={one.days}
              type="button"
              class="chip"
              aria-pressed={days.value === one.days}
              onClick={() => (days.value = one.days)}
            >
              {e(one.word)}
            </button>
          ))}
        </fieldset>
      </div>
      <Answer resource={resource} again={again} skeletons={1}>
        {nodes =>
          nodes.every(({ use }) => use === null) ? (
            <p class="quiet">{e('noFlows')}</p>
          ) : (
            <>
              <div class="row between">
                <h2>{e('tabWhere')}</h2>
                <button type="button" class="button plain" onClick={() => (asTable.value = !asTable.value)}>
                  {asTable.value ? e('asChart') : e('asTable')}
                </button>
              </div>
              {asTable.value ? (
                <FlowTable nodes={nodes} unit={UNIT_WORD[medium.value]} />
              ) : (
                <Sankey nodes={nodes} unit={UNIT_WORD[medium.value]} />
              )}
            </>
          )
        }
      </Answer>
    </section>
  )
}

/** Pixels a name takes at the size it is written in, at most. */
const widthOf = (name: string) =>
  [...name].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? 13 : 7.5), 16)

function Sankey({ nodes, unit }: { nodes: readonly FlowNode[]; unit: string }) {
  const room = useSignal(0)
  const names = [e('unaccounted'), ...nodes.map(({ name }) => n(name))]
  const label = Math.max(...names.map(widthOf))
  const { width, height, boxes, bands } = layOut(nodes, room.value, label)
  return (
    <div
      class="table-wrap"
      ref={frame => {
        if (frame !== null) room.value = frame.clientWidth
      }}
    >
      <svg
        class="sankey"
        viewBox={`0 -4 ${width} ${height + 8}`}
        style={`width:${width}px`}
        aria-label={e('tabWhere')}
      >
        {bands.map(({ key, path }) => (
          <path key={key} class="link" d={path} />
        ))}
        {boxes.map(({ node, isRest, x, y, width, height, use }) => (
          <a key={`${node.meterId}${isRest}`} href={`/utilities/meter/${node.meterId}`}>
            <title>{`${isRest ? e('unaccounted') : n(node.name)} · ${number(use, 1)} ${unit}`}</title>
            <rect class={isRest ? 'node rest' : 'node'} x={x} y={y} width={width} height={height} rx="3" />
            <text x={x + width + 6} y={y + 13}>
              {isRest ? e('unaccounted') : n(node.name)}
            </text>
            <text class="figure" x={x + width + 6} y={y + 29}>
              {number(use, use < 10 ? 2 : 0)} {unit}
            </text>
          </a>
        ))}
      </svg>
    </div>
  )
}

function FlowTable({ nodes, unit }: { nodes: readonly FlowNode[]; unit: string }) {
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">{w('meter')}</th>
            <th scope="col" class="number">{`${w('use')} ${unit}`}</th>
            <th scope="col" class="number">
              {w('cost')}
            </th>
            <th scope="col" class="number">
              {e('unaccounted')}
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(node => (
            <tr key={node.meterId}>
              <td>
                <a href={`/utilities/meter/${node.meterId}`}>{n(node.name)}</a>
                {node.estimated && <span class="small quiet"> · {e('estimated')}</span>}
              </td>
              <td class="number">{number(node.use, 1)}</td>
              <td class="number">{money(node.cost)}</td>
              <td class="number">
                {nodes.some(({ parentId }) => parentId === node.meterId) ? number(node.rest, 1) : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
