/** What each point of a device is called: "left half", "return air". An empty name is the usual one again. */
import { useSignal } from '@preact/signals'
import type { Point } from '../../../core/contract/point.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { pointName } from '../../data/shown.ts'
import { n } from '../../data/words.ts'
import { FormFoot, onSubmit, TextField } from '../../widgets/field.tsx'
import { d } from './words.ts'

export function PointNames({ points }: { points: readonly Point[] }) {
  if (points.length === 0) return null
  return (
    <details class="card stack">
      <summary>{d('pointNames')}</summary>
      {points.map(point => (
        <PointForm key={point.id} point={point} />
      ))}
    </details>
  )
}

function PointForm({ point }: { point: Point }) {
  const name = useSignal(point.name === null ? '' : n(point.name))
  const saved = useSignal(false)
  const attempt = useAttempt()
  const save = async () => {
    const said = name.value.trim()
    const body = { name: said === '' ? null : said }
    saved.value = await attempt.run(() => call(api.changePoint, { params: { id: point.id }, body }))
  }
  return (
    <form class="row" onSubmit={onSubmit(() => void save())}>
      <TextField label={pointName(point)} value={name} />
      <FormFoot attempt={attempt}>{saved.value && <span role="status">{d('saved')}</span>}</FormFoot>
    </form>
  )
}
