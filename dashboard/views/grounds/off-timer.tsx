/** What follows when a valve does not close by itself: said where it is chosen and where it is used. */
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { g } from './words.ts'

/** Nothing for a valve whose orders carry its own off-timer. */
export function OffTimerNote({ closesItself }: { closesItself: boolean | null }) {
  if (closesItself === true) return null
  return (
    <p class="small is-warned" data-testid="no-off-timer">
      {g(closesItself === null ? 'cannotOpen' : 'noOffTimer')}
    </p>
  )
}

/** The same for an outlet that is only being chosen; `outlet` as {@link keyOf} writes it. */
export function ChosenOffTimerNote({ outlet }: { outlet: string }) {
  const [valves] = useResource(() => call(api.listValves), 'valves')
  const [deviceId, channel] = outlet.split('\n')
  const found =
    valves.value.state === 'here'
      ? valves.value.value.find(one => one.deviceId === deviceId && (one.channel ?? '') === channel)
      : undefined
  return found === undefined ? null : <OffTimerNote closesItself={found.closesItself} />
}
