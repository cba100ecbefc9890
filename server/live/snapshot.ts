/** What a page needs to draw itself at once. */
import type { LiveReading, LiveSnapshot } from '../../core/contract/live.ts'
import type { Reading } from '../../core/contract/reading.ts'
import type { Site } from '../../core/contract/site.ts'

import type { LiveDependencies } from './limits.ts'

/** Devices somebody has adopted; the inbox is only counted. */
export function snapshotOf(site: Site, deps: LiveDependencies): LiveSnapshot {
  const { state, directory, latest, watering, clock } = deps
  const here = directory.devices().filter(device => device.siteId === site.id)
  const devices = here.filter(({ status }) => status === 'active' || status === 'disabled')
  const points = devices.flatMap(device => directory.pointsOf(device.id))
  return {
    now: clock.now(),
    site,
    areas: state.areas.list({ siteId: site.id }),
    devices,
    points,
    readings: points.flatMap(point => {
      const reading = latest.get(point.id)
      return reading === undefined ? [] : [liveReading(reading)]
    }),
    alarms: state.alarms.list({ siteId: site.id, closedAt: null }),
    zones: watering.status().filter(status => status.zone.siteId === site.id),
    inbox: here.filter(device => device.status === 'inbox').length,
  }
}

export function liveReading({ point, at, value, quality }: Reading): LiveReading {
  return [point, at, value, quality]
}
