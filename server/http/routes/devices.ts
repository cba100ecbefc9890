import type { Device, deviceRoutes, RejectedPacket } from '../../../core/contract/device.ts'
import { Problem } from '../../../core/contract/error.ts'
import { METRIC_NAMES, METRICS } from '../../../core/contract/metric.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import type { RawPacket } from '../../../core/ports.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { requireTwo, silences } from '../second-person.ts'

const REJECTIONS_DEFAULT = 50

export function deviceHandlers(deps: AppDependencies): HandlersOf<typeof deviceRoutes> {
  const { state, directory, devices, alarms, access, revoke, decodeAgain } = deps

  const known = { get: (id: string) => directory.byId(id) }

  const detailOf = (device: Device) => ({ device, points: directory.pointsOf(device.id) })

  /** An area is named only where the device is. */
  function requireArea(visit: Visit, areaId: string | null | undefined, siteId: string): void {
    if (areaId === undefined || areaId === null) return
    const area = state.areas.get(areaId)
    if (area === undefined || area.siteId !== siteId || !visit.sees(siteId))
      throw new Problem('thing.not-found', `there is no ${areaId} at this site`)
  }

  function requireSite(visit: Visit, siteId: string): string {
    if (visit.sees(siteId) && state.sites.get(siteId) !== undefined) return siteId
    throw new Problem('thing.not-found', `there is no ${siteId}`)
  }

  /** Setting a detector aside, or calling it something else, silences it like a shelf would: that takes two. */
  function requireAgreement(device: Device, change: Partial<Pick<Device, 'status' | 'kind'>>): void {
    const { status = device.status, kind = device.kind } = change
    if (device.status !== 'active' || (status === 'active' && kind === device.kind)) return
    const rules = directory.pointsOf(device.id).flatMap(({ id }) => state.rules.list({ pointId: id }))
    requireTwo(
      alarms,
      rules.filter(rule => silences(rule, undefined)).map(({ id }) => id),
    )
  }

  /** A device that is not listened to may not speak either. */
  function applyStatus(device: Device): void {
    access.credentials.setDisabled(device.id, device.status === 'disabled')
    if (device.status === 'disabled') revoke(device.id)
  }

  return {
    listDevices: ({ visible }) =>
      visible(directory.devices()).filter(({ status }) => status === 'active' || status === 'disabled'),

    getDevice: ({ params, own }) => detailOf(own(known, params.id)),

    createDevice({ body, ...visit }) {
      const siteId = requireSite(visit, body.siteId ?? visit.homeSiteId())
      requireArea(visit, body.areaId, siteId)
      if (state.credentials.get(body.id) !== undefined)
        throw new Problem('thing.conflict', `the name ${body.id} has an MQTT credential already`)
      return devices.create({
        ...body,
        siteId,
        name: body.name === undefined ? undefined : nameOf(body.name),
      })
    },

    changeDevice({ params, body, ...visit }) {
      const device = visit.own(known, params.id)
      requireArea(visit, body.areaId, device.siteId)
      requireAgreement(device, body)
      const { name, ...change } = body
      const changed = devices.change(
        device.id,
        name === undefined ? change : { ...change, name: nameOf(name) },
      )
      if (body.status !== undefined) applyStatus(changed)
      return changed
    },

    listInbox: ({ query, sees }) => devices.inbox(query.status).filter(entry => sees(entry.device.siteId)),

    adoptDevice({ params, body, ...visit }) {
      const device = visit.own(known, params.key)
      const siteId = requireSite(visit, body.siteId ?? device.siteId)
      requireArea(visit, body.areaId, siteId)
      const name = body.name === undefined ? undefined : nameOf(body.name)
      return detailOf(devices.adopt(device.id, { ...body, siteId, name }))
    },

    ignoreDevice({ params, own }) {
      const device = own(known, params.key)
      if (device.status === 'active') throw new Problem('thing.conflict', `${device.id} is adopted already`)
      return devices.change(device.id, { status: 'ignored' })
    },

    // A packet that gave nothing belongs to no device, so to no site: only who sees all sites may look.
    listRejections: ({ query, seesEverything }) =>
      seesEverything() ? state.rejections.list({}, { limit: query.limit ?? REJECTIONS_DEFAULT }) : [],

    async decodeRejectionsAgain({ body, audit, seesEverything }) {
      if (!seesEverything()) throw new Problem('access.forbidden', 'packets that gave nothing are of no site')
      const understood: number[] = []
      for (const id of new Set(body.ids)) {
        const packet = state.rejections.get(id)
        if (packet !== undefined && !packet.cut && (await decodeAgain(rawPacketOf(packet))))
          understood.push(id)
      }
      state.transaction(() => state.rejections.forget(understood))
      audit.after = { understood: understood.length }
      return { understood: understood.length, refused: body.ids.length - understood.length }
    },

    listMetrics: () =>
      METRIC_NAMES.map(metric => ({ metric, unit: METRICS[metric].unit, kind: METRICS[metric].kind })),
  }
}

function rawPacketOf({ topic, payload, encoding, at }: RejectedPacket): RawPacket {
  const bytes = Buffer.from(payload, encoding === 'hex' ? 'hex' : 'utf8')
  return { topic, payload: bytes, retained: false, receivedAt: at }
}
