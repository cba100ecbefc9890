import type { Alarm } from '../../../core/contract/alarm.ts'
import { stateTexts } from '../../../core/text/states.ts'
import { duration, pointOf, valueText } from '../../data/shown.ts'
import { devices, feed, now } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { activeDevices, standingOf } from '../../widgets/tile.tsx'

type Mood = 'calm' | 'busy' | 'unsure' | 'urgent'
const MOOD_ICONS: Readonly<Record<Mood, string>> = {
  calm: icons.check,
  busy: icons.circleAlert,
  unsure: icons.circleAlert,
  urgent: icons.octagon,
}

/** What matters in one breath, read aloud when it changes. */
export function Sentence({ needs, inHand }: { needs: readonly Alarm[]; inHand: number }) {
  const { mood, main, rest } = sentenceOf(needs, inHand)
  return (
    <p class={`sentence ${mood}`} data-testid="sentence" aria-live="polite">
      <Icon svg={MOOD_ICONS[mood]} />
      <span>
        {main}
        {rest !== '' && <small>{rest}</small>}
      </span>
    </p>
  )
}

function sentenceOf(needs: readonly Alarm[], inHand: number): { mood: Mood; main: string; rest: string } {
  const list = activeDevices().filter(({ status }) => status === 'active')
  const silent = list.filter(device => standingOf(device) === 'unknown').length
  const online = w('sentenceOnline', { count: list.length - silent })
  const without = silent > 0 ? [w('sentenceSilent', { count: silent })] : []
  const handled = inHand > 0 ? [w('sentenceHandled', { count: inHand })] : []
  const first = needs[0]
  if (feed.value !== 'live') return { mood: 'unsure', main: w('sentenceStale'), rest: w('staleHint') }
  if (first !== undefined) {
    const lead = needs.length === 1 ? w('sentenceNeedsOne') : w('sentenceNeeds', { count: needs.length })
    const rest = [online, ...without, ...handled].join(' · ')
    return { mood: 'urgent', main: `${lead} · ${whatOf(first)}`, rest }
  }
  if (list.length === 0) return { mood: 'unsure', main: w('sentenceNobody'), rest: '' }
  const [main, ...more] = [...handled, ...without]
  if (main === undefined) return { mood: 'calm', main: w('sentenceCalm'), rest: online }
  return { mood: inHand > 0 ? 'busy' : 'unsure', main, rest: [online, ...more].join(' · ') }
}

function whatOf(alarm: Alarm): string {
  return alarm.exercise === undefined ? wordsOf(alarm) : `${n(stateTexts.drill)} · ${wordsOf(alarm)}`
}

function wordsOf(alarm: Alarm): string {
  const device = alarm.deviceId === null ? undefined : devices.value.get(alarm.deviceId)
  const point = pointOf(alarm.pointId)
  const lasted = duration(now.value - alarm.since)
  if (device === undefined || point?.kind !== 'gauge' || alarm.limit === null || alarm.value === null)
    return w('sentenceFor', { name: n(alarm.name), duration: lasted })
  const key = alarm.value >= alarm.limit ? 'sentenceAbove' : 'sentenceBelow'
  return w(key, { name: n(device.name), limit: valueText(alarm.limit, point), duration: lasted })
}
