import type { ProgramPreview as Preview } from '../../../core/contract/watering.ts'
import { moment, money, number } from '../../data/shown.ts'
import { zones } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { g } from './words.ts'

const ROWS_MAX = 84

/** What a program would do in the next fortnight: the sum, what does not fit, and every start with its reason. */
export function ProgramPreview({ preview, waits }: { preview: Preview | null; waits: boolean }) {
  if (waits || preview === null) return <p class="small quiet">{g('previewWaits')}</p>
  const { runs, litres, cost, timerLitres, unfit } = preview
  const wet = runs.filter(({ decision }) => decision.skip === null).length
  const paid = cost === null ? '' : g('previewCost', { money: money(cost) })
  const saved = timerLitres - litres
  return (
    <section class="stack" aria-live="polite" data-testid="program-preview">
      <h3>{g('previewTitle')}</h3>
      <p>
        <b>{g('previewSum', { runs: wet, litres: number(litres), cost: paid })}</b>
        {saved >= 1 && ` · ${g('previewSaves', { litres: number(saved) })}`}
      </p>
      {unfit > 0 && <p class="problem">{g('previewUnfit', { count: unfit })}</p>}
      <ol class="log small bounded">
        {runs.slice(0, ROWS_MAX).map(({ zoneId, slotAt, at, decision }) => (
          <li key={`${zoneId}${slotAt}`}>
            <span>{moment(at)}</span>
            <span class={decision.skip === null ? '' : 'quiet'}>
              {zoneName(zoneId)} · {n(decision.sentence)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function zoneName(id: string): string {
  const found = zones.value.find(({ zone }) => zone.id === id)
  return found === undefined ? id : n(found.zone.name)
}
