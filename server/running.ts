/** What goes on by itself once the gateway is there: valves, alarms, tellings, watches. Stopped in the reverse order. */
import { watchCredentials } from './access/credential-watch.ts'
import { watchOutages } from './alarms/outages.ts'
import { createDeviceService } from './devices.ts'
import { Inspections } from './inspections/inspections.ts'
import { createIrrigation, type Irrigation } from './irrigation/irrigation.ts'
import { watchCertificate } from './jobs/certificate-watch.ts'
import { freeBytesOf, watchDisk } from './jobs/disk-watch.ts'
import { startHousekeeping } from './jobs/housekeeping.ts'
import { announceAlarms } from './notify/announcer.ts'
import { startEscalator } from './notify/escalator.ts'
import type { GatewayRoad, Parts } from './parts.ts'
import { createSafety, type Safety } from './safety/safety.ts'
import type { DeviceService } from './services.ts'
import { watchStore } from './store/store-watch.ts'

export interface Running {
  readonly irrigation: Irrigation
  readonly devices: DeviceService
  readonly safety: Safety
  readonly inspections: Inspections
  /** No new runs, no more words to clients. */
  quiesce(): void
  stop(): Promise<void>
}

/** Every valve that may be open is told to close before this returns. */
export function startRunning(parts: Parts, road: GatewayRoad): Running {
  const { state, series, alarms, access, dispatcher, config } = parts
  const { commands } = road
  const irrigation = createIrrigation({ ...parts, commands, allow: config.webhookAllow })
  irrigation.start()
  alarms.start()
  parts.coldchain.start()
  parts.sirens.road = road
  dispatcher.start()
  const issueCredential = access.credentials.issueForDevice.bind(access.credentials)
  const devices = createDeviceService({ ...parts, issueCredential })
  const safety = createSafety({ ...parts, devices, commands, hear: packet => road.hear(packet) })
  const inspections = new Inspections(parts)
  const silence = announceAlarms({ changes: parts.changes, publish: message => road.publish(message) })
  const stops = [
    parts.energy.books.start(),
    parts.energy.settlement.start(),
    watchStore({ series, alarms, siteId: parts.siteId }),
    watchDisk({ ...parts, freeBytes: () => freeBytesOf(config.data) }),
    watchCredentials(state, () => road.recheck()),
    watchCertificate({ tls: () => road.door().tls, alarms, clock: parts.clock, siteId: parts.siteId }),
    startEscalator(parts),
    watchOutages(parts).stop,
    startHousekeeping({ ...parts, keepDays: config.keepDays }),
    () => safety.stop(),
    inspections.start(),
  ]
  return {
    irrigation,
    devices,
    safety,
    inspections,
    quiesce() {
      silence()
      irrigation.stop()
    },
    async stop() {
      for (const stop of stops.reverse()) stop()
      await dispatcher.stop()
      alarms.stop()
      parts.coldchain.stop()
    },
  }
}
