/** A cabinet at a glance: where, how cold, how old, two hours, and the one line that matters. */
import type { Device } from '../../../core/contract/device.ts'
import { cabinetStates } from '../../data/cabinets.ts'
import { feed } from '../../data/store.ts'
import { Tile } from '../../widgets/tile.tsx'
import { situationOf, usedWords } from './situation.tsx'

export function CabinetCard({ device }: { device: Device }) {
  const state = cabinetStates.value.get(device.id)
  const fresh = state !== undefined && feed.value === 'live'
  const line = fresh ? situationOf(state) : ''
  const used = fresh ? usedWords(state) : ''
  const urgent =
    fresh && (state.timeLeft !== null || state.word === 'far' || state.allowance?.usedUpAt != null)
  return (
    <div class="cabinet-card" data-testid="cabinet-card" data-cabinet-id={device.id}>
      <Tile device={device} href={`/kitchen/${device.id}`} />
      {(line !== '' || used !== '') && (
        <p class={`cabinet-line${urgent ? ' urgent' : ''}`}>
          {line !== '' && <span>{line}</span>}
          {used !== '' && <span>{used}</span>}
        </p>
      )}
    </div>
  )
}
