/**
 * Watering on the real broker of a real Steward: valves that speak Zigbee2MQTT, Tasmota, Shelly and ChirpStack, a process
 * that is killed while they are open, and a person with a browser.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Device, InboxEntry } from '../../core/contract/device.ts'
import type { Program, Run, Zone, ZoneStatus } from '../../core/contract/watering.ts'
import { LorawanValve } from '../../simulators/devices-industrial/lorawan-valve.ts'
import { type MachinePlayer, playMachines } from '../../simulators/devices-industrial/player.ts'
import { installationOf } from '../../simulators/installation.ts'
import { type Player, playOverMqtt } from '../../simulators/player.ts'
import { loadScenario } from '../../simulators/scenario.ts'
import { createVirtualSite, type VirtualSite } from '../../simulators/site.ts'
import { openBrowser, signIn } from '../support/browser.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'

const canteen = loadScenario('canteen')
const valves = (['zigbee2mqtt', 'tasmota', 'shelly-gen2'] as const).map((speaks, n) => ({
  id: `valve-${speaks}`,
  kind: 'valve' as const,
  speaks,
  area: 'hedges',
  everyS: 3,
  flowLpm: 10 + n,
  areaM2: 50,
  plant: 'turf' as const,
}))
const scenario = { ...canteen, devices: valves, programs: [], faults: [] }
const installation = installationOf(scenario)
const LORA = '24e124000000cafe'
const lora = new LorawanValve({ application: 'grounds', devEui: LORA, name: 'Bed' })
const NAMES = [...valves.map(({ id }) => id), LORA]

let steward: StewardProcess
let site: VirtualSite
let player: Player | undefined
let machines: MachinePlayer | undefined
let browser: Browser | undefined
const zones = new Map<string, Zone>()

beforeAll(async () => {
  steward = new StewardProcess()
  await steward.start()
  const topics = [...installation.clients.flatMap(({ filters }) => filters), 'application/#'].flatMap(
    topic => ['--topic', topic],
  )
  const { password } = await steward.addDevice('hub', ...topics)
  site = createVirtualSite(scenario, { seed: 5, start: Date.now(), stepS: 1 })
  const url = `mqtt://127.0.0.1:${steward.mqttPort}`
  player = playOverMqtt(site, {
    url,
    credentials: connection => ({ username: 'hub', password, clientId: `hub-${connection}` }),
  })
  machines = playMachines([lora], {
    url,
    credentials: () => ({ username: 'hub', password, clientId: 'hub-lora' }),
    everyMs: 500,
  })
  await player.ready
  await machines.ready
  for (const name of NAMES) zones.set(name, await zoneOf(name))
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await player?.stop()
  await machines?.stop()
  await steward?.stop()
  steward?.dispose()
})

/** Adopts a valve out of the inbox and makes a zone of it. */
async function zoneOf(name: string): Promise<Zone> {
  const address = name === LORA ? LORA : site.addressOf(name)
  const { key } = await eventually(`${name} in the inbox`, async () =>
    (await steward.api<InboxEntry[]>('GET', '/inbox')).find(
      ({ device, points }) =>
        device.address === address && points.some(({ metric }) => /valve|switch/.test(metric)),
    ),
  )
  const { device } = await steward.api<{ device: Device }>('POST', `/inbox/${key}/adopt`, { kind: 'valve' })
  const installed = installation.zones.find(zone => zone.valveDeviceId === name)
  return steward.api<Zone>('POST', '/zones', {
    ...{
      name,
      valveDeviceId: device.id,
      valveChannel: name === LORA ? '1' : (installed?.valveChannel ?? null),
    },
    ...{ flowPointId: null, soilPointId: null, areaM2: 50, nominalFlowLpm: 10, plant: 'turf' },
    ...{ maxRunS: 600, enabled: true },
  })
}

const isOpen = (name: string) =>
  name === LORA ? lora.open : (site.world.device(name)?.model.valve?.open ?? false)
const statusOf = async (name: string) =>
  (await steward.api<ZoneStatus[]>('GET', '/zones')).find(({ zone }) => zone.id === zones.get(name)?.id)
const idOf = (name: string) => zones.get(name)?.id ?? ''

test('every dialect opens with its own off-timer, says so, and is shut when its time is over', async () => {
  await Promise.all(
    NAMES.map(async name => {
      await eventually(`the first word of ${name}`, async () => (await statusOf(name))?.reported === 'closed')
      await steward.api<Run>('POST', `/zones/${idOf(name)}/run`, { runS: 10 })
      await eventually(`${name} to open`, async () => isOpen(name))
      await eventually(
        `${name} to say that it is open`,
        async () => (await statusOf(name))?.run?.state === 'running',
      )
      const done = await eventually(`the run of ${name} to be over`, async () => {
        const { run, lastRun } = (await statusOf(name)) ?? {}
        return run === null ? (lastRun ?? undefined) : undefined
      })
      expect(done).toMatchObject({ state: 'done' })
      expect(isOpen(name)).toBe(false)
      expect(done.litres).toBeGreaterThan(1)
    }),
  )
}, 90_000)

test('killed while four valves are open: all are shut before anything else, and nothing runs twice', async () => {
  for (const name of NAMES) await steward.api<Run>('POST', `/zones/${idOf(name)}/run`, { runS: 300 })
  await eventually('all to be open', async () => NAMES.every(isOpen))
  await steward.kill()
  await steward.start()
  await eventually('all to be shut', async () => NAMES.every(name => !isOpen(name)), 30_000)
  for (const name of NAMES) {
    const last = await eventually(
      'the run to be told',
      async () => (await statusOf(name))?.lastRun ?? undefined,
    )
    expect(last).toMatchObject({ state: 'stopped', reason: 'stopped-by-restart', plannedS: 300 })
    expect(last.wateredS).toBeLessThan(120)
  }
  await new Promise(resolve => setTimeout(resolve, 2000))
  expect(NAMES.some(isOpen)).toBe(false)
}, 90_000)

describe('a person with a phone', () => {
  let page: Page
  beforeAll(async () => {
    browser = await openBrowser()
    page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'en-GB' })
    await page.goto(`${steward.url}/grounds`)
    await signIn(page, steward)
    await page.getByTestId('run-zone').first().waitFor()
  }, 40_000)

  test('makes a program and sees what it will do while writing it', async () => {
    await page.getByText('New program').click()
    const form = page.locator('form')
    await form.locator('input').first().fill('Hedges at dawn')
    await page.getByTestId('program-method').selectOption('fixed')
    await form.locator('fieldset.form input').first().fill('12')
    const preview = page.getByTestId('program-preview')
    await preview.getByText(/runs, .* L/).waitFor()
    expect(await preview.locator('li').count()).toBeGreaterThanOrEqual(13)
    expect(await preview.locator('li').first().innerText()).toMatch(/: (water|no water)/)
    await form.getByText('Save', { exact: true }).click()
    await page.getByRole('heading', { name: 'Hedges at dawn' }).waitFor()
    const [program] = await steward.api<Program[]>('GET', '/programs')
    expect(program).toMatchObject({ method: 'fixed', starts: ['05:00'], steps: [{ runS: 720 }] })
  })

  test('skips today, puts all off for 48 hours and takes it back', async () => {
    await page.getByTestId('skip-today').first().click()
    await page
      .getByText(/Put off until/)
      .first()
      .waitFor()
    await page.getByText('Water again').first().click()
    await page.getByTestId('delay48').click()
    await page.getByTestId('delayed').waitFor()
    const { delayedUntil } = await steward.api<{ delayedUntil: number }>('GET', '/watering/settings')
    expect(delayedUntil).toBeGreaterThan(Date.now() + 47 * 3_600_000)
    await page.getByText('Water again').first().click()
    await page.getByTestId('delay48').waitFor()
  })

  test('waters by hand with a countdown, and stops everything from another page', async () => {
    await page.getByTestId('run-zone').first().click()
    await page.getByRole('button', { name: '5 min' }).click()
    await page
      .getByText(/^4:\d\d/)
      .first()
      .waitFor()
    expect(NAMES.filter(isOpen)).toHaveLength(1)
    await page.getByRole('link', { name: 'Kitchen' }).first().click()
    await page.route('**/watering/stop', route => route.abort())
    await page.getByTestId('stop-water').click()
    await page.getByText(/^Not stopped/).waitFor()
    await page.unroute('**/watering/stop')
    await page.getByTestId('stop-water').click()
    await page.getByText(/^Told \d+ valves to close/).waitFor()
    await eventually('all to be shut', async () => NAMES.every(name => !isOpen(name)))
  })

  test('a valve that does not shut is an alarm until somebody has mended it', async () => {
    const name = 'valve-tasmota'
    await steward.api<Run>('POST', `/zones/${idOf(name)}/run`, { runS: 300 })
    await eventually('it to be open', async () => (await statusOf(name))?.reported === 'open')
    site.inject({ device: name, fault: 'silent', forS: 14 })
    await steward.api('POST', `/zones/${idOf(name)}/stop`)
    const open = () => steward.api<{ items: Alarm[] }>('GET', '/alarms?state=open')
    await eventually(
      'the alarm',
      async () => (await open()).items.some(({ key }) => key.startsWith('command.')),
      30_000,
    )
    await page.goto(`${steward.url}/grounds/zone/${idOf(name)}`)
    await page.getByTestId('incidents').getByText('Did not close').waitFor()
    await eventually('it to shut at last', async () => (await statusOf(name))?.incidents.length === 0, 60_000)
    await eventually('the alarm to be over', async () =>
      (await open()).items.every(({ key, returnedAt }) => !key.startsWith('command.') || returnedAt !== null),
    )
  }, 120_000)
})
