/**
 * Things from a do-it-yourself shop on the real broker of a real Steward, and in a real browser: Shelly, ESPHome, and a
 * maker's own devices that announce themselves for Home Assistant in Fahrenheit, litres and watt-hours.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Device, InboxEntry } from '../../core/contract/device.ts'
import type { PointView } from '../../core/contract/point.ts'
import type { Zone } from '../../core/contract/watering.ts'
import { installationOf } from '../../simulators/installation.ts'
import { type Player, playOverMqtt } from '../../simulators/player.ts'
import { loadScenario } from '../../simulators/scenario.ts'
import { createVirtualSite, type VirtualSite } from '../../simulators/site.ts'
import { openBrowser, openOverview } from '../support/browser.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'

const scenario = loadScenario('home-automation')
const impatient = { ...scenario, devices: scenario.devices.map(device => ({ ...device, everyS: 5 })) }
const installation = installationOf(impatient)

let steward: StewardProcess
let site: VirtualSite
let player: Player | undefined
beforeAll(async () => {
  steward = new StewardProcess()
  await steward.start()
  // One sign-in for all of them, as an owner in a hurry makes it.
  const topics = installation.clients.flatMap(({ filters }) => filters.flatMap(filter => ['--topic', filter]))
  const { password } = await steward.addDevice('hub', ...topics)
  site = createVirtualSite(impatient, { seed: 3, start: Date.now(), stepS: 1 })
  player = playOverMqtt(site, {
    url: `mqtt://127.0.0.1:${steward.mqttPort}`,
    credentials: connection => ({ username: 'hub', password, clientId: `hub-${connection}` }),
  })
  await player.ready
}, 60_000)
afterAll(async () => {
  await player?.stop()
  await steward?.stop()
  steward?.dispose()
})

/** The device in the inbox, when it has spoken. */
function entryOf(id: string): Promise<InboxEntry> {
  const address = site.addressOf(id)
  return eventually(`${id} in the inbox`, async () =>
    (await steward.api<InboxEntry[]>('GET', '/inbox')).find(
      ({ device, points }) => device.address === address && points.length > 0,
    ),
  )
}

function pointsOf(deviceId: string): Promise<PointView[]> {
  return steward.api<PointView[]>('GET', `/points?deviceId=${deviceId}`)
}

test.each(installation.devices.map(({ device, points }) => [device.id, device.codec, points] as const))(
  '%s (%s) is met, with every reading in its unit',
  async (id, codec, wanted) => {
    const { device } = await entryOf(id)
    expect(device.codec).toBe(codec)
    const sensed = await eventually(`readings of ${id}`, async () => {
      const points = await pointsOf(device.id)
      const found = wanted.map(({ metric, channel }) =>
        points.find(point => point.metric === metric && point.channel === channel && point.last !== null),
      )
      return found.every(point => point !== undefined) && found
    })
    for (const { metric, channel, last } of sensed) {
      const truth = Number(
        site.world.read(id).find(one => one.metric === metric && one.channel === channel)?.value,
      )
      // What it is in the virtual world, give or take what it has moved on since.
      const slack = 0.5 + 0.05 * Math.abs(truth)
      if (metric !== 'power_active' && metric !== 'water_flow')
        expect(
          Math.abs((last?.value ?? Number.NaN) - truth),
          `${metric} ${last?.value} ${truth}`,
        ).toBeLessThan(slack)
    }
  },
)

describe('orders', () => {
  test.each(['herb-valve', 'lawn-valve', 'hedge-valve'])('%s opens, shuts, and says so', async id => {
    const { key } = await entryOf(id)
    const { device } = await steward.api<{ device: Device }>('POST', `/inbox/${key}/adopt`, { kind: 'valve' })
    const valveChannel = installation.zones.find(zone => zone.valveDeviceId === id)?.valveChannel ?? null
    const zone = await steward.api<Zone>('POST', '/zones', {
      ...{ name: { zh: '花坛', en: 'Bed' }, valveDeviceId: device.id, valveChannel, enabled: true },
      ...{ flowPointId: null, soilPointId: null, areaM2: 1, nominalFlowLpm: 1, plant: 'turf', maxRunS: 60 },
    })
    const isOpen = () => (site.world.device(id)?.model.valve?.flowLpm ?? 0) > 0
    const said = async (open: number) =>
      (await pointsOf(device.id)).some(
        ({ metric, last }) => (metric === 'valve_open' || metric === 'switch_on') && last?.value === open,
      )
    await steward.api('POST', `/zones/${zone.id}/run`, { runS: 30 })
    await eventually('the valve to open', async () => isOpen())
    await eventually('its word that it is open', () => said(1))
    await steward.api('POST', `/zones/${zone.id}/stop`, {})
    await eventually('the valve to shut', async () => !isOpen())
    await eventually('its word that it is shut', () => said(0))
  })
})

test('people see them in their own units', async () => {
  const browser = await openBrowser()
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' })
  await openOverview(page, steward)
  for (const [id, kind, ...shown] of [
    ['pantry-fridge', 'fridge', /\d\.\d\s*°C/],
    ['pantry-meter', 'electricity-meter', /120\.\d\d\s*kWh/, /22\d\s*V/],
    ['cellar-freezer', 'freezer', /−\d\d\.\d\s*°C/],
    ['cellar-water', 'water-meter', /77\.\d+\s*m³/],
    ['bar-fridge', 'fridge', /\d\.\d\s*°C/],
  ] as const) {
    const { key } = await entryOf(id)
    await steward.api('POST', `/inbox/${key}/adopt`, { kind })
    await page.goto(`${steward.url}/devices/${key}`)
    for (const value of shown) await page.getByText(value).first().waitFor()
  }
  await browser.close()
})
