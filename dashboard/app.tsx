/** The frame: who is in, which page, and what is always on the screen. */

import { effect } from '@preact/signals'
import { stateTexts } from '../core/text/states.ts'
import { followCabinets } from './data/cabinets.ts'
import { followDetectors } from './data/detectors.ts'
import { followMaintenance } from './data/maintenance.ts'
import { firstPageOf } from './data/preferences.ts'
import { followLinks, go, path } from './data/router.ts'
import { stage } from './data/session.ts'
import { age } from './data/shown.ts'
import { needsPerson, worstFirst } from './data/standing.ts'
import { alarms, feed, heardAt, user } from './data/store.ts'
import { n, w } from './data/words.ts'
import { pageAt } from './views/pages.tsx'
import { Setup } from './views/sign-in/setup.tsx'
import { SignIn } from './views/sign-in/sign-in.tsx'
import { Icon } from './widgets/icon.tsx'
import { icons } from './widgets/icons.ts'
import { Navigation, Tools } from './widgets/navigation.tsx'
import { PairingBanner } from './widgets/pairing-banner.tsx'

const urgent = () =>
  worstFirst(alarms.value.values()).filter(
    alarm => needsPerson(alarm) && (alarm.priority === 'critical' || alarm.priority === 'high'),
  )

effect(() => {
  const count = [...alarms.value.values()].filter(needsPerson).length
  document.title = `${count > 0 ? `(${count}) ` : ''}${w('brand')}`
})

effect(() => (stage.value === 'in' ? followDetectors() : undefined))
effect(() => (stage.value === 'in' ? followCabinets() : undefined))
effect(() => (stage.value === 'in' ? followMaintenance() : undefined))

let sentToFirstPage = false
effect(() => {
  if (stage.value !== 'in' || user.value === null || sentToFirstPage) return
  sentToFirstPage = true
  if (location.pathname === '/') go(firstPageOf(user.value.role))
})

export function App() {
  if (stage.value === 'setup') return <Setup />
  if (stage.value === 'signed-out') return <SignIn />
  if (stage.value === 'unreachable') return <Unreachable />
  if (stage.value === 'starting') return <p class="welcome quiet">{w('loadingSite')}</p>
  if (path.value === '/wall')
    return (
      <>
        <div data-theme="dark">
          <PairingBanner />
        </div>
        {pageAt('/wall')}
      </>
    )
  return (
    // biome-ignore lint/a11y: the click is that of the links inside; a keyboard's Enter on a link is a click too
    <div class={`shell feed-${feed.value}`} onClick={followLinks}>
      <a class="button skip" href="#main">
        {w('skip')}
      </a>
      <header class="top">
        <a class="brand" href="/">
          <img src="/icon.svg" alt="" width="28" height="28" />
          <span>{w('brand')}</span>
        </a>
        <Tools />
      </header>
      <Navigation />
      <div class="strips">
        <StaleStrip />
        <PairingBanner />
        {path.value !== '/' && !path.value.startsWith('/alarms') && <AlarmBanner />}
      </div>
      <main id="main" tabIndex={-1}>
        {pageAt(path.value)}
      </main>
    </div>
  )
}

function StaleStrip() {
  if (feed.value !== 'stale') return null
  return (
    <div class="strip stale" role="status" data-testid="stale">
      <Icon svg={icons.wifiOff} />
      <p class="grow">
        <strong>{w('stale', { age: age(heardAt.value) })}</strong> <span class="small">{w('staleHint')}</span>
      </p>
    </div>
  )
}

/** On every page while somebody must act at once, but where the alarms themselves are shown. */
function AlarmBanner() {
  const list = urgent()
  const [first] = list
  if (first === undefined) return null
  const exercise = list.every(alarm => alarm.exercise !== undefined)
  const what = list.length === 1 ? n(first.name) : w('bannerText', { count: list.length })
  const text = exercise ? `${n(stateTexts.drill)} · ${what}` : what
  const href = list.length === 1 ? `/alarms/${first.id}` : '/alarms'
  return (
    <div class={`strip ${exercise ? 'is-drill' : 'alarm'}`} role="alert" data-testid="alarm-banner">
      <Icon svg={icons.octagon} />
      <p class="grow">{text}</p>
      <a class="button" href={href}>
        {w('bannerGo')}
      </a>
    </div>
  )
}

function Unreachable() {
  return (
    <main class="welcome">
      <div class="card stack">
        <h1>{w('unreachable')}</h1>
        <p class="quiet">{w('unreachableHint')}</p>
      </div>
    </main>
  )
}
