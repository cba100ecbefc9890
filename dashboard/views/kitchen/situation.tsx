/** What a cabinet's state says in words: time left first, then what explains it, then how long it has been beyond. */
import type { CabinetState } from '../../../core/contract/cabinet.ts'
import { graceTexts } from '../../../core/text/kitchen.ts'
import { duration, moment } from '../../data/shown.ts'
import { now } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { degrees, k, minutes } from './words.ts'

/** The most urgent line; empty when all is well. */
export function situationOf({ timeLeft, grace, word, excursion, pointId }: CabinetState): string {
  if (timeLeft !== null) return `${passes(timeLeft, pointId)} · ${move(timeLeft)}`
  if (grace !== null && (word === 'explained' || grace.kind === 'restocking'))
    return k('explains', { what: n(graceTexts[grace.kind]), time: moment(grace.until) })
  if (excursion !== null && (word === 'beyond' || word === 'far'))
    return k(excursion.side === 'above' ? 'aboveFor' : 'belowFor', {
      limit: degrees(excursion.limitC, pointId),
      duration: duration(now.value - excursion.startedAt),
    })
  return ''
}

type Left = NonNullable<CabinetState['timeLeft']>

export function passes({ side, limitC, crossesAt }: Left, pointId: number | null): string {
  const key = side === 'above' ? 'passes' : 'passesBelow'
  return k(key, { limit: degrees(limitC, pointId), time: moment(crossesAt) })
}

export function move({ moveByAt }: Left): string {
  return moveByAt <= now.value ? k('moveNow') : k('moveBy', { time: moment(moveByAt) })
}

export function usedWords({ allowance }: CabinetState): string {
  if (allowance === null || allowance.usedMin < 1) return ''
  if (allowance.usedUpAt !== null) return k('usedUp', { allowed: minutes(allowance.allowedMin) })
  return k('used', { used: minutes(allowance.usedMin), allowed: minutes(allowance.allowedMin) })
}
