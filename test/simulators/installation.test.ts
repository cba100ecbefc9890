import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { Device } from '../../core/contract/device.ts'
import { Meter, Tariff } from '../../core/contract/energy.ts'
import { Area, Site } from '../../core/contract/site.ts'
import { Program, Supply, Zone } from '../../core/contract/watering.ts'
import { installationOf } from '../../simulators/installation.ts'
import { loadScenario } from '../../simulators/scenario.ts'
import { createVirtualSite } from '../../simulators/site.ts'

const scenario = loadScenario()
const installation = installationOf(scenario, Date.parse('2026-03-02T00:00:00Z'))
const { site, areas, devices, supplies, zones, programs, meters, tariffs, clients } = installation

describe('the installation of the canteen', () => {
  it.each<[string, TSchema, readonly unknown[]]>([
    ['site', Site, [site]],
    ['area', Area, areas],
    ['device', Device, devices.map(({ device }) => device)],
    ['zone', Zone, zones.map(({ flow, probe, ...zone }) => ({ ...zone, flowPointId: 1, soilPointId: 1 }))],
    ['supply', Supply, supplies.map(({ flow, ...supply }) => ({ ...supply, flowPointId: 1 }))],
    ['program', Program, programs],
    ['meter', Meter, meters.map(({ point, ...meter }) => ({ ...meter, pointId: 1 }))],
    ['tariff', Tariff, tariffs],
  ])('every %s is what the contract says', (_, schema, all) => {
    expect(all.length).toBeGreaterThan(0)
    expect(all.flatMap(one => [...Value.Errors(schema, one)].map(({ message }) => message))).toEqual([])
  })

  it('what refers to something refers to something that is there', () => {
    const places = new Set(areas.map(({ id }) => id))
    const points = new Set(
      devices.flatMap(({ device, points: all }) =>
        all.map(({ metric, channel }) => `${device.id} ${metric} ${channel}`),
      ),
    )
    const zoneIds = new Set(zones.map(({ id }) => id))
    const meterIds = new Set(meters.map(({ id }) => id))
    const refs = [
      ...zones.flatMap(({ flow, probe }) => [flow, probe]),
      ...supplies.map(({ flow }) => flow),
      ...meters.map(({ point }) => point),
    ]
    expect(devices.filter(({ device }) => !places.has(device.areaId ?? '')).length).toBe(0)
    expect(
      refs.filter(ref => ref !== null && !points.has(`${ref.deviceId} ${ref.metric} ${ref.channel}`)),
    ).toEqual([])
    expect(programs.flatMap(({ steps }) => steps).filter(({ zoneId }) => !zoneIds.has(zoneId))).toEqual([])
    expect(meters.filter(({ parentId }) => parentId !== null && !meterIds.has(parentId))).toEqual([])
  })

  it('no device and address comes twice, and every zone has its probe and a meter', () => {
    const names = devices.map(({ device }) => `${device.codec} ${device.address}`)
    expect(new Set(names).size).toBe(names.length)
    expect(
      zones.filter(({ flow, probe }) => probe === null || (flow === null && supplies[0]?.flow === null)),
    ).toEqual([])
  })

  it('gives every connection of the site its own sign-in', () => {
    const virtual = createVirtualSite(scenario, { seed: 1, start: 0 })
    expect(clients.map(({ name }) => name)).toEqual(virtual.connections.map(({ id }) => id))
    expect(clients.filter(({ filters }) => filters.length === 0 || filters.includes('#'))).toEqual([])
  })
})
