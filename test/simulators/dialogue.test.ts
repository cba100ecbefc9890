import { describe, expect, it } from 'vitest'
import { isRejected } from '../../core/contract/reading.ts'
import { createDialects } from '../../gateway/codecs/index.ts'
import { installationOf } from '../../simulators/installation.ts'
import { loadScenario } from '../../simulators/scenario.ts'
import { createVirtualSite, type SiteMessage } from '../../simulators/site.ts'

const dialects = createDialects()

const START = Date.parse('2026-06-01T04:00:00Z')
const scenario = { ...loadScenario(), faults: [] }
const installation = installationOf(scenario, START)

/** What the product makes of a message the site sent. */
function heard({ topic, payload, retain, at }: Pick<SiteMessage, 'topic' | 'payload' | 'retain' | 'at'>) {
  return dialects.decode({ topic, payload, retained: retain, receivedAt: at })
}

describe('what the simulated devices say and what the product understands', () => {
  it('agree on every device, point and channel, and nothing is refused', () => {
    const site = createVirtualSite(scenario, { seed: 5, start: START })
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
    const site = createVirtualSite(scenario, { seed: 5, start: START })
    const codec = dialects.byName(speaks)
    const order = { deviceId: id, channel: null, forS: 300, by: 'test', reason: 'test' }
    const said = codec?.encode?.({ ...order, kind: 'valve.open' }, site.addressOf(id) ?? '') ?? []
    expect(said.length).toBeGreaterThan(0)
    for (const { topic, payload } of said) expect(site.command(topic, payload)).toBe(true)
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
    site.advance(30_000)
    expect(flow()).toBe(0)
    expect(reported().at(-1)).toBe(false)
  })
})
