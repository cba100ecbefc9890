/** What went wrong with an InfluxDB, told apart by what can be done about it, and in one line for a person. */
import { firstLine } from './store-fault.ts'

/**
 * away: nothing was kept, later is worth a try · too-large: the server, or a proxy before it, wants smaller batches ·
 * forgotten: older than the database keeps, the others were written · refused: some of it can never be written ·
 * all-refused: none of it can.
 */
export type FaultKind = 'away' | 'too-large' | 'forgotten' | 'refused' | 'all-refused'

export interface InfluxFault {
  readonly kind: FaultKind
  readonly status: number | undefined
  readonly text: string
}

const MEANINGS: Readonly<Record<number, string>> = {
  401: 'the user or the password is not accepted',
  403: 'the user has no right to this',
  404: 'the database is not there',
  413: 'the batch is too large for the server',
  429: 'the server asks to slow down',
}
const TEXT_CHARS = 300

/** `readings` is how many were to be written. */
export function faultOf(error: unknown, readings = 0): InfluxFault {
  const status = (error as { res?: { statusCode?: number } }).res?.statusCode
  const text = saidBy(error)
  if (status === 413) return { kind: 'too-large', status, text: meaning(status, text) }
  // A proxy that does not know us answers 400 as well; only InfluxDB's own verdict is about the readings.
  if (status === 400 && String(error).includes('"error"'))
    return { kind: kindOf(text, readings), status, text }
  return { kind: 'away', status, text: status === undefined ? text : meaning(status, text) }
}

function kindOf(text: string, readings: number): FaultKind {
  if (/beyond retention policy/.test(text)) return 'forgotten'
  const dropped = Number(/dropped=(\d+)/.exec(text)?.[1] ?? 0)
  return readings > 0 && dropped >= readings ? 'all-refused' : 'refused'
}

function meaning(status: number, text: string): string {
  const known = MEANINGS[status]
  return known === undefined ? `${status}: ${text}` : `${known} (${status}: ${text})`
}

/** InfluxDB's own words when it has said something, else those of the connection. */
function saidBy(error: unknown): string {
  const said = /"error":\s*("(?:[^"\\]|\\.)*")/.exec(String((error as Error)?.message ?? error))?.[1]
  if (said !== undefined) return (JSON.parse(said) as string).replaceAll('\n', ' ').slice(0, TEXT_CHARS)
  const code = (error as { code?: string }).code
  const line = firstLine(error) || code || 'no reason given'
  const distrusted = code !== undefined && /CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_/.test(code)
  return (distrusted ? `${line}; STEWARD_STORE_CA names the authority to trust` : line).slice(0, TEXT_CHARS)
}
