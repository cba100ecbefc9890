import { describe, expect, it } from 'vitest'
import { isRejected } from '../../core/contract/reading.ts'
import { createDialects } from '../../gateway/codecs/index.ts'
import { installationOf } from '../../simulators/installation.ts'
import { loadScenario } from '../../simulators/scenario.ts'
import { createVirtualSite, type SiteMessage } from '../../simulators/site.ts'

/** Whoever announces himself is not understood before. */
const dialects = createDialects()

const START = Date.parse('2026-06-01T04:00:00Z')
/** Of dialects that give a valve no off-timer. */
const TIMERLESS: ReadonlySet<string> = new Set(['home-assistant', 'esphome'])

/** What the product makes of a message the site sent. */
function heard({ topic, payload, retain, at }: Pick<SiteMessage, 'topic' | 'payload' | 'retain' | 'at'>) {
  return dialects.decode({ topic, payload, retained: retain, receivedAt: at })
}

describe.each(['canteen', 'home-automation'])(
  'what the devices of %s say and what the product understands',
  name => {
    const scenario = { ...loadScenario(name), faults: [] }
    const installation = installationOf(scenario, START)

    /** A site whose devices have introduced themselves. */
    const livingSite = () => {
      const site = createVirtualSite(scenario, { seed: 5, start: START })
      for (const { birth } of site.connections)
        for (const frame of birth) heard({ ...frame, payload: Buffer.from(frame.payload), at: START })
      return site
    }

    it('agree on every device, point and channel, and nothing is refused', () => {
      const site = livingSite()
      site.advance(3_600_000)
      const points = new Set<string>()
      const refused: string[] = []
      for (const message of site.messages()) {
        const { codec, decoding } = heard(message)
        if (isRejected(decoding)) refused.push(`${message.topic}: ${decoding.rejected.code}`)
        else
          for (const { device, values } of decoding)
            for (const { metric, channel } of values)
              points.add([codec, device, metric, channel ?? ''].join(' '))
      }
      expect(refused).toEqual([])
      const missing = installation.devices.flatMap(({ device, points: installed }) =>
        installed
          .map(({ metric, channel }) => [device.codec, device.address, metric, channel ?? ''].join(' '))
          .filter(key => !points.has(key)),
      )
      expect(missing).toEqual([])
    })

    it('births and wills are understood as on line and off line', () => {
      const site = createVirtualSite(scenario, { seed: 5, start: START })
      const wrong = site.connections.flatMap(({ will, birth }) =>
        [...birth, will].filter(frame => {
          const { decoding } = heard({ ...frame, payload: Buffer.from(frame.payload), at: START })
          return isRejected(decoding)
        }),
      )
      expect(wrong).toEqual([])
    })

    it.each(
      scenario.devices.filter(({ kind }) => kind === 'valve').map(({ id, speaks }) => [id, speaks] as const),
    )('%s (%s) opens at the product’s order, shuts by its own timer, and reports both', (id, speaks) => {
      const site = livingSite()
      site.advance(60_000)
      site.messages().forEach(heard)
      const codec = dialects.byName(speaks)
      const channel = installation.zones.find(zone => zone.valveDeviceId === id)?.valveChannel ?? null
      const tell = (kind: 'valve.open' | 'valve.close') => {
        const order = { deviceId: id, channel, forS: 300, kind, by: 'test', reason: 'test' }
        const said = codec?.encode?.(order, site.addressOf(id) ?? '') ?? []
        expect(said.length).toBeGreaterThan(0)
        for (const { topic, payload } of said) expect(site.command(topic, payload)).toBe(true)
      }
      tell('valve.open')
      const reported = () =>
        site
          .messages()
          .filter(({ device }) => device === id)
          .flatMap(message => {
            const { decoding } = heard(message)
            return isRejected(decoding) ? [] : decoding.flatMap(({ values }) => values)
          })
          .filter(({ metric }) => metric === 'valve_open' || metric === 'switch_on')
          .map(({ value }) => value)
      site.advance(10_000)
      expect(reported().at(-1)).toBe(true)
      const flow = () => site.world.device(id)?.model.valve?.flowLpm ?? 0
      expect(flow()).toBeGreaterThan(5)
      site.advance(280_000)
      expect(flow()).toBeGreaterThan(5)
      if (TIMERLESS.has(speaks)) tell('valve.close')
      site.advance(30_000)
      expect(flow()).toBe(0)
      expect(reported().at(-1)).toBe(false)
    })
  },
)
