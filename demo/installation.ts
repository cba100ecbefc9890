/** Writes down what an installer would have set up: devices with their points and rules, zones, programs, meters. */
import { silentAfterOf } from '../core/alarms/template.ts'
import { jurisdictionAt } from '../core/coldchain/jurisdiction.ts'
import { isColdKind } from '../core/coldchain/preset.ts'
import type { Device } from '../core/contract/device.ts'
import type { Point } from '../core/contract/point.ts'
import { systemClock } from '../house.ts'
import { createAccess } from '../server/access/access.ts'
import type { IssuedCredential } from '../server/access/credentials.ts'
import { createChangeFeed } from '../server/change-feed.ts'
import { templateRules } from '../server/devices.ts'
import { Directory } from '../server/directory.ts'
import { isDetector } from '../server/safety/detectors.ts'
import type { Logger } from '../server/services.ts'
import type { Stores } from '../server/stores.ts'
import type { Installation, PointRef } from '../simulators/installation.ts'

/** Ten minutes are right for a door and too long for a first look: what the scenario breaks is told of at once. */
const TROUBLED_DELAY_S = 20

const keyOf = ({ deviceId, metric, channel }: PointRef) => `${deviceId}\n${metric}\n${channel ?? ''}`

/** The points of an installation by what they measure. */
export class InstalledPoints {
  readonly #byKey = new Map<string, Point>()

  add(point: Point): void {
    this.#byKey.set(keyOf(point), point)
  }

  find(ref: PointRef): Point | undefined {
    return this.#byKey.get(keyOf(ref))
  }

  /** Throws for a point the installation names and nobody has. */
  idOf(ref: PointRef): number {
    const point = this.find(ref)
    if (point === undefined) throw new Error(`the scenario names a point nobody has: ${JSON.stringify(ref)}`)
    return point.id
  }
}

export function install(
  { state }: Stores,
  installation: Installation,
  troubled: ReadonlySet<string>,
  log: Logger,
): InstalledPoints {
  const points = new InstalledPoints()
  const directory = new Directory(state, createChangeFeed(log), systemClock)
  const pointOrNull = (ref: PointRef | null) => (ref === null ? null : points.idOf(ref))
  const region = jurisdictionAt(installation.site)
  state.transaction(() => {
    state.sites.put(installation.site)
    for (const area of installation.areas) state.areas.put(area)
    directory.put(bridgeOf(installation))
    for (const { device, points: measured } of installation.devices) {
      const own = measured.map(({ metric, channel }) => directory.ensurePoint(device, metric, channel))
      for (const point of own) points.add(point)
      const adopted = { ...device, silentAfterS: silentAfterOf(device.kind, own), ...ledgerOf(device) }
      directory.put(adopted)
      for (const rule of templateRules(adopted, own, Date.now(), region)) {
        // A cabinet keeps its delay, which is also how long a door or a defrost may explain it.
        const hurried = troubled.has(device.id) && !isColdKind(device.kind)
        const onDelayS = hurried ? Math.min(rule.onDelayS, TROUBLED_DELAY_S) : rule.onDelayS
        state.rules.put({ ...rule, onDelayS })
      }
    }
    for (const { flow, ...supply } of installation.supplies)
      state.supplies.put({ ...supply, flowPointId: pointOrNull(flow) })
    for (const { flow, probe, ...zone } of installation.zones) {
      state.zones.put({ ...zone, flowPointId: pointOrNull(flow), soilPointId: pointOrNull(probe) })
    }
    for (const program of installation.programs) state.programs.put(program)
    for (const { point, ...meter } of installation.meters)
      state.meters.put({ ...meter, pointId: points.idOf(point) })
    for (const tariff of installation.tariffs) state.tariffs.put(tariff)
  })
  return points
}

const DAY_MS = 86_400_000
/** What is installed and tried is green; one detector waits for its quarterly test, as there always is one. */
const INSTALLED_DAYS = 400
const TRIED_DAYS = 30
const OVERDUE_DAYS = 97
const OVERDUE = 'gas-3'

function ledgerOf(device: Device): Pick<Device, 'ledger'> {
  if (!isDetector(device)) return {}
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)
  const testedOn = daysAgo(device.id === OVERDUE ? OVERDUE_DAYS : TRIED_DAYS)
  return { ledger: { installedOn: daysAgo(INSTALLED_DAYS), testedOn } }
}

/** People of every role with one password, and a credential for every simulated MQTT client. */
export async function admit(
  { state }: Stores,
  installation: Installation,
  password: string,
): Promise<Map<string, IssuedCredential>> {
  const { users, credentials } = createAccess(state, systemClock)
  for (const role of ['kitchen', 'grounds', 'energy', 'manager'] as const)
    await users.create({ username: role, role, password })
  await users.create({ username: 'admin', role: 'administrator', password })
  return new Map(
    installation.clients.map(({ name, filters }) => [name, credentials.issueForGateway(name, filters)]),
  )
}

/** The radio bridge speaks for many, and for itself. */
function bridgeOf({ site }: Installation): Device {
  return {
    id: 'zigbee-bridge',
    siteId: site.id,
    areaId: null,
    name: { zh: 'Zigbee 网关', en: 'Zigbee bridge' },
    kind: 'gateway',
    status: 'active',
    codec: 'zigbee2mqtt',
    address: 'bridge',
    model: null,
    silentAfterS: 86_400,
    availability: null,
    texts: {},
    firstSeenAt: null,
    lastSeenAt: null,
    createdAt: site.createdAt,
  }
}
