/**
 * Places beside each other with a fair handicap: one model over all of them says what a place with these meals, heads,
 * floor and weather uses; the score is what it did use over that. Whoever has more to do is not behind for it.
 */
import type { LeagueRow } from '../contract/energy-target.ts'
import type { Name } from '../contract/schema.ts'
import { formatNumber } from '../text/format.ts'
import { leastSquares } from './regression.ts'

/** One place over the whole stretch. */
export interface Entrant {
  readonly id: string
  readonly name: Name
  readonly use: number | null
  /** How much there was to do, by word; null is not known. */
  readonly burden: Readonly<Record<string, number | null>>
}

/** What the handicap is made of, in the order it is tried. */
export const BURDENS = ['meals', 'heads', 'areaM2', 'warmth'] as const
export type Burden = (typeof BURDENS)[number]

export const BURDEN_WORDS: Readonly<Record<Burden, Name>> = {
  meals: { zh: '餐次', en: 'meals' },
  heads: { zh: '人数', en: 'people' },
  areaM2: { zh: '面积', en: 'm²' },
  warmth: { zh: '室温与设定温度之差', en: 'the warmth around it' },
}

/** Ranked by score, best first; places without a score last. */
export function leagueOf(entrants: readonly Entrant[]): { rows: LeagueRow[]; burdens: Burden[] } {
  const { burdens, fairOf } = handicap(entrants)
  const scored = entrants.map(entrant => {
    const fair = fairOf(entrant)
    const score = entrant.use === null || fair === null || fair <= 0 ? null : entrant.use / fair - 1
    return { entrant, fair, score }
  })
  const ranked = scored.toSorted(
    (a, b) => (a.score ?? Number.POSITIVE_INFINITY) - (b.score ?? Number.POSITIVE_INFINITY),
  )
  const rows = ranked.map(({ entrant, fair, score }, n) => ({
    id: entrant.id,
    name: entrant.name,
    rank: score === null ? null : n + 1,
    use: entrant.use,
    fair,
    score,
    why: whyOf(entrant, burdens, fair, score),
  }))
  return { rows, burdens }
}

/**
 * With enough places, least squares over the burdens that all of them have; with few, the same use per unit of the first
 * burden for everybody (a model of two parameters through three places explains everything and nothing).
 */
function handicap(entrants: readonly Entrant[]): {
  burdens: Burden[]
  fairOf: (entrant: Entrant) => number | null
} {
  const measured = entrants.filter(({ use }) => use !== null)
  const has = (burden: Burden) => (entrant: Entrant) => (entrant.burden[burden] ?? 0) > 0
  // Those of whom nothing is known stand aside; what most of the others have in common is what they are measured by.
  const first = BURDENS.toSorted((a, b) => measured.filter(has(b)).length - measured.filter(has(a)).length)[0]
  const players = first === undefined ? [] : measured.filter(has(first))
  if (first === undefined || players.length < 2) return { burdens: [], fairOf: () => null }
  const known = BURDENS.filter(burden => players.every(has(burden)))
  for (let count = known.length; count > 1; count--) {
    const burdens = known.slice(0, count)
    if (players.length < 3 * count) continue
    const rows = players.map(({ burden }) => burdens.map(word => burden[word] ?? 0))
    const fit = leastSquares(
      rows,
      players.map(({ use }) => use ?? 0),
    )
    if (fit === null || fit.coefficients.some(value => value < 0)) continue
    return { burdens, fairOf: entrant => weighed(entrant, burdens, fit.coefficients) }
  }
  const [common = first] = known
  const use = players.reduce((sum, player) => sum + (player.use ?? 0), 0)
  const burden = players.reduce((sum, player) => sum + (player.burden[common] ?? 0), 0)
  return { burdens: [common], fairOf: entrant => weighed(entrant, [common], [use / burden]) }
}

function weighed({ burden }: Entrant, burdens: readonly Burden[], by: readonly number[]): number | null {
  let sum = 0
  for (const [n, word] of burdens.entries()) {
    const value = burden[word]
    if (value === null || value === undefined) return null
    sum += value * (by[n] ?? 0)
  }
  return sum
}

function whyOf(
  { use, burden }: Entrant,
  burdens: readonly Burden[],
  fair: number | null,
  score: number | null,
): Name {
  if (use === null) return { zh: '没有用量数据，不排名', en: 'Not ranked: no readings' }
  if (score === null || fair === null)
    return {
      zh: '没有餐次、人数或面积，无法公平比较',
      en: 'Not ranked: no meals, people or floor area to be fair with',
    }
  const say = (language: 'zh' | 'en') => {
    const loads = burdens.map(
      word => `${BURDEN_WORDS[word][language]} ${formatNumber(burden[word], 0, language)}`,
    )
    const percent = formatNumber(Math.abs(score) * 100, 0, language)
    if (language === 'zh')
      return `按${loads.join('、')}，公平用量 ${formatNumber(fair, 1, language)}，实际${score <= 0 ? '少' : '多'} ${percent}%`
    return `With ${loads.join(', ')} a fair use is ${formatNumber(fair, 1, language)}; it used ${percent}% ${score <= 0 ? 'less' : 'more'}`
  }
  return { zh: say('zh'), en: say('en') }
}
