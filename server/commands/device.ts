import { silentAfterOf } from '../../core/alarms/template.ts'
import { DEVICE_KINDS, type Device, type DeviceKind } from '../../core/contract/device.ts'
import { Id, nameOf } from '../../core/contract/schema.ts'
import type { StateStore } from '../../core/ports.ts'
import { createAccess } from '../access/access.ts'
import type { IssuedCredential } from '../access/credentials.ts'
import { writeAudit } from '../http/audit.ts'
import { firstSite } from '../site.ts'
import { readArguments, requireValid, withUsage } from './arguments.ts'
import { type CommandContext, UsageFault } from './command.ts'

const OPTIONS = {
  site: { type: 'string' },
  kind: { type: 'string' },
  topic: { type: 'string', multiple: true },
} as const

type Options = { site?: string; kind?: string; topic?: string[] }

const TOPICS_MAX = 32

export const device = withUsage({
  name: 'device',
  usage: [
    'device add ID [--site S] [--kind K]             a device that sends plain JSON on steward/<site>/ID',
    "device add NAME --topic 'zigbee2mqtt/#' ...     a gateway that speaks for many devices",
    'device revoke NAME                              cut off within a second, and not let in again',
    'device list',
  ],
  summary: 'MQTT credentials; the password is printed once, and adding again replaces it',
  async run(context, args) {
    const { values, positionals } = readArguments(args, OPTIONS)
    const [verb, id = '', ...rest] = positionals
    if (verb === 'list' && id === '') return list(context)
    if (verb === 'revoke' && id !== '' && rest.length === 0) return revoke(context, id)
    if (verb !== 'add' || rest.length > 0)
      throw new UsageFault('say add and one ID, revoke and one NAME, or list')
    requireValid(Id, id, 'ID is 1 to 64 letters, digits or . _ : - and begins with a letter or digit')
    return context.withState(state =>
      (values.topic === undefined ? addDevice : addGateway)(context, state, id, values),
    )
  },
})

function list(context: CommandContext): Promise<number> {
  return context.withState(state => {
    for (const { id, publish, disabled, lastConnectedAt } of state.credentials.list()) {
      const seen = lastConnectedAt === undefined ? 'never connected' : new Date(lastConnectedAt).toISOString()
      context.print([id, disabled ? 'revoked' : 'active', seen, publish.join(' ')].join('\t'))
    }
    return 0
  })
}

function revoke(context: CommandContext, id: string): Promise<number> {
  return context.withState(state => {
    const { credentials } = createAccess(state, context.clock)
    if (credentials.get(id) === undefined) throw new UsageFault(`there is no credential ${id}`)
    credentials.setDisabled(id, true)
    const audit = { target: id, after: { disabled: true } }
    writeAudit(state, context.clock, {
      ...{ name: 'device revoke', by: 'command line', params: {}, answer: null },
      audit,
    })
    context.print(`${id} may no longer connect`)
    return 0
  })
}

function addDevice(context: CommandContext, state: StateStore, id: string, values: Options): number {
  // Also before the first start: the device's topic is to be known when its box is opened.
  const first = firstSite(state, context.config, context.clock)
  const siteId = values.site ?? state.devices.get(id)?.siteId ?? first.id
  if (state.sites.get(siteId) === undefined) throw new UsageFault(`there is no site ${siteId}`)
  const { credentials } = createAccess(state, context.clock)
  const issued = state.transaction(() => {
    const known = state.devices.list({ codec: 'plain', address: `${siteId}/${id}` })[0]
    if (known === undefined) {
      if (state.devices.get(id) !== undefined) throw new UsageFault(`the device ${id} is another one already`)
      state.devices.put(plainDevice(id, siteId, kindOf(values.kind), context.clock.now()))
    }
    return credentials.issueForDevice({ id, siteId })
  })
  tell(context, state, issued, [`steward/${siteId}/${id}`])
  return 0
}

function addGateway(context: CommandContext, state: StateStore, name: string, values: Options): number {
  const filters = values.topic ?? []
  if (filters.length > TOPICS_MAX) throw new UsageFault(`at most ${TOPICS_MAX} topics`)
  for (const filter of filters) requireFilter(filter)
  if (state.devices.list({ codec: 'plain' }).some(one => one.id === name))
    throw new UsageFault(`${name} is a device; a gateway needs a name of its own`)
  const { credentials } = createAccess(state, context.clock)
  tell(context, state, credentials.issueForGateway(name, filters), filters)
  return 0
}

function tell(
  context: CommandContext,
  state: StateStore,
  issued: IssuedCredential,
  topics: readonly string[],
): void {
  const audit = { target: issued.username, after: { topics } }
  writeAudit(state, context.clock, {
    name: 'device add',
    by: 'command line',
    params: {},
    audit,
    answer: null,
  })
  context.print(`username: ${issued.username}`)
  context.print(`password: ${issued.password}   (shown once)`)
  context.print(`publish to: ${topics.join(' ')}`)
}

function plainDevice(id: string, siteId: string, kind: DeviceKind, now: number): Device {
  return {
    id,
    siteId,
    areaId: null,
    name: nameOf(id),
    kind,
    status: 'active',
    codec: 'plain',
    address: `${siteId}/${id}`,
    model: null,
    silentAfterS: silentAfterOf(kind),
    availability: null,
    texts: {},
    firstSeenAt: null,
    lastSeenAt: null,
    createdAt: now,
  }
}

function kindOf(word: string | undefined): DeviceKind {
  const kind = DEVICE_KINDS.find(one => one === (word ?? 'other'))
  if (kind === undefined) throw new UsageFault(`--kind must be one of ${DEVICE_KINDS.join(', ')}`)
  return kind
}

/** MQTT 3.1.1, 4.7: `#` only at the end, `+` only as a whole level. `$` topics are the broker's own. */
function requireFilter(filter: string): void {
  const levels = filter.split('/')
  const fits = levels.every(
    (level, place) =>
      (level === '#' && place === levels.length - 1) || level === '+' || !/[#+\0]/.test(level),
  )
  if (!fits || filter === '' || filter.length > 200 || filter.startsWith('$'))
    throw new UsageFault(`"${filter}" is not a topic filter`)
}
