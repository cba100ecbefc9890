import type { ProgramPreview as Preview } from '../../../core/contract/watering.ts'
import { moment } from '../../data/shown.ts'
import { zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'

const ROWS_MAX = 60

/** What a program would do in the next fortnight. */
export function ProgramPreview({ preview }: { preview: Preview }) {
  const list = preview.runs
  return (
    <div role="status">
      <p>{w('previewCount', { count: list.length })}</p>
      <ol class="log small">
        {list.slice(0, ROWS_MAX).map(({ zoneId, at, decision }) => (
          <li key={`${zoneId}${at}`}>
            <span>{moment(at)}</span>
            <span>
              {zoneName(zoneId)} · {n(decision.sentence)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

function zoneName(id: string): string {
  const found = zones.value.find(({ zone }) => zone.id === id)
  return found === undefined ? id : n(found.zone.name)
}
