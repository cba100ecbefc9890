/** Readings of the past out of a file: looked at first, then kept. */
import { useSignal } from '@preact/signals'
import type { ImportReport, MeterStatus } from '../../../core/contract/energy.ts'
import { parseCsv } from '../../../core/energy/csv.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { moment, number } from '../../data/shown.ts'
import { n } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { SelectField } from '../../widgets/field.tsx'
import { e } from './words.ts'

/** A piece of a file that is sent at once, characters; the API takes a megabyte. */
const PIECE_CHARS = 600_000
const DATE_CHARS = 10
/** Instead of a meter's id: the column is how warm it was outside. */
const OUTDOORS = '#outdoors'

export function ImportForm({ list, done }: { list: readonly MeterStatus[]; done: () => void }) {
  const text = useSignal('')
  const values = useSignal<'register' | 'use' | 'rate'>('register')
  const lineIs = useSignal<'end' | 'start'>('end')
  const columns = useSignal<Readonly<Record<string, string>>>({})
  const report = useSignal<ImportReport | null>(null)
  const kept = useSignal(false)
  const attempt = useAttempt()
  const titles = text.value === '' ? [] : (parseCsv(text.value.slice(0, 20_000))[0]?.cells.slice(1) ?? [])
  const chosen = Object.entries(columns.value).filter(([, id]) => id !== '')
  const named = Object.fromEntries(chosen.filter(([, id]) => id !== OUTDOORS))
  const temperature = chosen.find(([, id]) => id === OUTDOORS)?.[0]
  const send = (dryRun: boolean) =>
    attempt.run(async () => {
      let sum: ImportReport | null = null
      for (const csv of piecesOf(text.value)) {
        const part = await call(api.importReadings, {
          body: {
            ...{ csv, values: values.value, lineIs: lineIs.value, columns: named, dryRun },
            ...(temperature !== undefined && { temperature }),
          },
        })
        sum = sum === null ? part : joined(sum, part)
      }
      report.value = sum
      kept.value = !dryRun
    })
  const meters = list
    .filter(({ meter }) => meter.pointId !== null)
    .map(({ meter }) => ({ value: meter.id, label: n(meter.name) }))
  return (
    <section class="card stack">
      <h2>{e('importHistory')}</h2>
      <input
        type="file"
        accept=".csv,text/csv"
        aria-label={e('importHistory')}
        onChange={event => {
          report.value = null
          void event.currentTarget.files?.[0]?.arrayBuffer().then(bytes => (text.value = textOf(bytes)))
        }}
      />
      {titles.length > 0 && (
        <>
          <SelectField
            label={e('importValues')}
            value={values}
            choices={[
              { value: 'register', label: e('valuesRegister') },
              { value: 'use', label: e('valuesUse') },
              { value: 'rate', label: e('valuesRate') },
            ]}
          />
          {values.value === 'use' && (
            <SelectField
              label={e('importLineIs')}
              value={lineIs}
              choices={[
                { value: 'end', label: e('lineIsEnd') },
                { value: 'start', label: e('lineIsStart') },
              ]}
            />
          )}
          <div class="form">
            {titles.slice(0, 24).map(title => (
              <label class="field" key={title}>
                <span>{`${e('column')}: ${title}`}</span>
                <select
                  value={columns.value[title] ?? ''}
                  onInput={event =>
                    (columns.value = { ...columns.value, [title]: event.currentTarget.value })
                  }
                >
                  <option value="">{e('none')}</option>
                  <option value={OUTDOORS}>{e('importOutdoors')}</option>
                  {meters.map(({ value, label }) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </select>
              </label>
            ))}
          </div>
        </>
      )}
      <Trouble error={attempt.trouble.value} />
      {report.value !== null && (
        <p role="status">
          {e('importFound', {
            readings: number(report.value.accepted),
            from: report.value.from === null ? '–' : moment(report.value.from),
            to: report.value.to === null ? '–' : moment(report.value.to),
            refused: report.value.refused.length,
          })}
          {report.value.weatherDays > 0 && ` · ${e('importWeather', { days: report.value.weatherDays })}`}
          {kept.value && ` · ${e('readingSaved')}`}
        </p>
      )}
      <p class="row">
        <button
          type="button"
          class="button"
          disabled={chosen.length === 0 || attempt.busy.value}
          onClick={() => void send(true)}
        >
          {e('look')}
        </button>
        <button
          type="button"
          class="button primary"
          disabled={report.value === null || kept.value || attempt.busy.value}
          onClick={() => void send(false)}
        >
          {e('importNow')}
        </button>
        <button type="button" class="button plain" onClick={done}>
          {e('cancel')}
        </button>
      </p>
    </section>
  )
}

/** Spreadsheets in China write GB 18030 where UTF-8 is not asked for. */
function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** Whole lines, the first one in front of each piece. */
export function piecesOf(text: string): string[] {
  const headEnd = text.indexOf('\n')
  if (text.length <= PIECE_CHARS || headEnd < 0) return [text]
  const head = text.slice(0, headEnd + 1)
  const pieces: string[] = []
  for (let at = headEnd + 1; at < text.length; ) {
    const end = endOfPiece(text, at)
    pieces.push(head + text.slice(at, end))
    at = end
  }
  return pieces
}

/** Behind the last line of a day, where the lines begin with dates: a day's extremes are not told from half of it. */
function endOfPiece(text: string, from: number): number {
  if (from + PIECE_CHARS >= text.length) return text.length
  const dateAt = (at: number) => text.slice(at, at + DATE_CHARS)
  const last = text.lastIndexOf('\n', from + PIECE_CHARS) + 1
  let end = last
  while (end > from && dateAt(end) === dateAt(text.lastIndexOf('\n', end - 2) + 1))
    end = text.lastIndexOf('\n', end - 2) + 1
  if (end > from) return end
  return last > from ? last : text.length
}

function joined(a: ImportReport, b: ImportReport): ImportReport {
  return {
    rows: a.rows + b.rows,
    accepted: a.accepted + b.accepted,
    refused: [...a.refused, ...b.refused],
    from: a.from ?? b.from,
    to: b.to ?? a.to,
    series: b.series,
    weatherDays: a.weatherDays + b.weatherDays,
  }
}
