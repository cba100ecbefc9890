/** Whether this browser makes a noise, and what each priority sounds like. */
import { PRIORITIES } from '../../../core/contract/rule.ts'
import { priorityTexts } from '../../../core/text/states.ts'
import { armSound, disarmSound, soundArmed, tryTone } from '../../data/sound.ts'
import { n, w } from '../../data/words.ts'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'

export function Sounds() {
  return (
    <section class="card section" data-testid="sounds">
      <h2>{w('soundTones')}</h2>
      <p class={`row ${soundArmed.value ? 'is-well' : 'is-failed'}`} role="status">
        <Icon svg={soundArmed.value ? icons.soundOn : icons.soundOff} />
        {w(soundArmed.value ? 'soundArmed' : 'soundNot')}
      </p>
      <div class="tones">
        <button
          type="button"
          class="button"
          onClick={() => (soundArmed.value ? disarmSound() : void armSound())}
        >
          {w(soundArmed.value ? 'soundOff' : 'soundArm')}
        </button>
        {PRIORITIES.map(priority => (
          <button key={priority} type="button" class="button plain" onClick={() => void tryTone(priority)}>
            {w('soundTry')} · {n(priorityTexts[priority])}
          </button>
        ))}
      </div>
    </section>
  )
}
