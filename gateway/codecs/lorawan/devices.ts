/** What must be known of a device to send it a downlink, remembered from its uplinks. */
import type { Order } from '../../../core/ports.ts'
import type { DialectMemory } from '../codec.ts'
import { milesightOrder } from './milesight.ts'

const NAME_MAX_CHARS = 120

export interface KnownDevice {
  readonly application: string
  /** The network server's own name for it. */
  readonly id: string
  readonly model: string
  /** Class C: it hears a downlink at once. Said by ChirpStack. */
  readonly listens?: boolean
}

/** Written only when something is new. */
export function rememberDevice(memory: DialectMemory, address: string, device: KnownDevice): void {
  const before = memory.get(address) as KnownDevice | undefined
  const { application, id, model, listens } = device
  const same = before?.application === application && before.id === id && before.model === model
  if (same && before.listens === listens) return
  memory.put(address, device)
}

/** Its model, and the name that somebody gave it in the network server. */
export function called(model: string | undefined, name: unknown): { model?: string; name?: string } {
  return {
    ...(model === undefined ? {} : { model: model.toUpperCase() }),
    ...(typeof name === 'string' && name.trim() !== '' ? { name: name.trim().slice(0, NAME_MAX_CHARS) } : {}),
  }
}

/** Milesight takes orders on the port it reports on. */
export const ORDER_PORT = 85

/** The device and the frame of an order; undefined when it is not known or cannot carry the order out. */
export function frameFor(
  { kind, channel, forS }: Order,
  address: string,
  memory: DialectMemory,
): { readonly device: KnownDevice; readonly frame: string } | undefined {
  const device = memory.get(address) as KnownDevice | undefined
  if (device === undefined) return undefined
  const on = kind === 'valve.open' || kind === 'switch.on'
  const bytes = milesightOrder(device.model, { valve: kind.startsWith('valve'), on, forS, channel })
  return bytes && { device, frame: Buffer.from(bytes).toString('base64') }
}
