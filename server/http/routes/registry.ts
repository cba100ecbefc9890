import type { Device } from '../../../core/contract/device.ts'
import { Problem } from '../../../core/contract/error.ts'
import { REGISTRY_LIMITS, type registryRoutes } from '../../../core/contract/registry.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import { areaPath, type Registry } from '../../../core/registry/sheet.ts'
import { kindTexts } from '../../../core/text/devices.ts'
import { createAbsorption } from '../../registry/absorption.ts'
import { deviceHealth } from '../../registry/device-health.ts'
import { takeSheet, writeSheet } from '../../registry/sheet.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { attachment } from './reports.ts'

export function registryHandlers(deps: AppDependencies): HandlersOf<typeof registryRoutes> {
  const { state, directory, devices } = deps
  const absorption = createAbsorption(deps)
  const known = { get: (id: string) => directory.byId(id) }
  const detailOf = (device: Device) => ({ device, points: directory.pointsOf(device.id) })

  const registryOf = ({ visible, sees }: Visit): Registry => ({
    sites: state.sites.list().filter(({ id }) => sees(id)),
    areas: visible(state.areas.list()),
    devices: visible(directory.devices()).filter(
      ({ status }) => status === 'active' || status === 'disabled',
    ),
  })

  function requireArea(areaId: string | null | undefined, siteId: string): void {
    if (areaId != null && state.areas.get(areaId)?.siteId !== siteId)
      throw new Problem('thing.not-found', `there is no ${areaId} at this site`)
  }

  return {
    adoptDevices({ body, own, audit }) {
      // Looked at before the first is taken: what is in memory cannot be rolled back.
      if (new Set(body.items.map(({ key }) => key)).size < body.items.length)
        throw new Problem('request.invalid', 'a device stands in the list twice')
      for (const { key, areaId } of body.items) {
        const device = own(known, key)
        if (device.status === 'active') throw new Problem('thing.conflict', `${key} is adopted already`)
        requireArea(areaId, device.siteId)
      }
      const adopted = state.transaction(() =>
        body.items.map(({ key, name, ...choice }) =>
          devices.adopt(key, { ...choice, ...(name === undefined ? {} : { name: nameOf(name) }) }),
        ),
      )
      audit.before = undefined
      audit.after = adopted.map(({ id, kind }) => ({ id, kind }))
      return adopted
    },

    async replaceDevice({ params, body, own }) {
      const by = own(known, body.by)
      const device = inUse(own(known, params.id))
      return detailOf(await absorption.replace(device, by, body.registers ?? []))
    },

    async mergeDevice({ params, body, own }) {
      const other = own(known, body.other)
      const device = inUse(own(known, params.id))
      return detailOf(await absorption.merge(device, other))
    },

    getDeviceHealth({ params, own }) {
      const device = own(known, params.id)
      return deviceHealth(deps, device, state.sites.get(device.siteId)?.timeZone ?? 'UTC')
    },

    exportRegistry({ reply, ...visit }) {
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', attachment('设备台账 equipment.csv', 'equipment.csv'))
      return Buffer.from(writeSheet(registryOf(visit)))
    },

    async printLabels({ query, identity, request, reply, ...visit }) {
      const language = query.language ?? identity.user.language
      const wanted = query.ids === undefined ? undefined : new Set(query.ids.split(','))
      const { areas, devices: all } = registryOf({ ...visit, identity })
      const chosen = all
        .filter(({ id }) => wanted === undefined || wanted.has(id))
        .slice(0, REGISTRY_LIMITS.labels)
      if (chosen.length === 0) throw new Problem('thing.not-found', 'none of these devices is in use')
      const base = query.base ?? `${request.protocol}://${request.host}`
      const labels = chosen.map(device => ({
        title: device.name[language],
        lines: [areaPath(areas, device.areaId, language), kindTexts[device.kind][language]],
        url: `${base}/devices/${encodeURIComponent(device.id)}`,
      }))
      reply.type('application/pdf').header('content-disposition', 'inline; filename="labels.pdf"')
      return Buffer.from(await deps.press.labels(labels, language, deps.clock.now()))
    },

    importRegistry({ body, audit, ...visit }) {
      const outcome = takeSheet(deps, registryOf(visit), body.csv, body.dryRun)
      audit.target = 'registry'
      audit.after = outcome.applied
        ? { added: outcome.added, changes: outcome.changes.length }
        : { applied: false }
      return outcome
    },
  }
}

function inUse(device: Device): Device {
  if (device.status === 'active' || device.status === 'disabled') return device
  throw new Problem('thing.conflict', `${device.id} is not in use`)
}
