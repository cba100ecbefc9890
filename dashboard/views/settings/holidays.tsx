/** Days off by year: those that come with Steward, and a year out of a file. */
import type { HolidayYear } from '../../../core/contract/energy.ts'
import { dateIn, parseCsv } from '../../../core/energy/csv.ts'
import { uiEnergy } from '../../../core/text/energy-ui.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { may } from '../../data/store.ts'
import { wordsFrom } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'

const e = wordsFrom(uiEnergy)
const WORK_WORDS = ['work', '班', '上班', '调休']

export function Holidays() {
  const [resource, again] = useResource(() => call(api.listHolidays), 'holidays')
  const attempt = useAttempt()
  const read = async (file: File | undefined) => {
    if (file === undefined) return
    const text = await file.text()
    if (await attempt.run(() => call(api.putHolidays, { body: yearOf(text, file.name) }))) void again()
  }
  return (
    <section class="card stack">
      <h2>{e('holidays')}</h2>
      <Answer resource={resource} again={again} skeletons={1}>
        {list => (
          <ul class="plain-list">
            {newest(list).map(({ id, year, off, work, siteId, source }) => (
              <li key={id}>
                {e('holidayYear', { year, off: off.length, work: work.length })}
                <p class="small quiet">{siteId === null ? source : `${e('holidayOwn')} · ${source}`}</p>
              </li>
            ))}
          </ul>
        )}
      </Answer>
      {may('meter.change') && (
        <label class="field">
          <span>{e('importHolidays')}</span>
          <input
            type="file"
            accept=".csv,text/csv"
            onChange={event => void read(event.currentTarget.files?.[0])}
          />
        </label>
      )}
      <Trouble error={attempt.trouble.value} />
    </section>
  )
}

/** A site's own year hides the one that comes with Steward. */
function newest(list: readonly HolidayYear[]): HolidayYear[] {
  const seen = new Set<number>()
  return list.filter(({ year }) => !seen.has(year) && seen.add(year).size > 0)
}

/** Lines of a date and what it is; a line that has no date is its head. */
function yearOf(text: string, source: string) {
  const rows = parseCsv(text).flatMap(({ cells }) => {
    const date = dateIn(cells[0] ?? '')
    return date === null ? [] : [{ date, word: (cells[1] ?? '').trim() }]
  })
  const isWork = (word: string) => WORK_WORDS.some(one => word.toLowerCase().includes(one))
  return {
    year: Number(rows[0]?.date.slice(0, 4) ?? 0),
    source,
    off: rows
      .filter(({ word }) => !isWork(word))
      .map(({ date, word }) => ({ date, name: word === '' ? date : word })),
    work: rows.filter(({ word }) => isWork(word)).map(({ date }) => date),
  }
}
