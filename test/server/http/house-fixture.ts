/** The API on a real state database, with small stand-ins for the services that have tests of their own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { Value } from 'typebox/value'
import type { Alarm } from '../../../core/contract/alarm.ts'
import { Config } from '../../../core/contract/config.ts'
import type { ConnectedClient } from '../../../core/contract/credential.ts'
import type { Device } from '../../../core/contract/device.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { Pairing } from '../../../core/contract/pairing.ts'
import type { Point } from '../../../core/contract/point.ts'
import type { Reading } from '../../../core/contract/reading.ts'
import type { Site } from '../../../core/contract/site.ts'
import type { Role } from '../../../core/contract/user.ts'
import type { Mail, StateStore } from '../../../core/ports.ts'
import { type Access, createAccess } from '../../../server/access/access.ts'
import { createToken } from '../../../server/access/tokens.ts'
import { createChangeFeed } from '../../../server/change-feed.ts'
import { createColdchain } from '../../../server/coldchain/coldchain.ts'
import { createConfiguration } from '../../../server/configuration/service.ts'
import { Directory } from '../../../server/directory.ts'
import { UseBooks } from '../../../server/energy/books.ts'
import { createEnergy } from '../../../server/energy/energy.ts'
import { type AppDependencies, createApp } from '../../../server/http/app.ts'
import { Inspections } from '../../../server/inspections/inspections.ts'
import { LatestReadings } from '../../../server/latest-values.ts'
import { createMappings } from '../../../server/mappings.ts'
import type { DocumentServices } from '../../../server/reports/documents.ts'
import { createReportLibrary } from '../../../server/reports/library.ts'
import { createPress } from '../../../server/reports/press.ts'
import { createReportSchedules } from '../../../server/reports/schedules.ts'
import { createSafety } from '../../../server/safety/safety.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { alarmOf, furnish, NAME } from './furniture.ts'
import { alarmsOf, notFound, seriesOf, wateringOf } from './stand-ins.ts'

export const PASSWORD = 'a long enough secret'

export class HouseFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'steward-http-'))
  readonly clock = new VirtualClock()
  readonly state: StateStore = openStateStore(join(this.folder, 'state.sqlite'))
  readonly changes = createChangeFeed(silentLog)
  readonly latest = new LatestReadings(new Map())
  readonly access: Access = createAccess(this.state, this.clock)
  readonly revoked: string[] = []
  readonly connections: ConnectedClient[] = []
  paired: Pairing | null = null
  readonly readings: Reading[] = []
  readonly letters: Mail[] = []
  readonly directory: Directory
  healthy = true
  app!: FastifyInstance
  readonly #stops: (() => void)[] = []

  constructor() {
    for (const id of ['north', 'south']) this.#site(id)
    this.directory = new Directory(this.state, this.changes, this.clock)
  }

  async open(overrides: Partial<AppDependencies> = {}): Promise<this> {
    this.app = await createApp({ ...this.dependencies(), ...overrides })
    return this
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop()
    await this.app?.close()
    this.state.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  dependencies(): AppDependencies {
    const { clock, state, changes, latest, access, directory } = this
    const series = seriesOf(this)
    return {
      config: Value.Default(Config, {}) as Config,
      log: silentLog,
      clock,
      state,
      changes,
      latest,
      access,
      directory,
      series,
      ...createColdchain({ state, changes, clock, log: silentLog, series }).services({
        latest,
        alarms: { ruleChanged() {} },
      }),
      alarms: alarmsOf(state, clock),
      devices: {
        inbox: () => [],
        adopt: key => directory.byId(key) as Device,
        register: input => this.device(input.id, input.siteId),
        create: input => {
          const device = this.device(input.id, input.siteId ?? 'north')
          return { device, credential: access.credentials.issueForDevice(device) }
        },
        change: (id, change) => {
          const device = { ...(directory.byId(id) as Device), ...change }
          directory.put(device)
          return device
        },
      },
      watering: wateringOf(state),
      meters: { status: async () => [], use: async () => [] },
      energy: createEnergy({
        ...{ state, latest, directory, clock, series, log: silentLog },
        alarms: { ruleChanged() {} },
        books: new UseBooks({ state, latest, clock, series }),
      }),
      ...this.#documents(),
      channels: {
        test: async () => ({ ok: true, detail: 'taken' }),
        say: async () => ({ ok: true, detail: 'taken' }),
      },
      backups: { list: () => [], create: async () => ({ name: 'b', at: 1, bytes: 1, readings: true }) },
      machineStatus: () => ({ startedAt: 1, residentBytes: 2e8, loopDelayMs: { p50: 0, p99: 3, max: 9 } }),
      gatewayStatus: () => ({
        packets: 7,
        rejections: { 'payload.not-json': 2 },
        clients: 1,
        queueDepth: 0,
        durableAckMs: { p50: 1, p99: 4, max: 9 },
      }),
      stored: () => 5,
      revoke: id => void this.revoked.push(id),
      mappings: createMappings(state, clock),
      safety: this.#safety(),
      inspections: new Inspections({ state, latest, clock, alarms: { signal() {} } }),
      decodeAgain: async () => false,
      pairing: {
        open: ({ prefix, by }) => {
          this.paired = { prefix, by, openedAt: 0, closesAt: 1, clients: 0, packets: 0, refused: 0 }
        },
        close: () => {
          this.paired = null
        },
        status: () => this.paired,
      },
      configuration: createConfiguration({
        ...{ state, clock, directory, changes },
        alarms: { ruleChanged() {} },
        mappings: { reload() {} },
        credentials: { setDisabled() {}, recheck() {} },
      }),
      recorder: {
        list: () => [],
        start: notFound,
        stop: notFound,
        read: notFound,
        remove: notFound,
      },
      mqtt: {
        door: () => ({ outside: false, mqttPort: 1883, mqttsPort: null, websocketPath: '/mqtt', tls: null }),
        clients: () => this.connections,
        drop: id => void this.revoked.push(id),
      },
      dashboardFolder: join(this.folder, 'dist'),
    }
  }

  #safety() {
    const { clock, state, changes, latest, directory } = this
    const refuse = () => {
      throw new Problem('device.not-commandable', 'no road')
    }
    const safety = createSafety({
      ...{ clock, state, changes, latest, directory, log: silentLog },
      alarms: {
        standings: () => [],
        ruleChanged() {},
        signal() {},
        acknowledge: id => state.alarms.get(id) as Alarm,
        close: id => state.alarms.get(id) as Alarm,
      },
      commands: { send: refuse, onSettled() {}, isTimed: () => true },
      devices: { register: ({ id, siteId }) => this.device(id, siteId) },
      hear: async () => {},
    })
    this.#stops.push(() => safety.stop())
    return safety
  }

  /** A script's token, as the header it is sent with. */
  bearer(role: Role, sites: string[] = ['*']): { authorization: string } {
    const { secret } = createToken(this.state, this.clock, { name: role, role, sites })
    return { authorization: `Bearer ${secret}` }
  }

  async user(username: string, role: Role = 'administrator', sites: string[] = ['*']) {
    return this.access.users.create({ username, role, sites, password: PASSWORD })
  }

  signIn(
    username: string,
    password = PASSWORD,
    options: Partial<InjectOptions> = {},
  ): Promise<LightMyRequestResponse> {
    return this.call('POST', '/session', { payload: { username, password }, ...options })
  }

  /** The cookie of a fresh session. */
  async cookieOf(username: string): Promise<{ cookie: string }> {
    const { cookies } = await this.signIn(username)
    return { cookie: `steward_session=${cookies[0]?.value}` }
  }

  call(method: string, path: string, options: Partial<InjectOptions> = {}): Promise<LightMyRequestResponse> {
    return this.app.inject({ method: method as 'GET', url: `/api/v1${path}`, ...options })
  }

  device(id: string, siteId: string): Device {
    const device: Device = {
      id,
      siteId,
      areaId: null,
      name: NAME,
      kind: 'valve',
      status: 'active',
      codec: 'plain',
      address: `${siteId}/${id}`,
      model: null,
      silentAfterS: 3600,
      availability: null,
      texts: {},
      firstSeenAt: null,
      lastSeenAt: null,
      createdAt: 0,
    }
    this.directory.put(device)
    return device
  }

  point(device: Device, metric: Point['metric'] = 'temperature'): Point {
    return this.directory.ensurePoint(device, metric, null)
  }

  /** One of everything at a site, each with an id that begins with the site's. */
  furnish(siteId: string): { device: Device; point: Point } {
    const device = this.device(`${siteId}-valve`, siteId)
    const point = this.point(device, 'water_total')
    furnish(this.state, siteId, { deviceId: device.id, pointId: point.id })
    return { device, point }
  }

  alarm(id: string, siteId: string, raisedAt = 0): Alarm {
    return alarmOf(id, siteId, raisedAt)
  }

  /** Kept, printed and sent for real; what a report says is a stand-in. */
  #documents(): DocumentServices {
    const { state, clock } = this
    const reports: DocumentServices['reports'] = {
      periods: async () => [{ key: '2026-02', name: NAME, running: false }],
      make: async ({ siteId, kind }) => ({
        kind,
        title: { zh: '能源月报', en: 'Energy report' },
        subtitle: NAME,
        siteId,
        timeZone: 'Asia/Shanghai',
        currency: 'CNY',
        from: '2026-02-01',
        to: '2026-02-28',
        madeAt: clock.now(),
        sections: [{ heading: NAME, blocks: [{ type: 'blank', prompt: NAME, lines: 1 }] }],
        sources: [],
      }),
    }
    const press = createPress()
    this.#stops.push(() => void press.stop())
    const mailer = { send: async (mail: Mail) => void this.letters.push(mail) }
    const reportLibrary = createReportLibrary({ state, clock, log: silentLog, reports, press, mailer })
    const reportSchedules = createReportSchedules({ state, clock, log: silentLog, library: reportLibrary })
    return { reports, reportLibrary, reportSchedules, press, reportTraces: { follow: notFound } }
  }

  #site(id: string): void {
    const site: Site = {
      id,
      name: NAME,
      timeZone: 'Asia/Shanghai',
      latitude: 39.9,
      longitude: 116.4,
      elevationM: 50,
      language: 'zh',
      currency: 'CNY',
      createdAt: 0,
    }
    this.state.sites.put(site)
  }
}
