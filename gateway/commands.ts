/** Orders to devices: kept first, sent until the device's own report confirms them, or given up loudly. */
import { randomUUID } from 'node:crypto'
import { cancel, closes, report, settled, step } from '../core/commands/step.ts'
import type { Command } from '../core/contract/command.ts'
import { Problem } from '../core/contract/error.ts'
import type { Decoded } from '../core/contract/reading.ts'
import type { Clock, Collection, CommandRoad, DeviceDirectory, Order } from '../core/ports.ts'
import { covers } from './access.ts'
import type { Message } from './codecs/codec.ts'
import type { Dialects } from './codecs/index.ts'

const TICK_MS = 500
/** An open that has not been sent by then is forgotten. */
const EXPIRES_AFTER_MS = 60_000
/** Far enough apart for devices that count in minutes. */
const TIMES_TRIED_S = [60, 3600] as const
/** How far a device's clock may be behind before its own time says that a report is older than the order. */
const CLOCK_TOLERANCE_MS = 60_000

export interface CommandParts {
  readonly clock: Clock
  readonly directory: DeviceDirectory
  readonly commands: Collection<Command>
  readonly dialects: Dialects
  readonly publish: (message: Message) => void
}

export class Commands implements CommandRoad {
  readonly #parts: CommandParts
  readonly #open = new Map<string, Command>()
  readonly #listeners: ((command: Command) => void)[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(parts: CommandParts) {
    this.#parts = parts
  }

  /** Takes up what a restart left behind: closes are sent again, stale opens expire. */
  start(): void {
    for (const command of this.#parts.commands.list()) {
      if (settled(command)) continue
      // Whatever was sent before, nobody here knows what became of it.
      this.#open.set(command.id, closes(command) ? { ...command, sentAt: null } : command)
    }
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
    this.#tick()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  send(order: Order): Command {
    const known = order.id === undefined ? undefined : this.#parts.commands.get(order.id)
    if (known !== undefined) return known
    const device = this.#parts.directory.byId(order.deviceId)
    if (device === undefined) throw new Problem('thing.not-found', `no device ${order.deviceId}`)
    if (this.#messages(order) === undefined)
      throw new Problem('device.not-commandable', `${device.codec} has no words for ${order.kind}`)
    const now = this.#parts.clock.now()
    const { deviceId, kind, channel, forS, by, reason } = order
    const command: Command = {
      id: order.id ?? randomUUID(),
      siteId: device.siteId,
      ...{ deviceId, kind, channel, forS, by, reason },
      ...{ state: 'waiting', tries: 0, issuedAt: now, sentAt: null, settledAt: null },
      expiresAt: now + EXPIRES_AFTER_MS,
    }
    for (const older of [...this.#open.values()])
      if (older.deviceId === deviceId && older.channel === channel) this.#keep(cancel(older, now))
    this.#keep(command)
    return this.#advance(command)
  }

  onSettled(listener: (command: Command) => void): void {
    this.#listeners.push(listener)
  }

  /** As its dialect says it: the time is in the order when another time makes another one. */
  isTimed({ deviceId, channel, kind }: Pick<Order, 'deviceId' | 'channel' | 'kind'>): boolean | null {
    const [shorter, longer] = TIMES_TRIED_S.map(forS =>
      this.#messages({ deviceId, channel, kind, forS, by: '', reason: '' }),
    )
    if (shorter === undefined || longer === undefined) return null
    return JSON.stringify(shorter) !== JSON.stringify(longer)
  }

  /** A device spoke: its valve or switch state may confirm an order. */
  heard(deviceId: string, decoded: Decoded): void {
    if (this.#open.size === 0) return
    for (const command of [...this.#open.values()]) {
      if (command.deviceId !== deviceId) continue
      const metric = command.kind.startsWith('valve') ? 'valve_open' : 'switch_on'
      const value = decoded.values.find(
        one =>
          one.metric === metric && (command.channel ?? undefined) === one.channel && one.historical !== true,
      )
      if (value === undefined || isOlder(value.at, command)) continue
      const next = report(command, Boolean(value.value), this.#parts.clock.now())
      if (next !== command) this.#keep(next)
    }
  }

  /** Somebody begins to listen: a close they have not heard is not kept from them until its next repeat. */
  listening(filters: readonly string[]): void {
    for (const command of [...this.#open.values()]) {
      if (!closes(command)) continue
      const topics = (this.#messages(command) ?? []).map(({ topic }) => topic)
      if (topics.some(topic => filters.some(filter => covers(filter, topic))))
        this.#advance({ ...command, sentAt: null })
    }
  }

  #tick(): void {
    for (const command of [...this.#open.values()]) this.#advance(command)
  }

  #advance(before: Command): Command {
    const { command, send } = step(before, this.#parts.clock.now())
    if (command === before) return before
    // Kept as sent before it leaves: a crash in between repeats an order, it never loses one.
    this.#keep(command)
    if (send) for (const message of this.#messages(command) ?? []) this.#parts.publish(message)
    return command
  }

  #messages(order: Order) {
    // An open without its own end is never sent: the device must close even if Steward is gone.
    if (!closes(order) && order.forS === null) return undefined
    const device = this.#parts.directory.byId(order.deviceId)
    return device && this.#parts.dialects.byName(device.codec)?.encode?.(order, device.address)
  }

  #keep(command: Command): void {
    this.#parts.commands.put(command)
    if (!settled(command)) {
      this.#open.set(command.id, command)
      return
    }
    this.#open.delete(command.id)
    for (const listener of this.#listeners) listener(command)
  }
}

/** A report that a device had kept while it was away says nothing about an order given since. */
function isOlder(measuredAt: number | undefined, { sentAt }: Command): boolean {
  return measuredAt !== undefined && sentAt !== null && measuredAt < sentAt - CLOCK_TOLERANCE_MS
}
