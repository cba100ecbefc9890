/** Which valves are open and confirmed, what runs today, and the one button that stops it all. */
import { useSignal } from '@preact/signals'
import { api, call } from '../../data/api.ts'
import { loaded, may, zones } from '../../data/store.ts'
import { w } from '../../data/words.ts'
import { Empty, Skeletons, Trouble } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { Programs } from './programs.tsx'
import { Timeline } from './timeline.tsx'
import { ZoneCard } from './zone-card.tsx'
import { ZoneForm } from './zone-form.tsx'

export default function Grounds() {
  if (!loaded.value) return <Skeletons />
  return (
    <div class="page">
      <div class="row between">
        <div>
          <h1>{w('grounds')}</h1>
          {zones.value.length > 0 && <p aria-live="polite">{truth()}</p>}
        </div>
        {zones.value.length > 0 && <StopEverything />}
      </div>
      {zones.value.length === 0 ? (
        <Empty title={w('noZonesTitle')} text={w('noZonesText')}>
          <NewZone />
        </Empty>
      ) : (
        <>
          <div class="cards">
            {zones.value.map(status => (
              <ZoneCard key={status.zone.id} status={status} />
            ))}
          </div>
          <NewZone />
          <Timeline />
          <Programs />
        </>
      )}
    </div>
  )
}

/** The zones arrive by the live feed, so there is nothing to ask again after saving. */
function NewZone() {
  const open = useSignal(false)
  if (!may('watering.change')) return null
  if (open.value) return <ZoneForm done={() => (open.value = false)} />
  return (
    <p>
      <button type="button" class="button" onClick={() => (open.value = true)}>
        {w('addZone')}
      </button>
    </p>
  )
}

function truth(): string {
  const open = zones.value.filter(({ reported }) => reported === 'open').length
  const unsure = zones.value.filter(({ reported }) => reported === 'unknown').length
  const parts = [
    ...(open === 1 ? [w('openValvesOne')] : open > 1 ? [w('openValves', { count: open })] : []),
    ...(unsure > 0 ? [w('valvesUnsure', { count: unsure })] : []),
  ]
  return parts.length === 0 ? w('allValvesShut') : parts.join(' · ')
}

/** One tap, no question: closing valves harms nobody. */
function StopEverything() {
  const told = useSignal<number | null>(null)
  const trouble = useSignal<unknown>(null)
  if (!may('watering.operate')) return null
  const stop = async () => {
    trouble.value = null
    try {
      told.value = (await call(api.stopAll)).commands.length
    } catch (error) {
      trouble.value = error
    }
  }
  return (
    <div class="stack">
      <button type="button" class="button stop" data-testid="stop-everything" onClick={() => void stop()}>
        <Icon svg={icons.stop} />
        {w('stopEverything')}
      </button>
      {told.value !== null && <p role="status">{w('stoppedAll', { count: told.value })}</p>}
      <Trouble error={trouble.value} />
    </div>
  )
}
