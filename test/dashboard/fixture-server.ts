/**
 * Serves a built dashboard with answers of the contract's shapes.
 * `node test/dashboard/fixture-server.ts [port] [devices] [usual|calm|flood] [dist]`
 */
import { readFile } from 'node:fs/promises'
import { createServer, type Server as HttpServer, type IncomingMessage } from 'node:http'
import { extname, join } from 'node:path'
import { Server } from 'socket.io'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { ClientEvents, LiveSnapshot, ServerEvents } from '../../core/contract/live.ts'
import type { Rule } from '../../core/contract/rule.ts'
import { accessAnswer } from './fixture-access.ts'
import { emptyAnswer } from './fixture-empty.ts'
import { energyLists, useOf } from './fixture-energy.ts'
import { notifyAnswer } from './fixture-notify.ts'
import { reportLists } from './fixture-reports.ts'
import { deviceOf, plannedOf, pointOf, runOf, type Scene, snapshotOf, warmAlarm } from './fixture-site.ts'

/** What `npm run build` makes; a test builds its own and says where. */
const DIST = join(import.meta.dirname, '../../dashboard/dist')
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
}
/** The same policy as the real server's, so that a page that breaks it is seen here. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws:; object-src 'none'"
const HOUR = 3_600_000

export interface FixtureCall {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

export interface FixtureServer {
  readonly url: string
  readonly calls: FixtureCall[]
  /** Ends every heartbeat, as a server that hangs. */
  hang(): void
  close(): Promise<void>
}

export interface FixtureOptions {
  readonly devices?: number
  readonly port?: number
  readonly beatMs?: number
  /** Folder of the built dashboard. */
  readonly dist?: string
  readonly scene?: Scene
}

export async function openFixture(options: FixtureOptions = {}): Promise<FixtureServer> {
  const { devices = 8, port = 0, beatMs = 1000, dist = DIST, scene = 'usual' } = options
  const snapshot = snapshotOf(devices, Date.now(), scene)
  const state = { snapshot, alarms: new Map<string, Alarm>(), signedIn: true }
  for (const alarm of snapshot.alarms) state.alarms.set(alarm.id, alarm)
  const calls: FixtureCall[] = []
  const http = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      response.setHeader('content-security-policy', POLICY)
      if (url.pathname.startsWith('/api/')) {
        const body = await bodyOf(request)
        calls.push({ method: request.method ?? '', path: url.pathname, body })
        const [status, answer] = answerTo(request.method ?? '', url, body, state)
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
        return
      }
      const name = extname(url.pathname) === '' ? '/index.html' : url.pathname
      const file = await readFile(join(dist, name)).catch(() => null)
      response.writeHead(file === null ? 404 : 200, { 'content-type': TYPES[extname(name)] ?? 'text/plain' })
      response.end(file ?? '')
    })()
  })
  const io = new Server<ClientEvents, ServerEvents>(http)
  io.on('connection', socket =>
    socket.on('join', () =>
      socket.emit('snapshot', { ...state.snapshot, now: Date.now(), alarms: [...state.alarms.values()] }),
    ),
  )
  const beat = setInterval(
    () => io.emit('changes', { now: Date.now(), alarms: [...state.alarms.values()] }),
    beatMs,
  )
  await new Promise<void>(resolve => http.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(http)}`,
    calls,
    hang: () => clearInterval(beat),
    close: async () => {
      clearInterval(beat)
      await io.close()
    },
  }
}

interface FixtureState {
  readonly snapshot: LiveSnapshot
  readonly alarms: Map<string, Alarm>
  signedIn: boolean
}

const USER = {
  id: 'u1',
  username: 'admin',
  displayName: '',
  role: 'administrator',
  sites: ['*'],
  language: 'zh',
  disabled: false,
  createdAt: 0,
}

function answerTo(method: string, url: URL, body: unknown, state: FixtureState): [number, unknown] {
  const path = url.pathname.slice('/api/v1'.length)
  const now = Date.now()
  if (path === '/setup') return [200, { done: true }]
  if (path === '/session' && method === 'GET')
    return state.signedIn ? [200, { user: USER }] : [401, { code: 'session.required', message: 'no session' }]
  if (path === '/session' && method === 'DELETE') {
    state.signedIn = false
    return [200, {}]
  }
  if (path === '/session') {
    state.signedIn = true
    return [200, { user: USER }]
  }
  const action = /^\/alarms\/([^/]+)\/(\w+)$/.exec(path)
  if (action !== null && method === 'POST')
    return changeAlarm(state, action[1] ?? '', action[2] ?? '', body as Partial<Alarm>, now)
  if (path === '/devices' && method === 'POST')
    return [
      200,
      { device: state.snapshot.devices[0], credential: { username: 'oven', password: 'once-only-7' } },
    ]
  if (path.endsWith('/buckets')) return [200, bucketsOf(url)]
  if (/^\/meters\/.*\/use$/.test(path)) return [200, useOf(url)]
  if (/^\/alarms\/[^/]+$/.test(path)) {
    const alarm = state.alarms.get(path.slice(8)) ?? warmAlarm(now)
    const events = [
      { id: 1, alarmId: alarm.id, at: alarm.raisedAt, kind: 'raised', by: null, note: null, value: -11.2 },
    ]
    return [200, { alarm, events }]
  }
  const special = accessAnswer(path, now) ?? notifyAnswer(path, now)
  if (special !== undefined) return [200, special]
  return [200, listOf(path, state, now)]
}

function changeAlarm(
  state: FixtureState,
  id: string,
  verb: string,
  body: Partial<Alarm>,
  now: number,
): [number, unknown] {
  const old = state.alarms.get(id)
  if (old === undefined) return [404, { code: 'thing.not-found', message: id }]
  if (verb === 'close' && old.state === 'acked') return [409, { code: 'alarm.still-active', message: id }]
  const changed: Alarm = {
    ...old,
    state: 'acked',
    acknowledgedAt: now,
    acknowledgedBy: 'admin',
    note: body.note ?? null,
  }
  state.alarms.set(id, changed)
  return [200, changed]
}

function listOf(path: string, state: FixtureState, now: number): unknown {
  const empty = state.snapshot.devices.length === 0
  const closed = warmAlarm(now, {
    id: 'old',
    state: 'norm',
    closedAt: now - HOUR,
    closedBy: 'admin',
    action: '已关好柜门 / Closed the door',
  })
  const lists: Record<string, unknown> = {
    ...(empty ? {} : { ...energyLists(now), ...reportLists(now) }),
    '/sites': [state.snapshot.site],
    '/rules': [ruleOf(1, 'high', 8), ruleOf(1, 'low', 0), ruleOf(4, 'high', -12), ruleOf(7, 'high', 60)],
    '/alarms': { items: empty ? [] : [{ ...closed, action: null }] },
    '/programs': empty
      ? []
      : [
          {
            id: 'p1',
            siteId: 'main',
            name: { zh: '早间浇水', en: 'Morning round' },
            days: [1, 3, 5],
            starts: ['05:00'],
            steps: [{ zoneId: 'east', runS: 600 }],
            enabled: true,
            pausedUntil: null,
            createdAt: 1,
          },
        ],
    '/runs': { items: empty ? [] : [runOf(now, 'east')] },
    '/watering/plan': empty ? [] : [plannedOf(now + 2 * HOUR, 'west')],
    '/inbox': empty
      ? []
      : [
          {
            key: 'k1',
            device: {
              ...deviceOf('new', 'other', '', { zh: '0x00158d0007', en: '0x00158d0007' }, now),
              status: 'inbox',
              areaId: null,
            },
            points: [
              {
                ...pointOf(900, 'new', 'temperature'),
                last: { at: now, value: 4.2, quality: 'good' },
                ageS: 3,
              },
            ],
            guess: 'fridge',
            lastTopic: 'zigbee2mqtt/new',
            lastPayload: '{"temperature":4.2}',
          },
        ],
    '/rejections': empty
      ? []
      : [
          {
            id: 1,
            at: now,
            code: 'payload.not-json',
            message: 'not JSON',
            topic: 'steward/main/x',
            clientId: 'x',
            payload: 'hello',
            encoding: 'text',
            cut: false,
          },
        ],
    '/users': [USER],
    '/channels': [],
    '/audit': {
      items: [
        { id: 1, at: now, by: 'admin', action: 'acknowledgeAlarm', target: 'a1', before: null, after: null },
      ],
    },
    '/ingest': {
      at: now,
      packets: 18420,
      stored: 51233,
      duplicates: 12,
      rejections: { 'payload.not-json': 1 },
      clients: 9,
      queueDepth: 0,
      durableAckMs: { p50: 7, p99: 18, max: 31 },
      store: {
        kind: 'duckdb',
        healthy: true,
        detail: '',
        readings: 51233,
        bytes: 1e6,
        spooled: 0,
        earliest: now - 9 * 86_400_000,
      },
      machine: {
        startedAt: now - 86_400_000,
        residentBytes: 2.1e8,
        loopDelayMs: { p50: 0.1, p99: 3, max: 31 },
      },
    },
  }
  return lists[path] ?? emptyAnswer(path)
}

function ruleOf(pointId: number, type: 'high' | 'low', limit: number): Rule {
  return {
    id: `r${pointId}${type}`,
    siteId: 'main',
    pointId,
    name: type === 'high' ? { zh: '温度过高', en: 'Too warm' } : { zh: '温度过低', en: 'Too cold' },
    condition: { type, limit, deadband: 0.5 },
    priority: 'high',
    onDelayS: 600,
    offDelayS: 0,
    latching: false,
    lifeSafety: false,
    actionRequired: true,
    realarmS: 0,
    enabled: true,
    createdAt: 1,
    changedAt: 1,
  }
}

function bucketsOf(url: URL): unknown {
  const from = Number(url.searchParams.get('from'))
  const to = Number(url.searchParams.get('to'))
  const count = Number(url.searchParams.get('count') ?? 100)
  const warm = url.pathname.includes('/points/4/')
  return Array.from({ length: count }, (_, index) => {
    const share = index / count
    const avg = (warm ? -18 + 9 * share ** 4 : 3.8) + Math.sin(index / 5) * 0.6
    return { at: Math.round(from + share * (to - from)), min: avg - 0.4, avg, max: avg + 0.4, count: 3 }
  }).filter((_, index) => index < count * 0.4 || index > count * 0.5)
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text === '' ? undefined : JSON.parse(text)
}

function portOf(server: HttpServer): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

if (import.meta.main) {
  const [port = '8090', devices = '8', scene = 'usual', dist = DIST] = process.argv.slice(2)
  const open = { port: Number(port), devices: Number(devices), scene: scene as Scene, dist }
  console.log((await openFixture(open)).url)
}
