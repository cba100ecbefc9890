/** The configuration as files: what goes out comes in again unchanged, and a file that is wrong changes nothing. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScheduleInput } from '../../../core/contract/report.ts'
import type { StateStore } from '../../../core/ports.ts'
import { exportCommand } from '../../../server/commands/export.ts'
import { importCommand } from '../../../server/commands/import.ts'
import { applyPlan } from '../../../server/configuration/apply.ts'
import { exportFiles } from '../../../server/configuration/documents.ts'
import { planImport } from '../../../server/configuration/plan.ts'
import { keepSettings, readSettings } from '../../../server/irrigation/settings.ts'
import type { ReportLibrary } from '../../../server/reports/library.ts'
import { createReportSchedules } from '../../../server/reports/schedules.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { TestConsole } from '../commands/console.ts'
import { HouseFixture } from '../http/house-fixture.ts'

const NOW = 5_000_000
let house: HouseFixture
let folder: string
let fresh: StateStore
beforeEach(async () => {
  house = new HouseFixture()
  folder = mkdtempSync(join(tmpdir(), 'steward-configuration-'))
  fresh = openStateStore(join(folder, 'state.sqlite'))
  furnish()
  await house.user('anna', 'administrator')
  await house.user('ben', 'kitchen', ['north'])
  furnishPeopleAndSky()
})
afterEach(async () => {
  fresh.close()
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

const fail = () => {
  throw new Error('nothing is due')
}

function furnish(): void {
  const { state } = house
  const name = { zh: '名', en: 'name' }
  for (const siteId of ['north', 'south']) {
    house.furnish(siteId)
    state.areas.put({ id: `${siteId}-hall`, siteId, parentId: null, name })
  }
  state.areas.put({ id: 'attic', siteId: 'north', parentId: 'north-hall', name })
  const [point] = state.points.list({ deviceId: 'north-valve' })
  if (point) house.directory.putPoint({ ...point, name: { zh: '水', en: 'Water' } })
  house.directory.put({ ...house.device('guest', 'north'), status: 'inbox' })
  house.directory.flush()
}

function furnishPeopleAndSky(): void {
  const { state } = house
  const [ben] = state.users.list({ username: 'ben' })
  const chats = { wecom: 'ben@work', dingtalk: null, feishu: null }
  state.contacts.put({ id: ben?.id ?? '', email: 'ben@example.org', quiet: null, ...chats })
  const [point] = state.points.list({ deviceId: 'north-valve' })
  const settings = readSettings(state, 'north')
  keepSettings(state, 'north', {
    ...settings,
    limits: { ...settings.limits, windMs: 4 },
    station: { ...settings.station, rain: point?.id ?? null },
    delayedUntil: NOW + 1,
    delayedBy: 'ben',
  })
  state.holidays.put({
    ...{ id: 'north.2027', siteId: 'north', year: 2027, source: 'the school', work: ['2027-02-20'] },
    off: [{ date: '2027-02-06', name: { zh: '春节', en: 'Spring Festival' } }],
  })
}

const take = (files: Record<string, string>, state = house.state) => {
  const plan = planImport(state, files, NOW)
  expect(plan.faults).toEqual([])
  applyPlan(state, plan)
  return plan
}

test('what went out changes nothing when it comes in again', () => {
  const files = exportFiles(house.state)
  expect(planImport(house.state, files, NOW)).toMatchObject({ changes: [], faults: [] })
  expect(files['rules.yaml']).toContain('pointId: north-valve/water_total')
})

test('another installation becomes the same, and says the same when asked', () => {
  const files = exportFiles(house.state)
  // The points of the other one have other numbers.
  const other = new HouseFixture()
  try {
    other.point(other.device('elsewhere', 'north'))
    other.directory.flush()
    const plan = take(files, other.state)
    expect(plan.notes).toContain('ben cannot sign in before "steward user password ben"')
    const again = exportFiles(other.state)
    // What the files did not know is put out of service, not lost.
    expect(again['devices.yaml']).toContain('status: disabled')
    delete files['devices.yaml']
    delete again['devices.yaml']
    expect(again).toEqual(files)
    expect(planImport(other.state, again, NOW).changes).toEqual([])
    const rule = other.state.rules.get('north-rule')
    expect(other.state.points.get(rule?.pointId ?? 0)).toMatchObject({
      deviceId: 'north-valve',
      siteId: 'north',
    })
  } finally {
    void other.close()
  }
})

test('an empty installation takes it all', () => {
  const files = exportFiles(house.state)
  take(files, fresh)
  expect(exportFiles(fresh)).toEqual(files)
})

test('people are told by the name they sign in with, and the sky by the points of the station', () => {
  const files = exportFiles(house.state)
  expect(files['contacts.yaml']).toMatch(/^ben:\n/m)
  expect(files['weather.yaml']).toContain('rainPointId: north-valve/water_total')
  take(files, fresh)
  const [ben] = fresh.users.list({ username: 'ben' })
  expect(fresh.contacts.get(ben?.id ?? '')).toMatchObject({ email: 'ben@example.org', wecom: 'ben@work' })
  const { station, limits, delayedUntil } = readSettings(fresh, 'north')
  expect(fresh.points.get(station.rain ?? 0)).toMatchObject({ deviceId: 'north-valve' })
  expect([limits.windMs, delayedUntil]).toEqual([4, null])
  const strangers = { 'contacts.yaml': (files['contacts.yaml'] ?? '').replace('ben:', 'nobody:') }
  expect(planImport(fresh, strangers, NOW).faults).toMatchObject([{ id: 'nobody' }])
})

test('no secret and nothing that changes by itself is in the files', () => {
  const text = JSON.stringify(exportFiles(house.state))
  for (const word of ['channel-secret', 'argon2', 'passwordHash', 'lastSeenAt', 'createdAt', 'guest'])
    expect(text).not.toContain(word)
})

test('credentials go over with their topics and without their secret', () => {
  const { state } = house
  const hash = 'ab'.repeat(32)
  state.credentials.put({
    ...{ id: 'hall-bridge', kind: 'zigbee2mqtt', base: 'zigbee2mqtt', secretHash: hash, createdAt: NOW },
    ...{ publish: ['zigbee2mqtt/#'], subscribe: ['zigbee2mqtt/#'], disabled: false },
  })
  const files = exportFiles(state)
  expect(files['credentials.yaml']).not.toContain(hash)
  const { notes } = take(files, fresh)
  expect(notes.join()).toContain('hall-bridge: cannot connect before')
  expect(fresh.credentials.get('hall-bridge')).toMatchObject({ publish: ['zigbee2mqtt/#'], secretHash: '' })
  // Here it keeps its password whatever the file says of its topics.
  take(edit(files, 'credentials', '- zigbee2mqtt/#', '- zigbee2mqtt/hall/#'))
  const kept = state.credentials.get('hall-bridge')
  expect([kept?.secretHash, kept?.publish]).toEqual([hash, ['zigbee2mqtt/hall/#']])
  take({ 'credentials.yaml': '{}' })
  expect(state.credentials.get('hall-bridge')?.disabled).toBe(true)
  const wrong = { 'credentials.yaml': (files['credentials.yaml'] ?? '').replace('zigbee2mqtt/#', 'a/#/b') }
  expect(planImport(state, wrong, NOW).faults).toMatchObject([{ id: 'hall-bridge' }])
  state.credentials.remove('hall-bridge')
})

test('reports go on being sent where they are taken in: the next one is due at its time, not at once', async () => {
  const library = { list: () => [], make: fail, whenDone: fail, send: fail } as unknown as ReportLibrary
  const clock = new VirtualClock(NOW)
  const schedules = (state: StateStore) => createReportSchedules({ state, clock, log: silentLog, library })
  const order: ScheduleInput = {
    kind: 'energy',
    per: 'month',
    at: '07:30',
    to: ['head@example.org'],
    language: 'zh',
    format: 'pdf',
    enabled: true,
  }
  const { id, nextAt } = schedules(house.state).create('north', order, 'ben')
  const files = exportFiles(house.state)
  expect(files['report-schedules.yaml']).toContain('head@example.org')
  take(files, fresh)
  const there = schedules(fresh)
  await there.turn()
  expect(there.get(id)).toMatchObject({ ...order, nextAt, by: 'import', problem: null })
  take(edit(files, 'report-schedules', '07:30', '07:45'), fresh)
  expect(there.list(() => true)[0]?.nextAt).toBe(nextAt + 15 * 60_000)
  house.state.reportSchedules.remove(id)
})

test('the address of a robot is its key: it stays here, and an import leaves it alone', () => {
  const channel = house.state.channels.get('north-channel')
  if (channel === undefined) throw new Error('no channel')
  house.state.channels.put({ ...channel, type: 'wecom', url: 'https://example.org/send?key=k3y' })
  const files = exportFiles(house.state)
  expect(files['channels.yaml']).not.toContain('k3y')
  const edited = edit(files, 'channels', 'minPriority: low', 'minPriority: high')
  take(edited)
  expect(house.state.channels.get('north-channel')).toMatchObject({
    url: 'https://example.org/send?key=k3y',
    secret: 'channel-secret',
    minPriority: 'high',
  })
})

function edit(files: Record<string, string>, noun: string, before: string, after: string) {
  const text = files[`${noun}.yaml`] ?? ''
  expect(text).toContain(before)
  return { ...files, [`${noun}.yaml`]: text.replace(before, after) }
}

test('a change is told field by field, and what files never say stays', () => {
  const files = edit(exportFiles(house.state), 'rules', 'limit: 8', 'limit: 6')
  const plan = planImport(house.state, files, NOW)
  expect(plan.changes).toEqual([
    {
      noun: 'rules',
      id: 'north-rule',
      change: 'changed',
      fields: [{ field: 'condition.limit', before: 8, after: 6 }],
    },
  ])
  // A plan alone changes nothing.
  expect(house.state.rules.get('north-rule')?.condition).toMatchObject({ limit: 8 })
  take(files)
  expect(house.state.rules.get('north-rule')).toMatchObject({ createdAt: 0, changedAt: NOW + 1 })
})

test('what the file has no more is removed; devices and people are put out of service; sites stay', () => {
  const files = { 'rules.yaml': '', 'devices.yaml': '', 'sites.yaml': '' }
  const plan = planImport(house.state, files, NOW)
  expect(plan.faults).toEqual([])
  expect(plan.changes.map(({ noun, id, change }) => `${change} ${noun}/${id}`).sort()).toEqual([
    'disabled devices/north-valve',
    'disabled devices/south-valve',
    'removed rules/north-rule',
    'removed rules/south-rule',
  ])
  expect(plan.notes).toHaveLength(2)
  applyPlan(house.state, plan)
  expect(house.state.rules.list()).toEqual([])
  expect(house.state.devices.get('north-valve')?.status).toBe('disabled')
  expect(house.state.devices.get('guest')?.status).toBe('inbox')
  expect(house.state.sites.list()).toHaveLength(2)
  expect(house.state.zones.list()).toHaveLength(2)
})

test('what a template brought stays unless somebody has edited it: it would only come back', () => {
  const rule = house.state.rules.get('north-rule')
  if (rule === undefined) throw new Error('no rule')
  house.state.rules.put({ ...rule, id: 'north-valve.high', createdAt: 7, changedAt: 7 })
  house.state.rules.put({ ...rule, id: 'north-valve.low', createdAt: 7, changedAt: 8 })
  const { changes, notes } = planImport(house.state, { 'rules.yaml': '' }, NOW)
  expect(changes.map(({ id }) => id).sort()).toEqual(['north-rule', 'north-valve.low', 'south-rule'])
  expect(notes[0]).toContain("1 rules of the devices' templates")
})

test('a new user cannot sign in before somebody gives a password; a changed one signs in again', async () => {
  const session = house.access.sessions.start(house.state.users.list({ username: 'ben' })[0]?.id ?? '')
  expect(house.access.identify({ cookie: session })).toBeDefined()
  const files = edit(exportFiles(house.state), 'users', 'role: kitchen', 'role: viewer')
  files['users.yaml'] +=
    'carol:\n  displayName: Carol\n  role: manager\n  sites: ["*"]\n  language: zh\n  disabled: false\n'
  take(files)
  expect(house.access.identify({ cookie: session })).toBeUndefined()
  await expect(house.access.signIn('carol', '', '1.1.1.1')).rejects.toThrow()
  const [carol] = house.state.users.list({ username: 'carol' })
  await house.access.users.change(carol?.id ?? '', { password: 'a long enough one' })
  await house.access.signIn('carol', 'a long enough one', '1.1.1.1')
  expect(planImport(house.state, files, NOW).changes).toEqual([])
})

describe('a file that is wrong', () => {
  test.each<[string, (files: Record<string, string>) => Record<string, string>, RegExp]>([
    [
      'a limit that is a word',
      files => edit(files, 'rules', 'limit: 8', 'limit: eight'),
      /north-rule.*condition/,
    ],
    ['a misspelt field', files => edit(files, 'rules', 'onDelayS:', 'ondelay:'), /unknown field "ondelay"/],
    [
      'a site that is not there',
      files => edit(files, 'rules', 'siteId: north', 'siteId: east'),
      /names east/,
    ],
    [
      'a metric that is none',
      files => edit(files, 'rules', 'north-valve/water_total', 'north-valve/wet'),
      /is no point/,
    ],
    [
      'a device that is not there',
      files => edit(files, 'rules', 'north-valve/water_total', 'nobody/water_total'),
      /no device nobody/,
    ],
    [
      'a place of another site',
      files => edit(files, 'zones', 'siteId: north', 'siteId: south'),
      /at another site/,
    ],
    [
      'a rule of another site',
      files => edit(files, 'rules', 'siteId: north', 'siteId: south'),
      /not at south/,
    ],
    ['a clock nobody has', files => edit(files, 'sites', 'Asia/Shanghai', 'Asia/Nowhere'), /IANA/],
    ['a user of a site that is not there', files => edit(files, 'users', '- north', '- east'), /names east/],
    [
      'a place inside itself',
      files => edit(files, 'areas', 'parentId: null', 'parentId: attic'),
      /inside itself/,
    ],
    ['no YAML', files => ({ ...files, 'rules.yaml': 'a: [1' }), /rules\.yaml/],
    ['a list', files => ({ ...files, 'rules.yaml': '- a' }), /must be a list of "name: fields"/],
    ['one name twice', files => ({ ...files, 'areas.yaml': 'a: {}\na: {}\n' }), /areas\.yaml/],
    ['an alias bomb', files => ({ ...files, 'areas.yaml': 'a: &a {}\nb: *a\n' }), /areas\.yaml/],
    ['a file that means nothing here', files => ({ ...files, 'rule.yaml': '' }), /no such file belongs here/],
    [
      'an area that somebody is in',
      files => ({ ...files, 'areas.yaml': '' }),
      /names north-hall|names attic/,
    ],
    [
      'nobody left to govern',
      files => edit(files, 'users', 'role: administrator', 'role: viewer'),
      /no administrator/,
    ],
    [
      'a secret in a user',
      files => edit(files, 'users', 'role: kitchen', 'role: kitchen\n  passwordHash: x'),
      /unknown field "passwordHash"/,
    ],
    ['nothing', () => ({}), /no file to read/],
  ])('%s changes nothing and is named', (_what, spoil, message) => {
    house.directory.put({ ...house.device('north-valve', 'north'), areaId: 'north-hall' })
    const before = exportFiles(house.state)
    const { faults } = planImport(house.state, spoil(before), NOW)
    expect(faults.map(({ file, id, message }) => `${file} ${id} ${message}`).join('\n')).toMatch(message)
    expect(exportFiles(house.state)).toEqual(before)
  })
})

describe('over the API', () => {
  beforeEach(() => house.open())

  test('the running server sees it at once; a dry run changes nothing; both are in the audit log', async () => {
    const headers = house.bearer('administrator')
    const { files } = (await house.call('GET', '/configuration', { headers })).json()
    const edited = edit(edit(files, 'devices', 'en: name', 'en: Main valve'), 'rules', 'limit: 8', 'limit: 6')
    const send = (dryRun: boolean) =>
      house.call('POST', '/configuration', { headers, payload: { files: edited, dryRun } })
    expect((await send(true)).json()).toMatchObject({ applied: false, faults: [] })
    expect(house.directory.byId('north-valve')?.name.en).toBe('name')
    expect((await send(false)).json()).toMatchObject({ applied: true })
    expect(house.directory.byId('north-valve')?.name.en).toBe('Main valve')
    expect((await send(false)).json()).toMatchObject({ applied: false, changes: [] })
    expect(house.state.audit.list({ action: 'importConfiguration' })).toHaveLength(3)
  })

  test('it takes more than the usual megabyte, and is for administrators of everything', async () => {
    const large = { 'areas.yaml': `# ${'x'.repeat(3 * 1024 * 1024)}\n`, 'rules.yaml': '#' }
    const payload = { files: { 'zones.yaml': large['areas.yaml'] }, dryRun: true }
    const ask = (headers: { authorization: string }) =>
      house.call('POST', '/configuration', { headers, payload })
    expect((await ask(house.bearer('administrator'))).statusCode).toBe(200)
    expect((await ask(house.bearer('administrator', ['north']))).statusCode).toBe(403)
    expect((await ask(house.bearer('manager'))).statusCode).toBe(403)
  })
})

describe('at the console, while nothing runs', () => {
  let shell: TestConsole
  let target: string
  beforeEach(() => {
    shell = new TestConsole()
    target = join(shell.folder, 'files')
    take(exportFiles(house.state), shell.state)
  })
  afterEach(() => shell.close())

  test('export, edit, try, import, and again', async () => {
    expect(await shell.run(exportCommand, target)).toBe(0)
    const path = join(target, 'rules.yaml')
    writeFileSync(path, readFileSync(path, 'utf8').replace('limit: 8', 'limit: 6'))
    expect(await shell.run(importCommand, target, '--dry-run')).toBe(0)
    expect(shell.out).toEqual([
      '~ rules/north-rule',
      '    condition.limit: 8 -> 6',
      '1 changed; nothing was changed (dry run)',
    ])
    expect(shell.state.rules.get('north-rule')?.condition).toMatchObject({ limit: 8 })
    expect(await shell.run(importCommand, target)).toBe(0)
    expect(shell.state.rules.get('north-rule')?.condition).toMatchObject({ limit: 6 })
    expect(await shell.run(importCommand, target)).toBe(0)
    expect(shell.out).toEqual(['nothing differs'])
    expect(shell.state.audit.list({ action: 'importConfiguration' })).toHaveLength(1)
  })

  test('a fault is exit code 1, on stderr, and nothing else', async () => {
    mkdirSync(target)
    writeFileSync(
      join(target, 'areas.yaml'),
      'hall: { siteId: nowhere, parentId: null, name: { zh: 厅, en: Hall } }',
    )
    expect(await shell.run(importCommand, target)).toBe(1)
    expect(shell.out).toEqual([])
    expect(shell.err.join('\n')).toContain('areas.yaml: hall: names nowhere')
    expect(shell.err.at(-1)).toBe('nothing was changed')
  })

  test('files of an earlier export that are no more go; what is not ours stays', async () => {
    mkdirSync(target)
    writeFileSync(join(target, 'old.yaml'), '# Steward: old.\n')
    writeFileSync(join(target, 'notes.yaml'), 'mine: true\n')
    await shell.run(exportCommand, target)
    expect(readdirSync(target)).toContain('notes.yaml')
    expect(readdirSync(target)).not.toContain('old.yaml')
  })
})
