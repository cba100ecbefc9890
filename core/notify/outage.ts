/**
 * One cause behind many silences: a gateway that is gone takes its sensors with it, and a power cut takes everything. That
 * is said once; the sensors' own silences are held back, and theirs alone: what they measured before stays an alarm.
 */
import type { Device } from '../contract/device.ts'

/** As much of a device as tells whether it is there. */
export type Seen = Pick<
  Device,
  'id' | 'siteId' | 'kind' | 'status' | 'codec' | 'address' | 'availability' | 'lastSeenAt' | 'silentAfterS'
> &
  Partial<Pick<Device, 'gatewayId'>>

export interface Outage {
  /** `gateway.silent:<device>` or `power.cut:<site>`: what holds the others back. */
  readonly reason: string
  readonly siteId: string
  readonly gatewayId: string | null
  /** Whose silence it explains, the gateway's own too. */
  readonly deviceIds: readonly string[]
  /** Silent already. */
  readonly silent: number
}

/** As few sensors as this prove nothing about their gateway. */
const CHILDREN_MIN = 3
/** A cut: this many at least, and this share of those whose silence could be known by now. */
const CUT_MIN = 5
const CUT_SHARE = 0.6
/** Falling silent within this of each other is one event. */
const TOGETHER_MS = 15 * 60_000

const THERE: ReadonlySet<Device['status']> = new Set(['active', 'inbox'])

/**
 * What lies dead at `now`, gateways first. A device that was never heard is not silent, it is not there yet. `since`:
 * nobody listened before then, so silence counts from there: a restart is no power cut.
 */
export function outagesOf(devices: readonly Seen[], now: number, since = 0): Outage[] {
  const there = devices.filter(({ status }) => THERE.has(status)).map(one => heardSince(one, since))
  const gateways = there.filter(isGateway)
  const outages = gateways.flatMap(gateway => gatewayOutage(gateway, childrenOf(gateway, there), now) ?? [])
  const explained = new Set(outages.flatMap(({ deviceIds }) => deviceIds))
  const rest = there.filter(({ id, status }) => status === 'active' && !explained.has(id))
  const cuts = [...Map.groupBy(rest, ({ siteId }) => siteId)].flatMap(
    ([siteId, some]) => cutOf(siteId, some, now) ?? [],
  )
  return [...outages, ...cuts]
}

/** Those heard through a gateway: told by a person, or by how the dialect names them. */
export function childrenOf(gateway: Seen, devices: readonly Seen[]): Seen[] {
  return devices.filter(
    device =>
      device.id !== gateway.id &&
      device.siteId === gateway.siteId &&
      (device.gatewayId == null ? isNamedUnder(gateway, device) : device.gatewayId === gateway.id),
  )
}

function heardSince(device: Seen, since: number): Seen {
  const { lastSeenAt } = device
  return lastSeenAt === null || lastSeenAt >= since ? device : { ...device, lastSeenAt: since }
}

/** One that somebody said is one, or a Zigbee2MQTT bridge that still waits in the inbox. */
function isGateway({ kind, codec, address }: Seen): boolean {
  return kind === 'gateway' || (codec === 'zigbee2mqtt' && BRIDGE.test(address))
}

const BRIDGE = /^(?:(.+)\/)?bridge$/

/** `home/bridge` speaks for `home/...`, the default bridge for what has no base; a node for what lies beneath it. */
function isNamedUnder(gateway: Seen, device: Seen): boolean {
  if (device.codec !== gateway.codec || isGateway(device)) return false
  const bridge = BRIDGE.exec(gateway.address)
  if (bridge === null) return device.address.startsWith(`${gateway.address}/`)
  const [, base] = bridge
  return base === undefined || device.address.startsWith(`${base}/`)
}

export function isSilent({ availability, lastSeenAt, silentAfterS }: Seen, now: number): boolean {
  return availability === 'offline' || (lastSeenAt !== null && now - lastSeenAt > silentAfterS * 1000)
}

function gatewayOutage(gateway: Seen, children: readonly Seen[], now: number): Outage | null {
  const active = children.filter(({ status }) => status === 'active')
  if (active.length === 0) return null
  const silent = active.filter(one => isSilent(one, now)).length
  // Some gateways say nothing of themselves: when all they carry is silent, so are they.
  const dead = isSilent(gateway, now) || (active.length >= CHILDREN_MIN && silent === active.length)
  if (!dead) return null
  return {
    reason: `gateway.silent:${gateway.id}`,
    siteId: gateway.siteId,
    gatewayId: gateway.id,
    deviceIds: [gateway.id, ...active.map(({ id }) => id)],
    silent,
  }
}

function cutOf(siteId: string, devices: readonly Seen[], now: number): Outage | null {
  const silent = devices.filter(one => isSilent(one, now) && one.lastSeenAt !== null)
  const last = Math.max(...silent.map(({ lastSeenAt }) => lastSeenAt ?? 0))
  const together = silent.filter(({ lastSeenAt }) => last - (lastSeenAt ?? 0) <= TOGETHER_MS)
  if (together.length < CUT_MIN) return null
  const since = Math.min(...together.map(({ lastSeenAt }) => lastSeenAt ?? now))
  const stale = new Set(silent.filter(one => !together.includes(one)))
  // Those that may be silent for longer cannot be asked yet, and those dead for long are another story.
  const asked = devices
    .filter(one => !stale.has(one) && one.lastSeenAt !== null)
    .filter(one => isSilent(one, now) || now - since > one.silentAfterS * 1000)
  if (together.length < asked.length * CUT_SHARE) return null
  return {
    reason: `power.cut:${siteId}`,
    siteId,
    gatewayId: null,
    deviceIds: devices.map(({ id }) => id),
    silent: together.length,
  }
}
