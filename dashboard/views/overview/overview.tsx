/** One sentence, then what needs a person, then everything else quietly. */
import type { Alarm } from '../../../core/contract/alarm.ts'
import { duration, pointOf, valueText } from '../../data/shown.ts'
import {
  CABINETS,
  compareStates,
  DETECTORS,
  isShelved,
  needsPerson,
  worstFirst,
} from '../../data/standing.ts'
import { alarms, devices, feed, inboxCount, loaded, now } from '../../data/store.ts'
import { n, type WordKey, w } from '../../data/words.ts'
import { AlarmCard } from '../../widgets/alarm-card.tsx'
import { Empty, Skeletons } from '../../widgets/answer.tsx'
import { standingOf, Tile } from '../../widgets/tile.tsx'

/** On the overview more cards than this are a list to scroll, not a glance; the alarms page has them all. */
const CARDS_MAX = 30
const GLANCE_KINDS = new Set<string>([...CABINETS, ...DETECTORS])

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
  const shown = activeDevices().filter(device => GLANCE_KINDS.has(device.kind))
  shown.sort((a, b) => compareStates(standingOf(a), standingOf(b)) || n(a.name).localeCompare(n(b.name)))
  return (
    <div class="page">
      <h1 class="sr">{w('overview')}</h1>
      <Sentence needs={needs} inHand={inHand.length} />
      {inboxCount.value > 0 && (
        <p class="row">
          {w('inboxWaiting', { count: inboxCount.value })}
          <a class="button" href="/devices/inbox">
            {w('toInbox')}
          </a>
        </p>
      )}
      <Cards heading="needsYou" list={needs} />
      <Cards heading="inHand" list={inHand} />
      <Cards heading="shelvedAlarms" list={sorted.filter(isShelved)} />
      <section class="section">
        <h2>{w('allAreas')}</h2>
        {devices.value.size === 0 ? (
          <Empty title={w('noDevicesTitle')} text={w('noDevicesText')} />
        ) : (
          <div class="grid">
            {shown.map(device => (
              <Tile key={device.id} device={device} href={hrefOf(device)} />
            ))}
          </div>
        )}
      </section>
    </div>
  )
}

export function activeDevices() {
  return [...devices.value.values()].filter(({ status }) => status === 'active' || status === 'disabled')
}

export function hrefOf(device: { id: string; kind: string }): string {
  return CABINETS.some(kind => kind === device.kind) ? `/kitchen/${device.id}` : `/devices/${device.id}`
}

function Cards({ heading, list }: { heading: WordKey; list: readonly Alarm[] }) {
  if (list.length === 0) return null
  return (
    <section class="section">
      <h2>
        {w(heading)} · {list.length}
      </h2>
      <div class="cards">
        {list.slice(0, CARDS_MAX).map(alarm => (
          <AlarmCard key={alarm.id} alarm={alarm} />
        ))}
      </div>
      {list.length > CARDS_MAX && (
        <a class="button" href="/alarms">
          {w('loadMore')}
        </a>
      )}
    </section>
  )
}

/** What matters in one breath, read aloud when it changes. */
export function Sentence({ needs, inHand }: { needs: readonly Alarm[]; inHand: number }) {
  const [main, rest] = sentenceOf(needs, inHand)
  return (
    <p class="sentence" data-testid="sentence" aria-live="polite">
      {main}
      {rest !== '' && <small>{rest}</small>}
    </p>
  )
}

function sentenceOf(needs: readonly Alarm[], inHand: number): readonly [string, string] {
  const list = activeDevices().filter(({ status }) => status === 'active')
  const silent = list.filter(device => standingOf(device) === 'unknown').length
  const counts = [
    w('sentenceOnline', { count: list.length - silent }),
    ...(silent > 0 ? [w('sentenceSilent', { count: silent })] : []),
    ...(inHand > 0 ? [w('sentenceHandled', { count: inHand })] : []),
  ].join(' · ')
  const first = needs[0]
  if (feed.value !== 'live') return [w('sentenceStale'), w('staleHint')]
  if (first !== undefined) {
    const lead = needs.length === 1 ? w('sentenceNeedsOne') : w('sentenceNeeds', { count: needs.length })
    return [`${lead} · ${whatOf(first)}`, counts]
  }
  if (list.length === 0) return [w('sentenceNobody'), '']
  if (inHand > 0) return [w('sentenceHandled', { count: inHand }), counts]
  return [silent > 0 ? w('sentenceSilent', { count: silent }) : w('sentenceCalm'), counts]
}

function whatOf(alarm: Alarm): string {
  const device = alarm.deviceId === null ? undefined : devices.value.get(alarm.deviceId)
  const point = pointOf(alarm.pointId)
  const lasted = duration(now.value - alarm.since)
  if (device === undefined || point?.kind !== 'gauge' || alarm.limit === null || alarm.value === null)
    return w('sentenceFor', { name: n(alarm.name), duration: lasted })
  const key = alarm.value >= alarm.limit ? 'sentenceAbove' : 'sentenceBelow'
  return w(key, { name: n(device.name), limit: valueText(alarm.limit, point), duration: lasted })
}
