import mqtt, { type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Player, playOverMqtt } from '../../simulators/player.ts'
import { loadScenario } from '../../simulators/scenario.ts'
import { createVirtualSite, type VirtualSite } from '../../simulators/site.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'

/** Fast enough that reports of all devices come within seconds. */
const SPEED = 120
const SOON = { timeout: 10_000, interval: 50 }

let broker: Mosquitto
let listener: MqttClient
let heard: { readonly topic: string; readonly text: string; readonly retain: boolean }[]
let site: VirtualSite
let player: Player | undefined

beforeEach(async () => {
  broker = await startMosquitto()
  listener = await mqtt.connectAsync(broker.url, { reconnectPeriod: 200, connectTimeout: 5000 })
  heard = []
  listener.on('message', (topic, payload, { retain }) =>
    heard.push({ topic, text: payload.toString(), retain }),
  )
  await listener.subscribeAsync('#', { qos: 1 })
  const scenario = { ...loadScenario(), faults: [] }
  site = createVirtualSite(scenario, { seed: 1, start: Date.UTC(2026, 2, 2), timestamps: false })
})

afterEach(async () => {
  await player?.stop()
  player = undefined
  await listener.endAsync(true)
  await broker.stop()
})

async function play(): Promise<Player> {
  player = playOverMqtt(site, {
    url: broker.url,
    credentials: connection => ({ clientId: connection }),
    speed: SPEED,
  })
  await player.ready
  return player
}

const saidOn = (topic: string) => heard.filter(message => message.topic === topic).map(({ text }) => text)

it('every client connects, says that it is there, and every device is heard', async () => {
  const { counts } = await play()
  expect(counts.connected).toBe(site.connections.length)
  await vi.waitFor(() => {
    expect(saidOn('zigbee2mqtt/bridge/state')).toEqual(['{"state":"online"}'])
    expect(saidOn('tele/freezer-1/LWT')).toEqual(['Online'])
    expect(saidOn('steward/canteen/gas-1/status')).toEqual(['online'])
    expect(JSON.parse(saidOn('tele/freezer-1/SENSOR')[0] ?? '').DS18B20.Temperature).toBeLessThan(-5)
    expect(JSON.parse(saidOn('zigbee2mqtt/fridge-1')[0] ?? '').temperature).toBeGreaterThan(-5)
    expect(JSON.parse(saidOn('steward/canteen/gas-1')[0] ?? '')).toHaveProperty('gas_lel')
  }, SOON)
})

it.each([
  [
    'zigbee2mqtt/valve-north',
    'zigbee2mqtt/valve-north/set',
    '{"cyclic_timed_irrigation":{"current_count":0,"total_number":1,"irrigation_duration":300,"irrigation_interval":0}}',
    (text: string) => JSON.parse(text).state === 'ON',
  ],
  [
    'stat/valve-hedges/POWER',
    'cmnd/valve-hedges/Backlog',
    'PulseTime1 400; Power1 ON',
    (text: string) => text === 'ON',
  ],
  [
    'steward/canteen/valve-roses',
    'steward/canteen/valve-roses/set',
    '{"valve_open":true,"for_s":300}',
    (text: string) => JSON.parse(text).valve_open === true,
  ],
])('%s opens when it is told to and shuts by its own timer', async (reports, orders, order, isOpen) => {
  const { counts } = await play()
  await listener.publishAsync(orders, order, { qos: 1 })
  await vi.waitFor(() => expect(saidOn(reports).filter(isOpen).length).toBeGreaterThan(0), SOON)
  expect(counts.ordersHeard).toBeGreaterThan(0)
  // Five virtual minutes later, with nobody having said anything.
  await vi.waitFor(() => {
    const said = saidOn(reports).map(isOpen)
    expect(said.slice(said.indexOf(true)).includes(false)).toBe(true)
  }, SOON)
})

it('says goodbye when it is stopped, where a will would not', async () => {
  await play()
  await player?.stop()
  player = undefined
  await vi.waitFor(() => {
    expect(saidOn('zigbee2mqtt/bridge/state').at(-1)).toBe('{"state":"offline"}')
    expect(saidOn('tele/freezer-1/LWT').at(-1)).toBe('Offline')
    expect(saidOn('steward/canteen/gas-1/status').at(-1)).toBe('offline')
  }, SOON)
})

it('comes back after the broker was away, and hears orders again', async () => {
  const { counts } = await play()
  await broker.halt()
  await vi.waitFor(() => expect(counts.connected).toBe(0), SOON)
  await broker.start()
  await vi.waitFor(() => {
    expect(counts.connected).toBe(site.connections.length)
    expect(listener.connected).toBe(true)
  }, SOON)
  await listener.publishAsync('steward/canteen/valve-roses/set', '{"valve_open":true,"for_s":600}', {
    qos: 1,
  })
  await vi.waitFor(() => {
    const said = saidOn('steward/canteen/valve-roses').map(text => JSON.parse(text).valve_open)
    expect(said).toContain(true)
  }, SOON)
})
