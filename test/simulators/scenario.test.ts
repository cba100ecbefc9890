import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { demoAreas, demoDevices, demoPrograms } from '../../core/text/demo.ts'
import { FAULT_KINDS, loadScenario, scenarioNames } from '../../simulators/scenario.ts'

const folder = mkdtempSync(join(tmpdir(), 'steward-scenario-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The path of a scenario written for one test. */
function written(text: string): string {
  const path = join(folder, 'own.yaml')
  writeFileSync(path, text)
  return path
}

describe('the scenarios that come with Steward', () => {
  it.each(scenarioNames())('%s is sound and bears its file’s name', name => {
    expect(loadScenario(name).name).toBe(name)
  })

  it('between them let everything go wrong that can', () => {
    const seen = new Set(scenarioNames().flatMap(name => loadScenario(name).faults.map(({ fault }) => fault)))
    expect([...seen].sort()).toEqual([...FAULT_KINDS].sort())
  })

  it('have a name in both languages for every place, device and program', () => {
    const { areas, devices, programs } = loadScenario()
    expect(areas.filter(({ id }) => !Object.hasOwn(demoAreas, id))).toEqual([])
    expect(devices.filter(({ id }) => !Object.hasOwn(demoDevices, id))).toEqual([])
    expect(programs.filter(({ id }) => !Object.hasOwn(demoPrograms, id))).toEqual([])
  })
})

describe('a scenario of one’s own', () => {
  it('says only how it differs', () => {
    const own = loadScenario(
      written('extends: canteen\nname: quiet\nfaults: [{ device: leak-2, fault: water-leak, atMin: 1 }]'),
    )
    expect(own.devices).toEqual(loadScenario().devices)
    expect(own.faults).toEqual([{ device: 'leak-2', fault: 'water-leak', atMin: 1 }])
  })

  it.each([
    ['an unknown fault', 'faults: [{ device: leak-2, fault: earthquake, atMin: 1 }]', '/faults/0/fault'],
    ['a fault of nobody', 'faults: [{ device: leak-9, fault: water-leak, atMin: 1 }]', 'leak-9'],
    ['a word too many', 'weather: fine', '/weather'],
    [
      'a valve nobody has',
      'programs: [{ id: p, days: [1], starts: ["05:00"], steps: [{ valve: v, runS: 60 }] }]',
      ' v',
    ],
  ])('with %s is refused in one line that says where', (_, line, part) => {
    const load = () => loadScenario(written(`extends: canteen\nname: own\n${line}`))
    expect(load).toThrow(part)
    expect(load).not.toThrow('\n')
  })

  it('that nobody wrote is refused with the names there are', () => {
    expect(() => loadScenario('castle')).toThrow(/castle.*canteen/)
  })
})
