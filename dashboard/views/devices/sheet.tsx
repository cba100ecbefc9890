/** The registry as a spreadsheet: out, edited, and in again after a look at what would change. */
import { useSignal } from '@preact/signals'
import type { SheetOutcome } from '../../../core/contract/registry.ts'
import { sheetFaultTexts } from '../../../core/text/ui-devices.ts'
import { addressOf, api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { n } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { d } from './words.ts'

/** More than a person reads; the counts are of all. */
const SHOWN_MAX = 100

export function Sheet() {
  const csv = useSignal('')
  const outcome = useSignal<SheetOutcome | null>(null)
  const attempt = useAttempt()
  const take = (dryRun: boolean) =>
    attempt.run(async () => {
      outcome.value = await call(api.importRegistry, { body: { csv: csv.value, dryRun } })
    })
  const choose = async (file: File | undefined) => {
    if (file === undefined) return
    csv.value = await textOf(file)
    await take(true)
  }
  const seen = outcome.value
  const ready = seen !== null && !seen.applied && seen.faults.length === 0
  const changes = seen !== null && seen.changes.length + seen.added.length > 0
  return (
    <div class="stack">
      <p class="quiet">{d('sheetText')}</p>
      <p>
        <a class="button" href={addressOf(api.exportRegistry)} download>
          {d('sheetExport')}
        </a>
      </p>
      <label class="field">
        <span>{d('sheetChoose')}</span>
        <input
          type="file"
          accept=".csv,text/csv"
          onChange={event => void choose(event.currentTarget.files?.[0])}
        />
      </label>
      <Trouble error={attempt.trouble.value} />
      <div class="stack" role="status">
        {seen !== null && <Outcome outcome={seen} />}
      </div>
      {ready && changes && (
        <button
          type="button"
          class="button primary"
          disabled={attempt.busy.value}
          onClick={() => void take(false)}
        >
          {d('sheetApply')}
        </button>
      )}
    </div>
  )
}

function Outcome({ outcome: { added, changes, faults, applied } }: { outcome: SheetOutcome }) {
  if (applied) return <p>{d('sheetDone')}</p>
  if (faults.length + changes.length + added.length === 0) return <p>{d('sheetSame')}</p>
  return (
    <>
      {faults.length > 0 && (
        <section class="card stack">
          <h2 class="problem">{d('sheetFaults', { count: faults.length })}</h2>
          <ul class="list">
            {faults.slice(0, SHOWN_MAX).map(({ row, column, code, value }) => (
              <li key={`${row}/${column}`}>
                {d('sheetRow', { row })} · {column} · {n(sheetFaultTexts[code])}{' '}
                <span class="quiet breakable">{value}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {added.length > 0 && (
        <p>{d('sheetAdds', { count: added.length, list: added.slice(0, 20).join(', ') })}</p>
      )}
      {changes.length > 0 && (
        <section class="card section">
          <h2>{d('sheetChanges', { count: changes.length })}</h2>
          <div class="table-wrap">
            <table>
              <tbody>
                {changes.slice(0, SHOWN_MAX).map(({ row, id, field, before, after }) => (
                  <tr key={`${row}/${field}`}>
                    <td>{id}</td>
                    <td>{field}</td>
                    <td class="quiet">{before || '–'}</td>
                    <td>
                      → <b>{after || '–'}</b>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  )
}

/** Chinese Excel saves CSV in GB 18030 unless it is told otherwise; what is no UTF-8 is read as that. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
