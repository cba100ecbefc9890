/** What a channel of each type needs before it can tell anybody. */
import type { Channel } from '../../../core/contract/channel.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { StateStore } from '../../../core/ports.ts'

/** Throws `request.invalid` with what is missing. */
export function checkChannel(state: StateStore, channel: Channel): void {
  const fault = faultOf(state, channel)
  if (fault !== null) throw new Problem('request.invalid', fault)
}

function faultOf(state: StateStore, { type, url, siren, siteId }: Channel): string | null {
  if (type === 'push') return null
  if (type === 'email') return /^smtps?:\/\/[^/]/.test(url) ? null : 'e-mail needs a server: smtp://host:587'
  if (type !== 'siren')
    return /^https?:\/\/[^/]/.test(url) && URL.canParse(url) ? null : 'the address is missing'
  if (siren === undefined) return 'a siren needs a device or a topic'
  if (siren.deviceId === null) return siren.topic ? null : 'a siren needs a device or a topic'
  return state.devices.get(siren.deviceId)?.siteId === siteId ? null : `there is no device ${siren.deviceId}`
}
