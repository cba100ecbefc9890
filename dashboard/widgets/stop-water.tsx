/** Closes every valve in one tap from any page; there while water may be running. */
import { useSignal } from '@preact/signals'
import { wateringUi } from '../../core/text/watering-ui.ts'
import { api, call, wordsOf } from '../data/api.ts'
import { may, zones } from '../data/store.ts'
import { w, wordsFrom } from '../data/words.ts'
import { Icon } from './icon.tsx'
import { icons } from './icons.ts'

const g = wordsFrom(wateringUi)

/** True while a valve is open, was told to open, or says nothing with a run on. */
export function waterMayRun(): boolean {
  return zones.value.some(
    ({ reported, commanded, run }) =>
      reported === 'open' || commanded === 'open' || (run !== null && run.state !== 'planned'),
  )
}

/** Long enough to be read. */
const DONE_SHOWN_MS = 6000

/** What came of it is said to everybody; what went wrong stays until it is tried again or sent away. */
export function StopWater() {
  const told = useSignal('')
  const failed = useSignal(false)
  if (!may('watering.operate') || (!waterMayRun() && told.value === '')) return null
  const tell = (words: string, isFailure: boolean) => {
    told.value = words
    failed.value = isFailure
    if (isFailure) return
    setTimeout(() => {
      if (told.value === words) told.value = ''
    }, DONE_SHOWN_MS)
  }
  const stop = async () => {
    try {
      const { commands, failed: deaf } = await call(api.stopAll)
      const count = commands.length
      tell(deaf === 0 ? w('stoppedAll', { count }) : g('stoppedSome', { count, failed: deaf }), deaf > 0)
    } catch (error) {
      tell(g('stopFailed', { why: wordsOf(error) }), true)
    }
  }
  return (
    <>
      <button
        type="button"
        class="button water-stop"
        data-testid="stop-water"
        title={g('stopWater')}
        aria-label={g('stopWater')}
        onClick={() => void stop()}
      >
        <Icon svg={icons.stop} />
        <span class="stop-label">{g('stopWater')}</span>
      </button>
      <div
        class={told.value === '' ? 'sr' : `stop-told${failed.value ? ' problem' : ''}`}
        role={failed.value ? 'alert' : 'status'}
      >
        {told.value}
        {failed.value && (
          <button type="button" class="button plain" onClick={() => (told.value = '')}>
            {g('seen')}
          </button>
        )}
      </div>
    </>
  )
}
