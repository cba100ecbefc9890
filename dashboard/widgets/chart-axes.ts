/** What every chart of a point has in common: its colours out of the theme, and an axis of the site's own clock. */
import uPlot from 'uplot'
import { language } from '../data/preferences.ts'
import { timeZone } from '../data/store.ts'

const DAY_S = 86_400

/** A colour of the theme that is shown now, such as `--chart`. */
export const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** uPlot's seconds as a date whose local fields are those of the site's clock. */
export const siteDate = (seconds: number): Date => uPlot.tzDate(new Date(seconds * 1000), timeZone.value)

export const plainAxis = () => ({
  stroke: token('--ink-2'),
  grid: { stroke: token('--line'), width: 1 },
  ticks: { show: false },
})

/** Days where the ticks are days apart, else the time of the day. */
export function timeAxis(): uPlot.Axis {
  const day = language.value === 'zh' ? '{M}/{D}' : '{D} {MMM}'
  return {
    ...plainAxis(),
    space: 64,
    values: (_, ticks, __, ___, step) => {
      const words = uPlot.fmtDate(step >= DAY_S ? day : '{HH}:{mm}')
      return ticks.map(tick => words(siteDate(tick)))
    },
  }
}
