import { describe, expect, it } from 'vitest'
import { loadScenario, type ScenarioFault } from '../../simulators/scenario.ts'
import { createVirtualSite, type SiteMessage } from '../../simulators/site.ts'

const START = Date.UTC(2026, 2, 2)
const MINUTE_MS = 60_000

const siteWith = (faults: ScenarioFault[] = [], seed = 1) =>
  createVirtualSite({ ...loadScenario(), faults }, { seed, start: START })
const textsOf = (messages: readonly SiteMessage[], device: string) =>
  messages.filter(message => message.device === device).map(({ payload }) => Buffer.from(payload).toString())

describe('a virtual site', () => {
  it('says the same, byte for byte, however its time is cut', () => {
    const told = (cutsMs: readonly number[]) => {
      const site = siteWith([{ device: 'leak-1', fault: 'water-leak', atMin: 3, forMin: 4 }])
      for (const ms of cutsMs) site.advance(ms)
      return site.messages().map(({ at, topic, payload }) => `${at} ${topic} ${Buffer.from(payload)}`)
    }
    const whole = told([10 * MINUTE_MS])
    expect(told(Array.from({ length: 100 }, () => 6000))).toEqual(whole)
    expect(whole.length).toBeGreaterThan(300)
  })

  it('tells of a switch at once, not at the next report', () => {
    const site = siteWith([{ device: 'leak-1', fault: 'water-leak', atMin: 3, forMin: 4 }])
    site.advance(10 * MINUTE_MS)
    const said = site.messages().filter(({ device }) => device === 'leak-1')
    const wet = said.find(({ payload }) => JSON.parse(Buffer.from(payload).toString()).water_leak)
    expect(wet?.at).toBe(START + 3 * MINUTE_MS)
  })

  it('cannot be rewound once it has lived', () => {
    const site = siteWith()
    site.rewindTo(START - MINUTE_MS)
    site.advance(2 * MINUTE_MS)
    expect(() => site.rewindTo(START)).toThrow('begun')
  })
})

describe('what goes wrong with a device', () => {
  it('silent: nothing is heard, and nothing is obeyed', () => {
    const site = siteWith([{ device: 'valve-roses', fault: 'silent', atMin: 0, forMin: 30 }])
    site.command('steward/canteen/valve-roses/set', '{"valve_open":true,"for_s":60}')
    site.advance(29 * MINUTE_MS)
    expect(textsOf(site.messages(), 'valve-roses')).toEqual([])
    site.advance(10 * MINUTE_MS)
    const later = textsOf(site.messages(), 'valve-roses')
    expect(later.length).toBeGreaterThan(0)
    expect(later.filter(text => JSON.parse(text).valve_open)).toEqual([])
  })

  it('stuck: the same numbers again and again', () => {
    const site = siteWith([{ device: 'fridge-1', fault: 'stuck', atMin: 0 }])
    site.advance(30 * MINUTE_MS)
    const said = site.messages()
    const different = (device: string) =>
      new Set(textsOf(said, device).map(text => JSON.parse(text).temperature)).size
    expect(different('fridge-1')).toBe(1)
    expect(different('fridge-2')).toBeGreaterThan(5)
  })

  it('garbage: what nobody can read, of many kinds', () => {
    const site = siteWith([{ device: 'hot-1', fault: 'garbage', atMin: 0 }])
    site.advance(60 * MINUTE_MS)
    const texts = textsOf(site.messages(), 'hot-1')
    const readable = texts.filter(text => {
      try {
        return typeof JSON.parse(text).temperature === 'number'
      } catch {
        return false
      }
    })
    expect(texts.length).toBeGreaterThan(50)
    expect(readable).toEqual([])
    expect(new Set(texts).size).toBeGreaterThan(5)
  })

  it('a fault for a device that is not there is refused', () => {
    expect(() => siteWith().inject({ device: 'fridge-99', fault: 'silent' })).toThrow('fridge-99')
  })
})
