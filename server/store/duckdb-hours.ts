/**
 * What an hour of a point comes down to where counters are concerned: its first and its last reading, and whether
 * anything happened in between that a plain rise does not explain. Written beside each sealed file, from the same
 * readings, so that it is never behind them.
 */
import { QUALITIES } from '../../core/contract/reading.ts'

export const HOUR_MS = 3_600_000
export const SUSPECT = QUALITIES.indexOf('suspect')

/**
 * `rate`: the steepest rise, in units a ms, of the hour, of the step into it and of the hour after it · `fell`: a step
 * back in any of these · `marked`: the first or the last hour before a gap or the end of the file. Suspect readings are
 * left out.
 */
export function hoursOf(source: string): string {
  return `
    WITH steps AS (
      SELECT point, at_ms, value, at_ms // ${HOUR_MS} AS hour_no,
        lag(at_ms) OVER w AS before_at, lag(value) OVER w AS before_value
      FROM ${source} WHERE quality <> ${SUSPECT} WINDOW w AS (PARTITION BY point ORDER BY at_ms)
    ), summed AS (
      SELECT point, hour_no, min(at_ms) AS first_at, arg_min(value, at_ms) AS first_value,
        max(at_ms) AS last_at, arg_max(value, at_ms) AS last_value,
        coalesce(max((value - before_value) / (at_ms - before_at)), 0) AS rate,
        coalesce(bool_or(value < before_value), false) AS fell
      FROM steps GROUP BY point, hour_no
    )
    SELECT point, hour_no::INTEGER AS hour_no, first_at, first_value, last_at, last_value,
      greatest(rate, coalesce(lead(rate) OVER p, 0)) AS rate, fell OR coalesce(lead(fell) OVER p, false) AS fell,
      lag(hour_no) OVER p IS DISTINCT FROM hour_no - 1 OR lead(hour_no) OVER p IS DISTINCT FROM hour_no + 1 AS marked
    FROM summed WINDOW p AS (PARTITION BY point ORDER BY hour_no) ORDER BY point, hour_no`
}
