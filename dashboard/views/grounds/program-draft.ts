/** The fields of a program's form and what they say together. */
import { useSignal } from '@preact/signals'
import { type Method, PROGRAM_DEFAULTS, type Program } from '../../../core/contract/watering.ts'
import { localDay } from '../../../core/text/format.ts'
import { readMonthDay, readStart, readStarts, typedStart } from '../../../core/text/watering-starts.ts'
import { language } from '../../data/preferences.ts'
import { now, timeZone, zones } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { numberOf } from '../../widgets/field.tsx'

const shown = (start: string) => typedStart(start, language.peek())

export type Draft = ReturnType<typeof useDraft>

export function useDraft(program: Program | undefined) {
  const name = useSignal(program === undefined ? '' : n(program.name))
  const method = useSignal<Method>(program?.method ?? 'et0')
  const days = useSignal<readonly number[]>(program?.days ?? [1, 2, 3, 4, 5, 6, 7])
  const everyDays = useSignal(program?.everyDays == null ? '' : String(program.everyDays.count))
  const starts = useSignal((program?.starts ?? ['05:00']).map(shown).join(' '))
  const minutes = useSignal<Readonly<Record<string, number>>>(minutesOf(program))
  const enabled = useSignal(program?.enabled ?? true)
  const finishBy = useSignal(shown(program?.finishBy ?? ''))
  const seasonFrom = useSignal(program?.season?.from ?? '')
  const seasonTo = useSignal(program?.season?.to ?? '')
  const priority = useSignal(String(program?.priority ?? PROGRAM_DEFAULTS.priority))
  const missed = useSignal<Program['missed']>(program?.missed ?? 'make-up')

  /** What cannot be read, by its field; what is only missing is no mistake yet. */
  const wrong = () => ({
    starts: starts.value.trim() !== '' && readStarts(starts.value) === null,
    finishBy: finishBy.value.trim() !== '' && readStart(finishBy.value) === null,
    season: seasonOf(seasonFrom.value, seasonTo.value) === undefined,
  })

  /** Null while something is missing or unreadable. */
  const read = () => {
    const startList = readStarts(starts.value)
    const steps = zones.value.flatMap(({ zone }) => {
      const runS = Math.round((minutes.value[zone.id] ?? 0) * 60)
      return runS > 0 ? [{ zoneId: zone.id, runS }] : []
    })
    const season = seasonOf(seasonFrom.value, seasonTo.value)
    const count = everyDays.value === '' ? null : numberOf(everyDays.value)
    const ready = name.value.trim() !== '' && days.value.length > 0 && steps.length > 0
    if (!ready || startList === null || season === undefined || wrong().finishBy) return null
    if (everyDays.value !== '' && (count === null || count < 1 || count > 60)) return null
    return {
      name: program !== undefined && name.value === n(program.name) ? program.name : name.value.trim(),
      method: method.value,
      days: [...days.value].sort((a, b) => a - b),
      everyDays:
        count === null
          ? null
          : { count, from: program?.everyDays?.from ?? localDay(now.peek(), timeZone.peek()) },
      starts: startList,
      steps,
      enabled: enabled.value,
      finishBy: readStart(finishBy.value),
      season,
      priority: Math.min(9, Math.max(1, Math.round(numberOf(priority.value) ?? PROGRAM_DEFAULTS.priority))),
      missed: missed.value,
    }
  }
  return {
    ...{ name, method, days, everyDays, starts, minutes, enabled },
    ...{ finishBy, seasonFrom, seasonTo, priority, missed, read, wrong },
  }
}

/** Undefined when only half of it is there or it cannot be read. */
function seasonOf(from: string, to: string): Program['season'] | undefined {
  if (from.trim() === '' && to.trim() === '') return null
  const [first, last] = [readMonthDay(from), readMonthDay(to)]
  return first === null || last === null ? undefined : { from: first, to: last }
}

function minutesOf(program: Program | undefined): Record<string, number> {
  return Object.fromEntries((program?.steps ?? []).map(({ zoneId, runS }) => [zoneId, runS / 60]))
}
