import { type StateWord, stateTexts } from '../../core/text/states.ts'
import { n } from '../data/words.ts'
import { Icon } from './icon.tsx'
import { icons } from './icons.ts'

const ICONS: Readonly<Record<StateWord, string>> = {
  good: icons.check,
  attention: icons.circleAlert,
  alarm: icons.triangle,
  critical: icons.octagon,
  acknowledged: icons.user,
  unknown: icons.circleHelp,
  shelved: icons.bellOff,
  'out-of-service': icons.off,
  drill: icons.bell,
  waiting: icons.circleDashed,
}

/** Colour, icon and word, always all three. */
export function StateChip({ state }: { state: StateWord }) {
  return (
    <span class={`state ${state}`}>
      <Icon svg={ICONS[state]} />
      {n(stateTexts[state])}
    </span>
  )
}
