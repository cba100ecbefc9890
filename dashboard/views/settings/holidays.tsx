/** Days off by year: those that come with Steward, and what a site imported, seen before it counts. */
import { useSignal } from '@preact/signals'
import type { HolidayYear } from '../../../core/contract/energy.ts'
import { uiEnergy } from '../../../core/text/energy-ui.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { may } from '../../data/store.ts'
import { n, wordsFrom } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { HolidayWarning } from '../../widgets/holiday-warning.tsx'
import { Sure } from '../../widgets/sure.tsx'
import { HolidayImport, s } from './holiday-import.tsx'

const e = wordsFrom(uiEnergy)

export function Holidays() {
  const [resource, again] = useResource(() => call(api.listHolidays), 'holidays')
  const saved = useSignal(0)
  const done = () => {
    saved.value++
    void again()
  }
  return (
    <section class="card stack" id="holidays">
      <h2>{e('holidays')}</h2>
      <p class="small quiet">{s('holidaysIntro')}</p>
      <HolidayWarning key={saved.value} />
      <Answer resource={resource} again={again} skeletons={1}>
        {list => (
          <>
            <ul class="plain-list">
              {inForce(list).map(year => (
                <Year key={year.id} year={year} done={done} />
              ))}
            </ul>
            {may('meter.change') && (
              <HolidayImport own={list.filter(({ siteId }) => siteId !== null)} done={done} />
            )}
          </>
        )}
      </Answer>
    </section>
  )
}

function Year({
  year: { id, year, off, work, siteId, source },
  done,
}: {
  year: HolidayYear
  done: () => void
}) {
  const attempt = useAttempt()
  const remove = async () => {
    if (await attempt.run(() => call(api.deleteHolidays, { params: { id } }))) done()
  }
  return (
    <li class="stack">
      <div>
        {e('holidayYear', { year, off: off.length, work: work.length })}
        <p class="small quiet">{siteId === null ? source : `${e('holidayOwn')} · ${source}`}</p>
      </div>
      <details>
        <summary>{s('holidayDays')}</summary>
        <p>
          <strong>{s('holidayOff')}</strong> {stretches(off).join(' · ')}
        </p>
        {work.length > 0 && (
          <p>
            <strong>{s('holidayWork')}</strong> {work.map(short).join(' · ')}
          </p>
        )}
        {siteId !== null && may('meter.change') && (
          <Sure word={s('holidayRemove')} question={s('holidayRemoveSure')} go={() => void remove()} />
        )}
        <Trouble error={attempt.trouble.value} />
      </details>
    </li>
  )
}

const short = (date: string) => date.slice(5)

/** Days in a row with one name as one: 国庆节 10-01–10-07. */
function stretches(off: HolidayYear['off']): string[] {
  const runs: { name: string; from: string; to: string }[] = []
  for (const { date, name } of off.toSorted((a, b) => a.date.localeCompare(b.date))) {
    const last = runs.at(-1)
    const next = last !== undefined && Date.parse(date) - Date.parse(last.to) === 86_400_000
    if (last !== undefined && next && last.name === n(name)) last.to = date
    else runs.push({ name: n(name), from: date, to: date })
  }
  return runs.map(
    ({ name, from, to }) => `${name} ${from === to ? short(from) : `${short(from)}–${short(to)}`}`,
  )
}

/** A site's own year hides the one that comes with Steward. */
function inForce(list: readonly HolidayYear[]): HolidayYear[] {
  const seen = new Set<number>()
  const ownFirst = list.toSorted(
    (a, b) => b.year - a.year || Number(a.siteId === null) - Number(b.siteId === null),
  )
  return ownFirst.filter(({ year }) => !seen.has(year) && seen.add(year).size > 0)
}
