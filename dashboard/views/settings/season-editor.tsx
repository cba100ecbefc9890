/** A week to paint, for each season: workdays, weekends, holidays as half hours. */
import type { Signal } from '@preact/signals'
import { type Band, DAY_KINDS, type DayKind } from '../../../core/contract/energy.ts'
import { uiEnergy } from '../../../core/text/energy-ui.ts'
import { painted, type Season, withMonth } from '../../data/tariff-day.ts'
import { wordsFrom } from '../../data/words.ts'
import { CheckField } from '../../widgets/field.tsx'
import { DayStrip } from './day-strip.tsx'

const e = wordsFrom(uiEnergy)
const MONTHS = Array.from({ length: 12 }, (_, month) => month + 1)
const SEASONS_MAX = 4

interface Props {
  seasons: Signal<readonly Season[]>
  byKind: Signal<boolean>
  brush: Signal<Band>
}

export function SeasonEditor({ seasons, byKind, brush }: Props) {
  const change = (index: number, season: Season) => {
    seasons.value = seasons.value.map((one, n) => (n === index ? season : one))
  }
  const add = () => {
    const last = seasons.value.at(-1)
    if (last === undefined || last.months.length < 2) return
    const half = Math.ceil(last.months.length / 2)
    seasons.value = [
      ...seasons.value.slice(0, -1),
      { ...last, months: last.months.slice(0, half) },
      { ...last, months: last.months.slice(half) },
    ]
  }
  const remove = (index: number) => {
    const [gone, first] = [seasons.value[index], seasons.value[index === 0 ? 1 : 0]]
    if (gone === undefined || first === undefined) return
    const months = [...first.months, ...gone.months].toSorted((a, b) => a - b)
    seasons.value = seasons.value
      .filter((_, n) => n !== index)
      .map(one => (one === first ? { ...first, months } : one))
  }
  return (
    <div class="stack">
      <CheckField label={e('byDayKind')} value={byKind} />
      {seasons.value.map((season, index) => (
        <div class="stack" key={index}>
          {seasons.value.length > 1 && (
            <fieldset class="chips">
              <legend>{e('season', { n: index + 1 })}</legend>
              {MONTHS.map(month => (
                <button
                  key={month}
                  type="button"
                  class="chip"
                  aria-pressed={season.months.includes(month)}
                  onClick={() => (seasons.value = withMonth(seasons.value, index, month))}
                >
                  {month}
                </button>
              ))}
              <button type="button" class="button plain" onClick={() => remove(index)}>
                {e('removeSeason')}
              </button>
            </fieldset>
          )}
          <Week
            season={season}
            byKind={byKind.value}
            paint={(kinds, half) => change(index, painted(season, kinds, half, brush.value))}
          />
        </div>
      ))}
      {seasons.value.length < SEASONS_MAX && (
        <p>
          <button type="button" class="button plain" onClick={add}>
            {e('addSeason')}
          </button>
        </p>
      )}
    </div>
  )
}

/** Painted on when `paint` is given, only looked at otherwise. */
export function Week({
  season,
  byKind,
  paint,
}: {
  season: Season
  byKind: boolean
  paint?: (kinds: readonly DayKind[], half: number) => void
}) {
  const rows: readonly { kinds: readonly DayKind[]; word: 'everyDay' | DayKind }[] = byKind
    ? DAY_KINDS.map(kind => ({ kinds: [kind], word: kind }))
    : [{ kinds: DAY_KINDS, word: 'everyDay' }]
  return (
    <div class="stack">
      {rows.map(({ kinds, word }) => (
        <div key={word}>
          {byKind && <p class="small">{e(word)}</p>}
          <DayStrip
            day={season.days[kinds[0] ?? 'workday']}
            {...(paint !== undefined && { paint: (half: number) => paint(kinds, half) })}
          />
        </div>
      ))}
    </div>
  )
}
