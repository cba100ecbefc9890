/**
 * A year's days off as people have them: the text of the State Council's notice (国务院办公厅关于…年部分节假日安排的通知), a
 * table of dates, or JSON with `off` and `work`, or with `days` of `date`, `name`, `isOffDay`. Nothing is guessed: what
 * is not understood is named.
 */
import type { HolidayYear } from '../contract/energy-tariff.ts'
import type { DayKind } from '../contract/energy-words.ts'
import { datesBetween, dayKinds } from './calendar.ts'
import { dateIn, parseCsv } from './csv.ts'

export interface HolidayDraft {
  /** 0 when no date was found. */
  readonly year: number
  /** The notice's own title; empty for a table. */
  readonly title: string
  readonly off: readonly { readonly date: string; readonly name: string }[]
  readonly work: readonly string[]
  readonly refused: readonly { readonly text: string; readonly why: Refusal }[]
}

/** unread: no date in it · other-year: the rest is about another year · weekday: a working day is worked anyway · twice: off and worked. */
export type Refusal = 'unread' | 'other-year' | 'weekday' | 'twice'

interface Line {
  readonly date: string | null
  readonly name: string
  readonly work: boolean
  readonly text: string
}

const WORK_WORDS = ['work', '班', '补班', '调休上班']
const LINES_MAX = 400
const NAME_MAX = 60

export function readHolidays(text: string): HolidayDraft {
  const trimmed = text.trim()
  const lines = /^[[{]/.test(trimmed)
    ? linesOfJson(trimmed)
    : /月\s*\d+\s*日/.test(trimmed) && /放假/.test(trimmed)
      ? linesOfNotice(trimmed)
      : linesOfTable(trimmed)
  return drafted(
    lines.slice(0, LINES_MAX),
    /国务院办公厅关于\s*\d{4}\s*年部分节假日安排的通知/.exec(trimmed)?.[0] ?? '',
  )
}

function drafted(lines: readonly Line[], title: string): HolidayDraft {
  const counts = Map.groupBy(lines, ({ date }) => Number(date?.slice(0, 4) ?? 0))
  counts.delete(0)
  const [year = 0] = [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? []
  const refused: { text: string; why: Refusal }[] = []
  const off = new Map<string, string>()
  const work = new Set<string>()
  for (const { date, name, work: worked, text } of lines) {
    const why = date === null ? 'unread' : refusal(date, year, worked, off, work)
    if (why !== null) refused.push({ text, why })
    else if (worked) work.add(date ?? '')
    else off.set(date ?? '', (name || date) ?? '')
  }
  return {
    year,
    title,
    off: [...off].map(([date, name]) => ({ date, name })).toSorted((a, b) => a.date.localeCompare(b.date)),
    work: [...work].toSorted(),
    refused,
  }
}

function refusal(
  date: string,
  year: number,
  worked: boolean,
  off: ReadonlyMap<string, string>,
  work: ReadonlySet<string>,
): Refusal | null {
  if (!date.startsWith(`${year}-`)) return 'other-year'
  if (worked ? off.has(date) : work.has(date)) return 'twice'
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return worked && weekday !== 0 && weekday !== 6 ? 'weekday' : null
}

/** Null for a date that no calendar has. */
function realDate(year: number, month: number, day: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null
}

/** 30 February is no date, and not the second of March. */
function dateSaid(text: string): string | null {
  const [year = 0, month = 0, day = 0] = (text.match(/\d+/g) ?? []).map(Number)
  return dateIn(text) === null ? null : realDate(year, month, day)
}

function linesOfTable(text: string): Line[] {
  return parseCsv(text).flatMap(({ line, cells }): Line[] => {
    const cell = cells[0] ?? ''
    const date = dateSaid(cell)
    // A head is no mistake.
    if (date === null && line === 1) return []
    const name = (cells[1] ?? '').trim().slice(0, NAME_MAX)
    const work = WORK_WORDS.some(word => name.toLowerCase() === word || name.endsWith('班'))
    return [{ date, name, work, text: cells.join(', ').slice(0, NAME_MAX * 2) }]
  })
}

function linesOfJson(text: string): Line[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return [{ date: null, name: '', work: false, text: text.slice(0, NAME_MAX) }]
  }
  const { days, off, work } = (Array.isArray(value) ? { days: value } : value) as Record<string, unknown>
  const list = (some: unknown) => (Array.isArray(some) ? some : [])
  return [
    ...list(days).map(day => lineOfDay(day, (day as { isOffDay?: unknown } | null)?.isOffDay === false)),
    ...list(off).map(day => lineOfDay(day, false)),
    ...list(work).map(day => lineOfDay(day, true)),
  ]
}

/** A date alone, or an object with one; a name may be one text or both languages. */
function lineOfDay(day: unknown, work: boolean): Line {
  const { date, name } = (typeof day === 'string' ? { date: day } : (day ?? {})) as Record<string, unknown>
  const said = typeof name === 'object' && name !== null ? (name as Record<string, unknown>).zh : name
  return {
    date: typeof date === 'string' ? dateSaid(date) : null,
    name: typeof said === 'string' ? said.slice(0, NAME_MAX) : '',
    work,
    text: JSON.stringify(day).slice(0, NAME_MAX * 2),
  }
}

const DAY = String.raw`(?:(\d{4})\s*年\s*)?(?:(\d{1,2})\s*月\s*)?(\d{1,2})\s*日(?:\s*[（(][^）)]*[）)])?`
const OFF = new RegExp(
  String.raw`([^：:、\s]{1,20})\s*[：:]\s*${DAY}(?:\s*(?:至|到|—|-)\s*${DAY})?[^：:]*放假`,
)
const EACH = /(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日/g

/** 「一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。」 */
function linesOfNotice(text: string): Line[] {
  const year = Number(/(\d{4})\s*年/.exec(text)?.[1] ?? 0)
  return text.split(/[。；;，,\n]/).flatMap((sentence): Line[] => {
    const said = sentence.trim().slice(0, NAME_MAX * 2)
    if (/上班/.test(said))
      return [...said.matchAll(EACH)].map(([found, y, month, day]) => ({
        date: realDate(Number(y ?? year), Number(month), Number(day)),
        name: '',
        work: true,
        text: found,
      }))
    if (!/放假/.test(said) || !/日/.test(said)) return []
    return daysOff(said, year)
  })
}

function daysOff(said: string, year: number): Line[] {
  const found = OFF.exec(said)
  const unread = [{ date: null, name: '', work: false, text: said }]
  if (found === null) return unread
  const [, name = '', y1, m1, d1, y2, m2, d2] = found
  const from = realDate(Number(y1 ?? year), Number(m1), Number(d1))
  const to = d2 === undefined ? from : realDate(Number(y2 ?? y1 ?? year), Number(m2 ?? m1), Number(d2))
  if (from === null || to === null || to < from) return unread
  return datesBetween(from, to).map(date => ({ date, name, work: false, text: said }))
}

/** A date whose kind would be another one. */
export interface HolidayChange {
  readonly date: string
  readonly before: DayKind
  readonly after: DayKind
  readonly name: string
}

/** What a year's new calendar changes beside the one that counts now; a year nobody had has weekends only. */
export function holidayChanges(draft: HolidayDraft, own: readonly HolidayYear[]): HolidayChange[] {
  const { year } = draft
  const names = new Map(draft.off.map(({ date, name }) => [date, name]))
  const before = dayKinds(own)
  const off = draft.off.map(({ date, name }) => ({ date, name: { zh: name, en: name } }))
  const next: HolidayYear = { id: 'draft', siteId: null, year, source: '', off, work: [...draft.work] }
  const after = dayKinds([...own.filter(one => one.year !== year), next])
  return datesBetween(`${year}-01-01`, `${year}-12-31`).flatMap(date =>
    before(date) === after(date)
      ? []
      : [{ date, before: before(date), after: after(date), name: names.get(date) ?? '' }],
  )
}
