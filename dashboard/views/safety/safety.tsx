/** Detectors and why each is or is not green, what acts on gas, drills, the plan; and that Steward replaces none of it. */
import type { DeviceKind } from '../../../core/contract/device.ts'
import type { DetectorStanding } from '../../../core/contract/safety.ts'
import { detectorStandings, loadDetectors } from '../../data/detectors.ts'
import { compareStates, DETECTORS } from '../../data/standing.ts'
import { loaded, site } from '../../data/store.ts'
import { type WordKey, w } from '../../data/words.ts'
import { Empty, Skeletons } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { activeDevices, standingOf } from '../../widgets/tile.tsx'
import { DetectorCard } from './detector-card.tsx'
import { Drills } from './drills.tsx'
import { FloorPlans } from './floor-plans.tsx'
import { Interlocks } from './interlocks.tsx'
import { s } from './words.ts'

const GROUPS: readonly (readonly [WordKey, readonly DeviceKind[]])[] = [
  ['gasGroup', ['gas', 'co']],
  ['fireGroup', ['smoke', 'heat', 'flame', 'call-point']],
  ['leakGroup', ['leak']],
]

export default function Safety() {
  const byId = detectorStandings.value ?? new Map<string, DetectorStanding>()
  const standings = [...byId.values()].filter(({ siteId }) => siteId === site.value?.id)
  const detectors = activeDevices().filter(({ kind }) => DETECTORS.includes(kind))
  detectors.sort((a, b) => compareStates(standingOf(a), standingOf(b)))
  return (
    <div class="page">
      <div class="stack">
        <h1>{w('safety')}</h1>
        {standings.length > 0 && <Sentence standings={standings} />}
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
            <div class="cards">
              {list.map(device => (
                <DetectorCard
                  key={device.id}
                  device={device}
                  standing={byId.get(device.id)}
                  again={loadDetectors}
                />
              ))}
            </div>
          </section>
        )
      })}
      {detectors.length > 0 && <Drills />}
      {detectors.length > 0 && <Interlocks again={loadDetectors} />}
      {detectors.length > 0 && <FloorPlans />}
    </div>
  )
}

function Sentence({ standings }: { standings: readonly DetectorStanding[] }) {
  const bad = standings.filter(({ reasons }) => reasons.length > 0).length
  return (
    <p class="row" data-testid="safety-sentence">
      <Icon svg={bad === 0 ? icons.check : icons.circleAlert} />
      <b>{bad === 0 ? s('safe', { count: standings.length }) : s('notSafe', { count: bad })}</b>
    </p>
  )
}
