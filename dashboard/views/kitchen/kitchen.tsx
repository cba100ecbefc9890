/** All cabinets, the worst first. */
import { CABINETS, compareStates } from '../../data/standing.ts'
import { loaded } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Empty, Skeletons } from '../../widgets/answer.tsx'
import { activeDevices, standingOf, Tile } from '../../widgets/tile.tsx'

export default function Kitchen() {
  const cabinets = activeDevices().filter(({ kind }) => CABINETS.includes(kind))
  cabinets.sort((a, b) => compareStates(standingOf(a), standingOf(b)) || n(a.name).localeCompare(n(b.name)))
  const good = cabinets.filter(cabinet => standingOf(cabinet) === 'good').length
  return (
    <div class="page">
      <div>
        <h1>{w('kitchen')}</h1>
        {cabinets.length > 0 && <p class="quiet">{w('cabinetsSummary', { count: cabinets.length, good })}</p>}
      </div>
      {!loaded.value ? (
        <Skeletons />
      ) : cabinets.length === 0 ? (
        <Empty title={w('noCabinetsTitle')} text={w('noCabinetsText')}>
          <a class="button" href="/devices/inbox">
            {w('toInbox')}
          </a>
        </Empty>
      ) : (
        <div class="grid">
          {cabinets.map(cabinet => (
            <Tile key={cabinet.id} device={cabinet} href={`/kitchen/${cabinet.id}`} />
          ))}
        </div>
      )}
    </div>
  )
}
