/** One sentence, then what needs a person, then everything else quietly. */
import type { Alarm } from '../../../core/contract/alarm.ts'
import type { Device, DeviceKind } from '../../../core/contract/device.ts'
import { areaName } from '../../data/shown.ts'
import {
  CABINETS,
  compareStates,
  DETECTORS,
  isShelved,
  needsPerson,
  worstFirst,
} from '../../data/standing.ts'
import { alarms, devices, inboxCount, loaded, may } from '../../data/store.ts'
import { n, type WordKey, w } from '../../data/words.ts'
import { AlarmCard } from '../../widgets/alarm-card.tsx'
import { Empty, Skeletons } from '../../widgets/answer.tsx'
import { HolidayWarning } from '../../widgets/holiday-warning.tsx'
import { OutOfServiceNow } from '../../widgets/maintenance.tsx'
import { OnDuty } from '../../widgets/on-duty.tsx'
import { activeDevices, hrefOf, standingOf, Tile } from '../../widgets/tile.tsx'
import { Sentence } from './sentence.tsx'
import { Today } from './today.tsx'

/** A glance holds so many cards; of a flood the rest is counted by place. */
const CARDS_MAX = 6
/** What somebody has in hand steps back while something else waits for a person. */
const IN_HAND_MAX = 3

export default function Overview() {
  if (!loaded.value)
    return (
      <div class="page">
        <p class="sentence" data-testid="sentence">
          {w('loadingSite')}
        </p>
        <Skeletons />
      </div>
    )
  const sorted = worstFirst(alarms.value.values())
  const needs = sorted.filter(needsPerson)
  const inHand = sorted.filter(alarm => !needsPerson(alarm) && !isShelved(alarm))
  return (
    <div class="page overview">
      <h1 class="sr">{w('overview')}</h1>
      <Sentence needs={needs} inHand={inHand.length} />
      <OnDuty />
      <Cards list={needs} />
      <OutOfServiceNow />
      <Cards heading="inHand" list={inHand} max={needs.length > 0 ? IN_HAND_MAX : CARDS_MAX} />
      <Cards heading="shelvedAlarms" list={sorted.filter(isShelved)} />
      {devices.value.size === 0 ? (
        <Empty title={w('noDevicesTitle')} text={w('noDevicesText')} />
      ) : (
        <>
          <Tiles heading="kitchen" kinds={CABINETS} />
          <Tiles heading="safety" kinds={DETECTORS} />
        </>
      )}
      {may('meter.change') && <HolidayWarning />}
      <Today />
      {inboxCount.value > 0 && (
        <p class="row quiet">
          {w('inboxWaiting', { count: inboxCount.value })}
          <a href="/devices/inbox">{w('toInbox')}</a>
        </p>
      )}
    </div>
  )
}

/** The worst first, then by name, so that a tile stays where it was yesterday. */
function Tiles({ heading, kinds }: { heading: WordKey; kinds: readonly DeviceKind[] }) {
  const shown = activeDevices().filter(({ kind }) => kinds.includes(kind))
  if (shown.length === 0) return null
  const byState = (a: Device, b: Device) => compareStates(standingOf(a), standingOf(b))
  shown.sort((a, b) => byState(a, b) || n(a.name).localeCompare(n(b.name), undefined, { numeric: true }))
  return (
    <section class="section">
      <h2>{w(heading)}</h2>
      <div class="grid">
        {shown.map(device => (
          <Tile key={device.id} device={device} href={hrefOf(device)} />
        ))}
      </div>
    </section>
  )
}

function Cards(props: { heading?: WordKey; list: readonly Alarm[]; max?: number }) {
  const { heading, list, max = CARDS_MAX } = props
  if (list.length === 0) return null
  return (
    <section class="section">
      {heading !== undefined && (
        <h2>
          {w(heading)} · {list.length}
        </h2>
      )}
      <div class={`cards${list.length <= 2 ? ' few' : ''}`}>
        {list.slice(0, max).map(alarm => (
          <AlarmCard key={alarm.id} alarm={alarm} />
        ))}
      </div>
      {list.length > max && <Rest list={list.slice(max)} />}
    </section>
  )
}

/** The rest of a flood, counted by place: where to send somebody, instead of a wall of cards. */
function Rest({ list }: { list: readonly Alarm[] }) {
  const places = Map.groupBy(list, ({ deviceId }) =>
    areaName(deviceId === null ? null : (devices.value.get(deviceId)?.areaId ?? null)),
  )
  return (
    <div class="card row between">
      <p>
        {w('andMore', { count: list.length })}
        <span class="quiet">
          {' · '}
          {[...places].map(([place, found]) => `${place} ${found.length}`).join(' · ')}
        </span>
      </p>
      <a class="button" href="/alarms">
        {w('allAlarms')}
      </a>
    </div>
  )
}
