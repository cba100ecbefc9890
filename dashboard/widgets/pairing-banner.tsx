/** On every page while devices may connect without a credential. */
import { useEffect } from 'preact/hooks'
import { accessTexts } from '../../core/text/access.ts'
import { formatCountdown } from '../../core/text/format.ts'
import { fill } from '../../core/text/text.ts'
import { useAttempt } from '../data/attempt.ts'
import { closePairing, followPairing, pairing } from '../data/pairing.ts'
import { language } from '../data/preferences.ts'
import { may, now } from '../data/store.ts'
import { n } from '../data/words.ts'
import { Icon } from './icon.tsx'
import { icons } from './icons.ts'

export function PairingBanner() {
  useEffect(followPairing, [])
  const attempt = useAttempt()
  const open = pairing.value
  if (open === null || open.closesAt <= now.value) return null
  const left = formatCountdown(open.closesAt - now.value)
  return (
    <div class="strip pairing" data-testid="pairing-banner">
      <Icon svg={icons.circleAlert} />
      <p class="grow" role="status">
        {fill(accessTexts.pairingBanner, language.value, { prefix: `${open.prefix}/` })}
      </p>
      <span role="timer">{fill(accessTexts.pairingLeft, language.value, { left })}</span>
      {may('device.change') && (
        <button
          type="button"
          class="button"
          disabled={attempt.busy.value}
          onClick={() => void attempt.run(closePairing)}
        >
          {n(accessTexts.pairingClose)}
        </button>
      )}
    </div>
  )
}
