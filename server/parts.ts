/** What this room is made of before the gateway is known, and as much of the gateway as it uses. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Config } from '../core/contract/config.ts'
import type { ConnectedClient, MqttDoor } from '../core/contract/credential.ts'
import type { Clock, CommandRoad, GatewayStatus, RawPacket } from '../core/ports.ts'
import type { Access } from './access/access.ts'
import type { AlarmEngine } from './alarms/engine.ts'
import type { Recovery } from './alarms/recovery.ts'
import type { Coldchain } from './coldchain/coldchain.ts'
import type { Directory } from './directory.ts'
import type { UseBooks } from './energy/books.ts'
import type { Energy } from './energy/energy.ts'
import type { PairingRoom, RecordingRoom } from './http/dependencies.ts'
import type { LatestReadings } from './latest-values.ts'
import type { Mappings } from './mappings.ts'
import type { Dispatcher } from './notify/dispatcher.ts'
import type { SirenRoad } from './notify/index.ts'
import type { Rejections } from './rejections.ts'
import type { ChangeFeed, Logger } from './services.ts'
import type { Stores } from './stores.ts'
import type { Vitals } from './vitals.ts'

export interface ServerOptions {
  readonly config: Config
  readonly clock: Clock
  readonly log: Logger
  readonly dashboardFolder: string
}

/** As much of the gateway as this room uses. */
export interface GatewayRoad {
  readonly commands: CommandRoad
  status(): GatewayStatus
  door(): MqttDoor
  clients(): ConnectedClient[]
  disconnect(credentialId: string): void
  /** Reads a packet that gave nothing when it came, as history; says whether it was understood. */
  again(packet: RawPacket): Promise<boolean>
  /** Takes a packet of Steward's own as if a client had sent it. */
  hear(packet: RawPacket): Promise<void>
  recheck(): void
  readonly pairing: PairingRoom
  readonly recorder: RecordingRoom
  /** To the MQTT clients that listen at this moment. */
  publish(message: { readonly topic: string; readonly payload: string }): void
}

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** What is built before the gateway is known. */
export interface Parts extends ServerOptions, Stores {
  readonly changes: ChangeFeed
  readonly coldchain: Coldchain
  readonly latest: LatestReadings
  readonly directory: Directory
  readonly alarms: AlarmEngine
  readonly dispatcher: Dispatcher
  /** Filled when the gateway is there. */
  readonly sirens: { road?: SirenRoad }
  readonly rejections: Rejections
  readonly mappings: Mappings
  readonly access: Access
  readonly stored: () => number
  readonly vitals: Vitals
  readonly recovery: Recovery
  readonly books: UseBooks
  readonly energy: Energy
  readonly siteId: string
}
