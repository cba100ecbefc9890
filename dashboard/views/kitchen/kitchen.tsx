/** All cabinets, the one that needs somebody first, under one sentence. */
import type { Device } from '../../../core/contract/device.ts'
import { cabinetStates } from '../../data/cabinets.ts'
import { CABINETS, compareStates } from '../../data/standing.ts'
import { feed, loaded } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Empty, Skeletons } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { activeDevices, standingOf } from '../../widgets/tile.tsx'
import { CabinetCard } from './cabinet-card.tsx'
import { situationOf } from './situation.tsx'
import { k } from './words.ts'

export default function Kitchen() {
  const cabinets = activeDevices().filter(({ kind }) => CABINETS.includes(kind))
  cabinets.sort(worseFirst)
  return (
    <div class="page">
      <h1>{w('kitchen')}</h1>
      {cabinets.length > 0 && <Sentence cabinets={cabinets} />}
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
            <CabinetCard key={cabinet.id} device={cabinet} />
          ))}
        </div>
      )}
    </div>
  )
}

/** The one whose time runs out first, then by state, then those that need explaining, then by name. */
function worseFirst(a: Device, b: Device): number {
  const [one, other] = [cabinetStates.value.get(a.id), cabinetStates.value.get(b.id)]
  const leftOf = (state: typeof one) => state?.timeLeft?.crossesAt ?? Number.POSITIVE_INFINITY
  if (leftOf(one) !== leftOf(other)) return leftOf(one) - leftOf(other)
  const rank = (state: typeof one) => (state === undefined ? 4 : WORDS.indexOf(state.word))
  return (
    compareStates(standingOf(a), standingOf(b)) ||
    rank(one) - rank(other) ||
    n(a.name).localeCompare(n(b.name))
  )
}

const WORDS = ['far', 'beyond', 'unknown', 'explained', 'good']
const NEEDS = new Set(['critical', 'alarm', 'attention'])

function Sentence({ cabinets }: { cabinets: readonly Device[] }) {
  const { mood, main, rest } = sentenceOf(cabinets)
  return (
    <p class={`sentence ${mood}`} data-testid="kitchen-sentence" aria-live="polite">
      <Icon svg={mood === 'calm' ? icons.check : mood === 'urgent' ? icons.octagon : icons.circleAlert} />
      <span>
        {main}
        {rest !== '' && <small>{rest}</small>}
      </span>
    </p>
  )
}

function sentenceOf(cabinets: readonly Device[]): { mood: string; main: string; rest: string } {
  const used = cabinets.filter(({ status }) => status === 'active')
  if (feed.value !== 'live') return { mood: 'unsure', main: k('stale'), rest: '' }
  const first = used.find(({ id }) => cabinetStates.value.get(id)?.timeLeft != null)
  const needy = used.filter(device => NEEDS.has(standingOf(device)))
  const worst = first ?? needy[0]
  if (worst !== undefined) {
    const state = cabinetStates.value.get(worst.id)
    const line = state === undefined ? '' : situationOf(state)
    const main = needy.length === 1 ? k('needsYou') : k('needYou', { count: needy.length })
    return { mood: 'urgent', main, rest: `${n(worst.name)}${line === '' ? '' : ` · ${line}`}` }
  }
  const silent = used.filter(device => standingOf(device) === 'unknown').length
  if (silent === used.length && silent > 0) return { mood: 'unsure', main: k('allUnsure'), rest: '' }
  if (silent > 0) return { mood: 'unsure', main: k('unsure', { count: silent }), rest: '' }
  const out = used.filter(device => standingOf(device) === 'out-of-service').length
  const rest = out > 0 ? k('outCount', { count: out }) : ''
  if (out === used.length) return { mood: 'unsure', main: rest, rest: '' }
  return { mood: 'calm', main: k('allGood', { count: used.length - out }), rest }
}
