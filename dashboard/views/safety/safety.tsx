/** Detectors, and the sentence that Steward never replaces them. */
import type { DeviceKind } from '../../../core/contract/device.ts'
import { compareStates, DETECTORS } from '../../data/standing.ts'
import { loaded } from '../../data/store.ts'
import { type WordKey, w } from '../../data/words.ts'
import { Empty, Skeletons } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { activeDevices, standingOf, Tile } from '../../widgets/tile.tsx'

const GROUPS: readonly (readonly [WordKey, readonly DeviceKind[]])[] = [
  ['gasGroup', ['gas', 'co']],
  ['fireGroup', ['smoke', 'heat']],
  ['leakGroup', ['leak']],
]

export default function Safety() {
  const detectors = activeDevices().filter(({ kind }) => DETECTORS.includes(kind))
  detectors.sort((a, b) => compareStates(standingOf(a), standingOf(b)))
  return (
    <div class="page">
      <div class="stack">
        <h1>{w('safety')}</h1>
        <p class="row quiet">
          <Icon svg={icons.shield} />
          {w('safetyMirror')}
        </p>
      </div>
      {!loaded.value && <Skeletons />}
      {loaded.value && detectors.length === 0 && (
        <Empty title={w('noDetectorsTitle')} text={w('noDetectorsText')} />
      )}
      {GROUPS.map(([heading, kinds]) => {
        const list = detectors.filter(({ kind }) => kinds.includes(kind))
        if (list.length === 0) return null
        return (
          <section class="section" key={heading}>
            <h2>{w(heading)}</h2>
            <div class="grid">
              {list.map(device => (
                <Tile key={device.id} device={device} href={`/devices/${device.id}`} />
              ))}
            </div>
          </section>
        )
      })}
    </div>
  )
}
