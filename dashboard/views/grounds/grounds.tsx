/** Which valves are open and confirmed, what runs today and why, and the one button that stops it all. */
import { signal, useSignal } from '@preact/signals'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { loaded, may, now, zones } from '../../data/store.ts'
import { w } from '../../data/words.ts'
import { Empty, Skeletons, Trouble } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { TabBar } from '../../widgets/tab-bar.tsx'
import { Fortnight } from './fortnight.tsx'
import { IsolatedSupplies } from './incidents.tsx'
import { GroundsPlan } from './map.tsx'
import { Programs } from './programs.tsx'
import { Records } from './records.tsx'
import { Suggestions } from './suggestions.tsx'
import { Timeline } from './timeline.tsx'
import { WeatherAndLimits } from './weather.tsx'
import { g } from './words.ts'
import { ZoneCard } from './zone-card.tsx'
import { ZoneForm } from './zone-form.tsx'
import { ZonePage } from './zone-page.tsx'

const SUNLIGHT = 'steward.sunlight'
const sunlight = signal(localStorage.getItem(SUNLIGHT) === 'on')

const TABS = [
  ['', 'today'],
  ['calendar', 'fortnight'],
  ['map', 'map'],
  ['records', 'records'],
  ['rules', 'rules'],
] as const

/** `rest`: a tab, or `zone/<id>`. */
export default function Grounds({ rest }: { rest: string }) {
  if (!loaded.value) return <Skeletons />
  const [tab = '', ...id] = rest.split('/')
  return (
    <div class={`page${sunlight.value ? ' sunlight' : ''}`} data-theme={sunlight.value ? 'light' : undefined}>
      {tab === 'zone' ? (
        <ZonePage id={id.join('/')} />
      ) : (
        <>
          <Head />
          <TabBar
            label={w('grounds')}
            base="/grounds"
            tabs={TABS.map(([id, word]) => ({ id, text: g(word) }))}
            here={tab}
          />
          <Tab tab={tab} />
        </>
      )}
    </div>
  )
}

function Tab({ tab }: { tab: string }) {
  if (tab === 'calendar') return <Fortnight />
  if (tab === 'map') return <GroundsPlan />
  if (tab === 'records') return <Records />
  if (tab === 'rules') return <WeatherAndLimits />
  return <Today />
}

function Head() {
  return (
    <div class="row between">
      <div>
        <h1>{w('grounds')}</h1>
        {zones.value.length > 0 && <p aria-live="polite">{truth()}</p>}
      </div>
      <div class="row">
        <button
          type="button"
          class="button plain"
          aria-pressed={sunlight.value}
          data-testid="sunlight"
          onClick={() => {
            sunlight.value = !sunlight.value
            localStorage.setItem(SUNLIGHT, sunlight.value ? 'on' : 'off')
          }}
        >
          <Icon svg={icons.sun} />
          {g('sunlight')}
        </button>
        {zones.value.length > 0 && <StopEverything />}
      </div>
    </div>
  )
}

function Today() {
  if (zones.value.length === 0)
    return (
      <Empty title={w('noZonesTitle')} text={w('noZonesText')}>
        <NewZone />
      </Empty>
    )
  return (
    <>
      <IsolatedSupplies />
      <PutOff />
      <Timeline />
      <div class="cards section">
        {zones.value.map(status => (
          <ZoneCard key={status.zone.id} status={status} />
        ))}
      </div>
      <NewZone />
      <Suggestions />
      <Programs />
    </>
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

const DELAYS = [
  [24, 'delay24'],
  [48, 'delay48'],
  [72, 'delay72'],
] as const

/** All watering of the site, put off or taken up again. */
function PutOff() {
  // Somebody else may put it off meanwhile, which every zone's next start says.
  const next = zones.value.map(one => `${one.next?.at} ${one.next?.decision.skip}`).join()
  const [resource, again] = useResource(() => call(api.getWateringSettings), 'settings', { after: next })
  const { busy, trouble, run } = useAttempt()
  const held = resource.value
  if (held.state !== 'here') return null
  const { delayedUntil, delayedBy } = held.value
  const delayed = delayedUntil !== null && delayedUntil > now.value
  const send = (body: { hours?: number; today?: boolean }) =>
    void run(async () => {
      await call(api.delayAll, { body })
      await again()
    })
  if (!delayed && !may('watering.operate')) return null
  return (
    <section class="section" aria-label={g('putOff')}>
      <Trouble error={trouble.value} />
      {delayed ? (
        <div class="row between">
          <b data-testid="delayed">{g('delayedAll', { time: moment(delayedUntil), by: delayedBy ?? '' })}</b>
          {may('watering.operate') && (
            <button type="button" class="button" disabled={busy.value} onClick={() => send({ hours: 0 })}>
              {g('resumeNow')}
            </button>
          )}
        </div>
      ) : (
        <fieldset class="chips">
          <legend>{g('allZones')}</legend>
          <button
            type="button"
            class="chip"
            data-testid="skip-all-today"
            disabled={busy.value}
            onClick={() => send({ today: true })}
          >
            {g('skipToday')}
          </button>
          {DELAYS.map(([hours, word]) => (
            <button
              key={hours}
              type="button"
              class="chip"
              data-testid={word}
              disabled={busy.value}
              onClick={() => send({ hours })}
            >
              {g(word)}
            </button>
          ))}
        </fieldset>
      )}
    </section>
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
  const told = useSignal<{ count: number; failed: number } | null>(null)
  const trouble = useSignal<unknown>(null)
  if (!may('watering.operate')) return null
  const stop = async () => {
    trouble.value = null
    try {
      const { commands, failed } = await call(api.stopAll)
      told.value = { count: commands.length, failed }
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
      {told.value !== null && (
        <p role="status">
          {told.value.failed === 0
            ? w('stoppedAll', { count: told.value.count })
            : g('stoppedSome', told.value)}
        </p>
      )}
      <Trouble error={trouble.value} />
    </div>
  )
}
