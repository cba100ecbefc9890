/** Every route of the API, under one name each. */
import { alarmRoutes } from './alarm.ts'
import { backupRoutes } from './backup.ts'
import { cabinetRoutes } from './cabinet.ts'
import { channelRoutes } from './channel.ts'
import { configurationRoutes } from './configuration.ts'
import { credentialRoutes } from './credential.ts'
import { deviceRoutes } from './device.ts'
import { energyRoutes } from './energy.ts'
import { escalationRoutes } from './escalation.ts'
import { ingestRoutes } from './ingest.ts'
import { inspectionRoutes } from './inspection.ts'
import { mappingRoutes } from './mapping.ts'
import { matterRoutes } from './matters.ts'
import { pairingRoutes } from './pairing.ts'
import { pictureRoutes } from './picture.ts'
import { pointRoutes } from './point.ts'
import { quietRoutes } from './quiet.ts'
import { recordingRoutes } from './recording.ts'
import { registryRoutes } from './registry.ts'
import { reportRoutes } from './report.ts'
import { rosterRoutes } from './roster.ts'
import { ruleRoutes } from './rule.ts'
import { ruleFileRoutes } from './rule-file.ts'
import { safetyRoutes } from './safety.ts'
import { siteRoutes } from './site.ts'
import { userRoutes } from './user.ts'
import { wateringRoutes } from './watering.ts'

export const api = {
  ...siteRoutes,
  ...deviceRoutes,
  ...inspectionRoutes,
  ...mappingRoutes,
  ...credentialRoutes,
  ...pictureRoutes,
  ...safetyRoutes,
  ...pointRoutes,
  ...ruleRoutes,
  ...ruleFileRoutes,
  ...alarmRoutes,
  ...cabinetRoutes,
  ...channelRoutes,
  ...rosterRoutes,
  ...quietRoutes,
  ...escalationRoutes,
  ...wateringRoutes,
  ...energyRoutes,
  ...registryRoutes,
  ...reportRoutes,
  ...userRoutes,
  ...matterRoutes,
  ...ingestRoutes,
  ...pairingRoutes,
  ...recordingRoutes,
  ...configurationRoutes,
  ...backupRoutes,
}
export type Api = typeof api
export const API_PREFIX = '/api/v1'
