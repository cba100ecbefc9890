import type { PlannedRun } from '../../../core/contract/watering.ts'
import { moment } from '../../data/shown.ts'
import { zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'

const ROWS_MAX = 60

/** What a program would do in the next fortnight. */
export function ProgramPreview({ list }: { list: readonly PlannedRun[] }) {
  return (
    <div role="status">
      <p>{w('previewCount', { count: list.length })}</p>
      <ol class="log small">
        {list.slice(0, ROWS_MAX).map(({ zoneId, at, runS }) => (
          <li key={`${zoneId}${at}`}>
            <span>{moment(at)}</span>
            <span>
              {zoneName(zoneId)} · {w('minutes', { count: Math.round(runS / 60) })}
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
