import type { Config } from '../../core/contract/config.ts'
import type { ConnectedClient, MqttDoor } from '../../core/contract/credential.ts'
import type { IngestStatus } from '../../core/contract/ingest.ts'
import type { Pairing } from '../../core/contract/pairing.ts'
import type { Recording } from '../../core/contract/recording.ts'
import type { Clock, GatewayStatus, RawPacket, SeriesStore, StateStore } from '../../core/ports.ts'
import type { Access } from '../access/access.ts'
import type { BackupService } from '../backup.ts'
import type { CabinetService } from '../coldchain/cabinets.ts'
import type { FoodSamples } from '../coldchain/food-samples.ts'
import type { ConfigurationService } from '../configuration/service.ts'
import type { Directory } from '../directory.ts'
import type { Energy } from '../energy/energy.ts'
import type { Inspections } from '../inspections/inspections.ts'
import type { LatestReadings } from '../latest-values.ts'
import type { Mappings } from '../mappings.ts'
import type { DocumentServices } from '../reports/documents.ts'
import type { Safety } from '../safety/safety.ts'
import type {
  AlarmService,
  ChangeFeed,
  ChannelService,
  DeviceService,
  Logger,
  MeterService,
  WateringService,
} from '../services.ts'

/** The gateway's connections, as the API sees them. */
export interface MqttRoom {
  door(): MqttDoor
  clients(): ConnectedClient[]
  /** Ends the connections of a credential. */
  drop(credentialId: string): void
}

/** Devices without a credential, for some minutes. */
export interface PairingRoom {
  open(order: { prefix: string; minutes: number; by: string }): void
  close(): void
  status(): Pairing | null
}

/** Raw packets in files. */
export interface RecordingRoom {
  list(): Recording[]
  start(order: { filter: string; seconds: number; by: string }): Recording
  stop(id: string): Promise<Recording>
  read(id: string): Uint8Array
  remove(id: string): Promise<void>
}

/** Everything the API needs, handed over by the composition root. */
export interface AppDependencies extends DocumentServices {
  readonly config: Config
  readonly clock: Clock
  readonly log: Logger
  readonly state: StateStore
  readonly series: SeriesStore
  readonly latest: LatestReadings
  /** Devices and points as they stand in memory, newer than the state by up to a minute. */
  readonly directory: Pick<
    Directory,
    'byId' | 'byAddress' | 'devices' | 'pointsOf' | 'putPoint' | 'absorb' | 'rhythm'
  >
  readonly changes: ChangeFeed
  readonly alarms: AlarmService
  readonly devices: DeviceService
  readonly cabinets: CabinetService
  readonly foodSamples: FoodSamples
  readonly watering: WateringService
  readonly meters: MeterService
  readonly energy: Energy
  readonly channels: ChannelService
  readonly access: Access
  readonly backups: BackupService
  readonly gatewayStatus: () => GatewayStatus
  /** Readings made durable since the start. */
  readonly stored: () => number
  readonly machineStatus: () => IngestStatus['machine']
  /** Who connects over MQTT, and where. */
  readonly mqtt: MqttRoom
  readonly pairing: PairingRoom
  readonly recorder: RecordingRoom
  readonly configuration: ConfigurationService
  /** Closes the MQTT connections of a credential that no longer counts. */
  readonly revoke: (credentialId: string) => void
  readonly mappings: Mappings
  readonly safety: Safety
  readonly inspections: Inspections
  /** Reads a packet that gave nothing when it came, as history; says whether it was understood. */
  readonly decodeAgain: (packet: RawPacket) => Promise<boolean>
  /** Where the built dashboard is; it need not exist. */
  readonly dashboardFolder: string
}
