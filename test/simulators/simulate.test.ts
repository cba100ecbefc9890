import { describe, expect, it, vi } from 'vitest'
import { createInvariants } from '../../simulators/invariants.ts'
import { loadScenario } from '../../simulators/scenario.ts'
import { live, simulateCommand } from '../../simulators/simulate.ts'
import { createVirtualSite, type SiteMessage, type VirtualSite } from '../../simulators/site.ts'

const START = Date.UTC(2026, 2, 1)
const scenario = { ...loadScenario(), faults: [] }

describe('a life', () => {
  it.each([1, 2])('of a day and a half with seed %i breaks nothing, and is not a quiet one', seed => {
    const life = live(scenario, { days: 1.5, seed })
    expect(life.broken).toEqual([])
    expect(life.faults).toBeGreaterThan(3)
    expect(life.messages).toBeGreaterThan(50_000)
  })

  it('of two days with the devices of a do-it-yourself shop breaks nothing either', () => {
    const life = live(loadScenario('home-automation'), { days: 2, seed: 7 })
    expect(life.broken).toEqual([])
    expect(life.faults).toBeGreaterThan(3)
  })

  it('is the same for the same seed, byte for byte, and another for another', () => {
    const told = (seed: number) => live(scenario, { days: 0.2, seed }).fingerprint
    expect(told(5)).toBe(told(5))
    expect(told(5)).not.toBe(told(6))
  })
})

/** What the invariants say of a site that somebody has tampered with. */
function seen(tamper: (site: VirtualSite) => SiteMessage[]): string[] {
  const site = createVirtualSite(scenario, { seed: 1, start: START })
  const invariants = createInvariants()
  site.advance(60_000)
  const ordinary = site.messages()
  for (const { name, look } of invariants) expect([name, look(site, ordinary)]).toEqual([name, []])
  const messages = tamper(site)
  return invariants.filter(({ look }) => look(site, messages).length > 0).map(({ name }) => name)
}

const modelOf = (site: VirtualSite, id: string) => {
  const found = site.world.device(id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found.model
}

const said = (site: VirtualSite, payload: string, change: Partial<SiteMessage> = {}): SiteMessage => ({
  at: site.now(),
  device: 'fridge-1',
  connection: 'zigbee2mqtt-bridge',
  topic: 'zigbee2mqtt/fridge-1',
  payload: Buffer.from(payload),
  retain: false,
  qos: 1,
  ...change,
})

describe('each invariant can break', () => {
  it.each<[string, (site: VirtualSite) => SiteMessage[]]>([
    [
      'cabinet.physical',
      site => {
        Object.assign(modelOf(site, 'fridge-1').cabinet ?? {}, { airC: 300 })
        return []
      },
    ],
    [
      'register.rises',
      site => {
        const { register } = modelOf(site, 'gas-meter')
        if (register) register.total -= 5
        return []
      },
    ],
    [
      'valve.off-timer',
      site => {
        Object.assign(modelOf(site, 'valve-north').valve ?? {}, { reportedOpen: true })
        return []
      },
    ],
    [
      'water.balance',
      site => {
        modelOf(site, 'water-main').register?.add(1)
        return []
      },
    ],
    [
      'electricity.balance',
      site => {
        modelOf(site, 'electricity-cold').register?.add(500)
        return []
      },
    ],
    ['message.sound', site => [said(site, '{"temperature":null}')]],
    [
      'silent.silent',
      site => {
        site.inject({ device: 'fridge-1', fault: 'silent' })
        return [said(site, '{"temperature":3}')]
      },
    ],
    ['time.passes', site => [said(site, '{"temperature":3}', { at: site.now() + 1 })]],
  ])('%s', (name, tamper) => {
    expect(seen(tamper)).toEqual([name])
  })
})

describe('the command', () => {
  it('prints its seed, so that a bad story can be told again', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    expect(await simulateCommand(['--site-days', '0.05', '--seed', '77'])).toBe(0)
    expect(log.mock.calls.flat().join('\n')).toContain('seed 77')
    log.mockRestore()
  })

  it.each([['--site-days', '0'], ['--site-days', 'many'], ['--seed=-1'], ['--seed', '1.5']])(
    'refuses %s',
    async (...args) => {
      const error = vi.spyOn(console, 'error').mockImplementation(() => {})
      expect(await simulateCommand(args)).toBe(2)
      error.mockRestore()
    },
  )
})
