/**
 * A siren or lamp: orders a device of ours on for a limited time (it ends by its own timer), or publishes on any MQTT
 * topic. Off when somebody answers and nothing else told here is still waiting.
 */
import { createHash } from 'node:crypto'
import type { Channel } from '../../core/contract/channel.ts'
import { type CommandRoad, type Notification, type Notifier, Undeliverable } from '../../core/ports.ts'

/** As much of the gateway as a siren needs. */
export interface SirenRoad {
  readonly commands: Pick<CommandRoad, 'send'>
  publish(message: { readonly topic: string; readonly payload: string }): void
}

const ON: ReadonlySet<string> = new Set(['raised', 're-raised', 'escalated', 'reminder', 'test'])
const OFF: ReadonlySet<string> = new Set(['acknowledged', 'shelved', 'returned', 'closed', 'latched'])
/** A test is short. */
const TEST_S = 3

/** `road` is undefined until the gateway is there. */
export function createSiren(road: () => SirenRoad | undefined): Notifier {
  return {
    type: 'siren',
    async notify(channel, message) {
      const to = road()
      if (to === undefined) throw new Error('the gateway is not there yet')
      const sounds = ON.has(message.event)
      // A gas alarm that is over but not answered keeps its siren's own time; others are told to be quiet.
      if (!sounds && !OFF.has(message.event)) return
      if (!sounds && (message.more?.others ?? 0) > 0) return
      order(to, channel, message, sounds)
    },
  }
}

function order(
  { commands, publish }: SirenRoad,
  { siren, name, id }: Channel,
  { id: telling, alarm, test }: Notification,
  on: boolean,
): void {
  if (siren === undefined) throw new Undeliverable('the channel has no siren')
  const { deviceId, channel, topic, forS } = siren
  const seconds = test ? Math.min(TEST_S, forS) : forS
  if (deviceId !== null) {
    const kind = on ? 'switch.on' : 'switch.off'
    const reason = `${name.en}: ${alarm.name.en}`.slice(0, 200)
    // The same telling is the same order, so a repeat after a crash does not sound twice.
    const key = `siren-${createHash('sha256').update(`${id} ${telling}`).digest('hex').slice(0, 32)}`
    commands.send({ deviceId, kind, channel, forS: on ? seconds : null, by: 'steward', reason, id: key })
    return
  }
  if (topic === undefined || topic === '') throw new Undeliverable('the channel has neither device nor topic')
  publish({ topic, payload: on ? (siren.on ?? 'ON') : (siren.off ?? 'OFF') })
}
