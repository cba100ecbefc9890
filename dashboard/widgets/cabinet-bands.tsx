/** What explained a cabinet's past, drawn behind its curve as shaded, labelled bands, and said below it as a list. */
import type uPlot from 'uplot'
import type { CabinetHistory } from '../../core/contract/cabinet.ts'
import type { CabinetLevels, GraceBandView } from '../../core/contract/cabinet-parts.ts'
import type { Point } from '../../core/contract/point.ts'
import { cabinetTexts } from '../../core/text/cabinet.ts'
import { graceTexts } from '../../core/text/kitchen.ts'
import { fill } from '../../core/text/text.ts'
import { language } from '../data/preferences.ts'
import { duration, moment, number, valueText } from '../data/shown.ts'
import { n } from '../data/words.ts'
import { token } from './chart-axes.ts'

/** What a chart of a cabinet draws beside its limits. */
export interface CabinetOverlay {
  readonly bands: readonly GraceBandView[]
  readonly levels: Pick<CabinetLevels, 'll' | 'hh'> | null
}
export const NO_OVERLAY: CabinetOverlay = { bands: [], levels: null }

const TOKENS: Readonly<Record<GraceBandView['kind'], string>> = {
  door: '--grace-door',
  defrost: '--grace-defrost',
  restocking: '--grace-restocking',
  idle: '--grace-idle',
}
const LABEL_PX = 11
/** A label may reach this far beyond its band, if no other begins there. */
const LABEL_ROOM_PX = 72
/** A door of seconds must be seen at all. */
const WIDTH_MIN_PX = 3

/** Behind the curve. */
export function shadeBands(plot: uPlot, { bands, levels }: CabinetOverlay): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.font = `${LABEL_PX * ratio}px ${token('--font')}`
  ctx.textBaseline = 'top'
  ctx.textAlign = 'left'
  let labelledTo = Number.NEGATIVE_INFINITY
  for (const band of bands) {
    const from = plot.valToPos(band.from / 1000, 'x', true)
    const width = Math.max(WIDTH_MIN_PX * ratio, plot.valToPos(band.until / 1000, 'x', true) - from)
    ctx.fillStyle = token(TOKENS[band.kind])
    ctx.fillRect(from, bbox.top, width, bbox.height)
    if (band.outcome === 'broken')
      hatch(ctx, from, bbox.top, width, bbox.height, token('--alarm-text'), ratio)
    const label = n(graceTexts[band.kind])
    const room = ctx.measureText(label).width
    if (from < labelledTo || room > Math.max(width, LABEL_ROOM_PX * ratio)) continue
    ctx.fillStyle = token('--ink-2')
    ctx.fillText(label, Math.max(bbox.left, from) + 2 * ratio, bbox.top + 3 * ratio)
    labelledTo = from + room + 6 * ratio
  }
  if (levels !== null) outerLevels(plot, levels, ratio)
  ctx.restore()
}

/** A band that explained nothing in the end is struck through. */
function hatch(
  ctx: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  stroke: string,
  ratio: number,
): void {
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, width, height)
  ctx.clip()
  ctx.strokeStyle = stroke
  ctx.globalAlpha = 0.35
  ctx.beginPath()
  for (let x = left - height; x < left + width; x += 10 * ratio) {
    ctx.moveTo(x, top + height)
    ctx.lineTo(x + height, top)
  }
  ctx.stroke()
  ctx.restore()
}

/** HH and LL, where they lie within what is drawn. `ratio`: device pixels per CSS pixel. */
function outerLevels(plot: uPlot, { ll, hh }: NonNullable<CabinetOverlay['levels']>, ratio: number): void {
  const { ctx, bbox } = plot
  for (const [limit, label] of [
    [hh, 'HH'],
    [ll, 'LL'],
  ] as const) {
    if (limit === null) continue
    const y = plot.valToPos(limit, 'y', true)
    if (y < bbox.top || y > bbox.top + bbox.height) continue
    ctx.strokeStyle = token('--alarm')
    ctx.lineWidth = 2 * ratio
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
    ctx.fillStyle = token('--alarm-text')
    ctx.fillText(label, bbox.left + 4 * ratio, y + 3 * ratio)
  }
}

const say = (key: keyof typeof cabinetTexts, values = {}) => fill(cabinetTexts[key], language.value, values)

/** The same in words, newest first: what a screen reader, a printer and a person in doubt read. */
export function Happened({ history, point }: { history: CabinetHistory; point: Point }) {
  const rows = [
    ...(history.bands ?? []).map(band => ({
      at: band.from,
      key: `${band.kind}${band.from}`,
      kind: band.kind,
      words: bandWords(band),
    })),
    ...history.excursions.map(one => ({
      at: one.startedAt,
      key: `excursion${one.startedAt}`,
      kind: 'excursion' as const,
      words: [
        say('excursion'),
        say('excursionPeak', {
          peak: valueText(one.peakC, point),
          minutes: number(Math.round(one.minutes + one.minutesUnknown)),
        }),
        ...(one.explainedBy === null ? [] : [say('explainedWord', { what: n(graceTexts[one.explainedBy]) })]),
        ...(one.endedAt === null ? [say('running')] : []),
      ].join(' · '),
    })),
  ].sort((a, b) => b.at - a.at)
  return (
    <details class="section-fold" open={rows.length > 0 && rows.length <= 6}>
      <summary>
        {say('happened')} <span class="quiet">({rows.length})</span>
      </summary>
      {history.bands === null && <p class="small quiet">{say('bandsShort')}</p>}
      {rows.length === 0 ? (
        <p class="small quiet">{say('happenedNothing')}</p>
      ) : (
        <ul class="happened">
          {rows.slice(0, ROWS_MAX).map(({ key, at, kind, words }) => (
            <li key={key}>
              <span
                class={kind === 'excursion' ? 'swatch-excursion' : `swatch-grace ${kind}`}
                aria-hidden="true"
              />
              <span>
                <span class="quiet">{moment(at)}</span> {words}
              </span>
            </li>
          ))}
        </ul>
      )}
    </details>
  )
}

const ROWS_MAX = 100

function bandWords({ kind, from, until, outcome }: GraceBandView): string {
  const parts = [n(graceTexts[kind]), duration(until - from)]
  if (outcome === 'running') parts.push(say('running'))
  if (outcome === 'broken') parts.push(say('notExplained'))
  return parts.join(' · ')
}
