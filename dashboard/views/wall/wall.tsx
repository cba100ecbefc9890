/** For a screen on the wall: no chrome, readable from afar, loud when it must be, and visibly dead when the feed is. */
import { useEffect } from 'preact/hooks'
import type { Alarm } from '../../../core/contract/alarm.ts'
import { formatTime, formatWeekday } from '../../../core/text/format.ts'
import { language } from '../../data/preferences.ts'
import { age, areaName, duration, pointOf, valueText } from '../../data/shown.ts'
import { armSound, soundArmed } from '../../data/sound.ts'
import {
  CABINETS,
  compareStates,
  DETECTORS,
  isShelved,
  needsPerson,
  worstFirst,
} from '../../data/standing.ts'
import { alarms, devices, feed, heardAt, now, readingOf, timeZone } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { OutOfServiceLines } from '../../widgets/maintenance.tsx'
import { SoundSwitch } from '../../widgets/navigation.tsx'
import { OnDuty } from '../../widgets/on-duty.tsx'
import { activeDevices, hrefOf, standingOf, Tile } from '../../widgets/tile.tsx'
import { Sentence } from '../overview/sentence.tsx'

/** More tiles than this cannot be read from five metres; the worst are first. */
const TILES_MAX = 20
const ALARMS_MAX = 4
const SHOWN = new Set<string>([...CABINETS, ...DETECTORS])

export default function Wall() {
  const sorted = worstFirst(alarms.value.values())
  const waiting = sorted.filter(needsPerson)
  const tiles = activeDevices().filter(({ kind }) => SHOWN.has(kind))
  tiles.sort((a, b) => compareStates(standingOf(a), standingOf(b)))
  useEffect(stayAwake, [])
  return (
    <main class={`wall feed-${feed.value}${feed.value === 'stale' ? ' dead' : ''}`} data-theme="dark">
      <header>
        <div>
          <p class="quiet">{formatWeekday(now.value, timeZone.value, language.value)}</p>
          <p class="row" role="status">
            <Icon svg={feed.value === 'live' ? icons.check : icons.wifiOff} />
            {feed.value === 'live' ? w('wallLive') : w('stale', { age: age(heardAt.value) })}
          </p>
        </div>
        <SoundSwitch wordy />
        <a class="button plain" href="/">
          {w('wallLeave')}
        </a>
        <time class="clock">{formatTime(now.value, timeZone.value, language.value)}</time>
      </header>
      <h1 class="sr">{w('wall')}</h1>
      <Warnings />
      <Sentence
        needs={waiting}
        inHand={sorted.filter(alarm => !needsPerson(alarm) && !isShelved(alarm)).length}
      />
      {waiting.length > 0 && (
        <div class="wall-alarms" role="alert">
          {waiting.slice(0, ALARMS_MAX).map(alarm => (
            <BigAlarm key={alarm.id} alarm={alarm} />
          ))}
        </div>
      )}
      <OnDuty />
      <OutOfServiceLines />
      <div class="wall-grid">
        {tiles.slice(0, TILES_MAX).map(device => (
          <Tile key={device.id} device={device} href={hrefOf(device)} />
        ))}
      </div>
    </main>
  )
}

/** A wall that cannot be heard, or shows what is no more, says so bigger than anything else. */
function Warnings() {
  return (
    <>
      {feed.value === 'stale' && (
        <p class="wall-warning is-dead" role="alert" data-testid="wall-stale">
          <Icon svg={icons.wifiOff} />
          {w('wallSilentFor', { age: duration(now.value - heardAt.value) })}
        </p>
      )}
      {!soundArmed.value && (
        <button type="button" class="wall-warning" data-testid="wall-sound" onClick={() => void armSound()}>
          <Icon svg={icons.soundOff} />
          {w('soundNot')} · {w('soundArm')}
        </button>
      )}
    </>
  )
}

function BigAlarm({ alarm }: { alarm: Alarm }) {
  const device = alarm.deviceId === null ? undefined : devices.value.get(alarm.deviceId)
  const point = pointOf(alarm.pointId)
  const reading = point === undefined ? null : readingOf(point.id).value
  return (
    <a class={`wall-alarm${alarm.exercise === undefined ? '' : ' is-drill'}`} href={`/alarms/${alarm.id}`}>
      {alarm.exercise !== undefined && (
        <span class="drill-mark">{w(alarm.exercise === 'drill' ? 'drillMark' : 'testMark')}</span>
      )}
      <strong>
        {device === undefined ? '' : `${n(device.name)} · `}
        {n(alarm.name)}
      </strong>
      <span>
        {areaName(device?.areaId ?? null)} · {duration(now.value - alarm.since)}
        {point !== undefined &&
          reading !== null &&
          alarm.value !== null &&
          ` · ${valueText(reading[2], point)}`}
      </span>
    </a>
  )
}

/** The screen is not to go dark; a browser that cannot promise it still shows the page. */
function stayAwake(): () => void {
  let lock: WakeLockSentinel | undefined
  const ask = () => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    navigator.wakeLock.request('screen').then(
      held => {
        lock = held
      },
      () => undefined,
    )
  }
  ask()
  document.addEventListener('visibilitychange', ask)
  return () => {
    document.removeEventListener('visibilitychange', ask)
    void lock?.release()
  }
}
