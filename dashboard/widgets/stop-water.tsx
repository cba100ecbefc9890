/** Closes every valve in one tap from any page; there while water may be running. */
import { useSignal } from '@preact/signals'
import { wateringUi } from '../../core/text/watering-ui.ts'
import { api, call, wordsOf } from '../data/api.ts'
import { may, zones } from '../data/store.ts'
import { wordsFrom } from '../data/words.ts'
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

export function StopWater() {
  const told = useSignal('')
  if (!may('watering.operate') || (!waterMayRun() && told.value === '')) return null
  const stop = async () => {
    try {
      const { commands, failed } = await call(api.stopAll)
      told.value = g('stoppedSome', { count: commands.length, failed })
      setTimeout(() => (told.value = ''), 6000)
    } catch (error) {
      told.value = wordsOf(error)
    }
  }
  return (
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
      <span class="sr" role="status">
        {told.value}
      </span>
    </button>
  )
}
