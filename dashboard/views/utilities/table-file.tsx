/** A CSV file that goes in at once: what was taken, and the lines that were not, each with why. */
import { useSignal } from '@preact/signals'
import type { Taken } from '../../../core/contract/energy-activity.ts'
import { useAttempt } from '../../data/attempt.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { e, s } from './words.ts'

const REFUSED_SHOWN = 8

export function TableFile(props: {
  title: string
  hint: string
  send: (csv: string) => Promise<Taken>
  again: () => Promise<void>
}) {
  const attempt = useAttempt()
  const taken = useSignal<Taken | null>(null)
  const read = async (file: File | undefined) => {
    if (file === undefined) return
    taken.value = null
    await attempt.run(async () => {
      taken.value = await props.send(await file.text())
    })
    void props.again()
  }
  const said = taken.value
  return (
    <details>
      <summary>{props.title}</summary>
      <p class="small quiet">{props.hint}</p>
      <input
        type="file"
        accept=".csv,text/csv"
        aria-label={props.title}
        disabled={attempt.busy.value}
        onChange={event => void read(event.currentTarget.files?.[0])}
      />
      <div role="status">
        {said !== null && (
          <>
            <p>{e('imported', { accepted: said.accepted, refused: said.refused.length })}</p>
            <ul class="plain-list small quiet">
              {said.refused.slice(0, REFUSED_SHOWN).map(({ line, reason }) => (
                <li key={`${line}${reason}`}>{s('refusedLine', { line, reason })}</li>
              ))}
            </ul>
          </>
        )}
      </div>
      <Trouble error={attempt.trouble.value} />
    </details>
  )
}
