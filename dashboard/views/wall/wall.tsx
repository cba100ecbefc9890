/** For a screen on the wall: no chrome, readable from afar, and visibly dead when the feed is. */
import { formatTime, formatWeekday } from '../../../core/text/format.ts'
import { language } from '../../data/preferences.ts'
import { age } from '../../data/shown.ts'
import {
  CABINETS,
  compareStates,
  DETECTORS,
  isShelved,
  needsPerson,
  worstFirst,
} from '../../data/standing.ts'
import { alarms, feed, heardAt, now, timeZone } from '../../data/store.ts'
import { w } from '../../data/words.ts'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { SoundSwitch } from '../../widgets/navigation.tsx'
import { activeDevices, hrefOf, standingOf, Tile } from '../../widgets/tile.tsx'
import { Sentence } from '../overview/sentence.tsx'

/** More tiles than this cannot be read from five metres; the worst are first. */
const TILES_MAX = 20
const SHOWN = new Set<string>([...CABINETS, ...DETECTORS])

export default function Wall() {
  const sorted = worstFirst(alarms.value.values())
  const tiles = activeDevices().filter(({ kind }) => SHOWN.has(kind))
  tiles.sort((a, b) => compareStates(standingOf(a), standingOf(b)))
  return (
    <main class={`wall feed-${feed.value}${feed.value === 'stale' ? ' dead' : ''}`} data-theme="dark">
      <header>
        <div>
          <p class="quiet">{formatWeekday(now.value, timeZone.value, language.value)}</p>
          <p class="row" role="status">
            {feed.value === 'live' ? (
              <>
                <Icon svg={icons.check} />
                {w('wallLive')}
              </>
            ) : (
              <>
                <Icon svg={icons.wifiOff} />
                {w('stale', { age: age(heardAt.value) })}
              </>
            )}
          </p>
        </div>
        <SoundSwitch wordy />
        <a class="button plain" href="/">
          {w('wallLeave')}
        </a>
        <time class="clock">{formatTime(now.value, timeZone.value, language.value)}</time>
      </header>
      <h1 class="sr">{w('wall')}</h1>
      <Sentence
        needs={sorted.filter(needsPerson)}
        inHand={sorted.filter(alarm => !needsPerson(alarm) && !isShelved(alarm)).length}
      />
      <div class="wall-grid">
        {tiles.slice(0, TILES_MAX).map(device => (
          <Tile key={device.id} device={device} href={hrefOf(device)} />
        ))}
      </div>
    </main>
  )
}
