/**
 * What each kind of gateway says and hears: the topic filters of its credential. A gateway is given no topic on which it
 * could order another one's devices about, where its dialect keeps reports and orders apart. The topics are those at the
 * head of each file in gateway/codecs.
 */

export const GATEWAY_KINDS = [
  'zigbee2mqtt',
  'tasmota',
  'shelly',
  'esphome',
  'home-assistant',
  'sparkplug',
  'chirpstack',
  'the-things-stack',
  'wiren-board',
  'openmqttgateway',
  'dtu',
  'thingsboard',
  'alink',
  'plain',
] as const
export type GatewayKind = (typeof GATEWAY_KINDS)[number]

/** Topic filters; `%u` stands for the credential's own name. */
export interface Rights {
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

export interface TopicTemplate {
  /** What stands for the gateway in its topics when nobody says otherwise; null where the topics leave no choice. */
  readonly base: string | null
  /** `+`, any gateway of the kind, may stand for the base. */
  readonly any: boolean
  rights(base: string): Rights
}

const DISCOVERY = 'homeassistant/#'
/** What Home Assistant says when it comes, which bridges wait for before they announce themselves again. */
const HOME = 'homeassistant/status'

const both = (...filters: string[]): Rights => ({ publish: filters, subscribe: filters })
const under = (stem: string, leaves: readonly string[]) => leaves.map(leaf => `${stem}/${leaf}`)

export const TOPIC_TEMPLATES: Readonly<Record<GatewayKind, TopicTemplate>> = {
  zigbee2mqtt: {
    base: 'zigbee2mqtt',
    any: false,
    // The bridge hears its orders among its own reports, `<base>/<device>/set`, and reads its announcements of before: it
    // does not announce anything when it may not.
    rights: base => both(`${base}/#`, DISCOVERY),
  },
  tasmota: {
    base: '+',
    any: true,
    rights: base => ({
      publish: [`tele/${base}/#`, `stat/${base}/#`, 'tasmota/discovery/#', DISCOVERY],
      subscribe: [`cmnd/${base}/#`, 'cmnd/tasmotas/#', HOME],
    }),
  },
  shelly: {
    base: 'shellies',
    any: false,
    rights: base => both(`${base}/#`),
  },
  esphome: {
    base: '%u',
    any: false,
    // A node also answers those who look for nodes.
    rights: base => ({
      publish: [`${base}/#`, DISCOVERY, 'esphome/discover/+'],
      subscribe: [`${base}/#`, HOME, 'esphome/discover', 'esphome/ping/+'],
    }),
  },
  'home-assistant': {
    base: '%u',
    any: false,
    rights: base => ({ publish: [DISCOVERY, `${base}/#`], subscribe: [`${base}/#`, HOME] }),
  },
  sparkplug: {
    base: '+',
    any: true,
    rights: group => ({
      publish: under(`spBv1.0/${group}`, [
        'NBIRTH/+',
        'NDATA/+',
        'NDEATH/+',
        'DBIRTH/+/+',
        'DDATA/+/+',
        'DDEATH/+/+',
      ]),
      subscribe: [...under(`spBv1.0/${group}`, ['NCMD/#', 'DCMD/#']), 'spBv1.0/STATE/+', 'STATE/+'],
    }),
  },
  chirpstack: {
    base: '+',
    any: true,
    rights: application => ({
      publish: [`application/${application}/device/+/event/+`],
      subscribe: [`application/${application}/device/+/command/+`],
    }),
  },
  'the-things-stack': {
    base: '+',
    any: true,
    rights: application => ({
      publish: under(`v3/${application}/devices/+`, [
        'up',
        'join',
        'down/queued',
        'down/sent',
        'down/ack',
        'down/nack',
        'down/failed',
        'service/data',
        'location/solved',
      ]),
      subscribe: under(`v3/${application}/devices/+`, ['down/push', 'down/replace']),
    }),
  },
  'wiren-board': {
    base: null,
    any: false,
    rights: () => ({ publish: ['/devices/#'], subscribe: ['/devices/+/controls/+/on'] }),
  },
  openmqttgateway: {
    base: '+',
    any: true,
    rights: name => ({
      publish: [`home/${name}/#`, 'home/home_presence/#', DISCOVERY],
      subscribe: [`home/${name}/commands/#`, HOME],
    }),
  },
  dtu: {
    base: '%u',
    any: true,
    rights: name => ({ publish: [`dtu/${name}/up`], subscribe: [`dtu/${name}/down`] }),
  },
  thingsboard: {
    base: null,
    any: false,
    // The gateway reports about itself as a device, and asks for attributes on topics it also reports on.
    rights: () => ({
      publish: ['v1/gateway/#', 'v1/devices/me/#'],
      subscribe: ['v1/gateway/#', 'v1/devices/me/#'],
    }),
  },
  alink: {
    base: '+',
    any: true,
    rights: product => ({
      publish: [`/sys/${product}/+/thing/event/#`, `/sys/${product}/+/thing/service/+/set_reply`],
      subscribe: [`/sys/${product}/+/thing/service/#`],
    }),
  },
  plain: {
    base: null,
    any: false,
    rights: site => ({
      publish: [`steward/${site}/+`, `steward/${site}/+/status`],
      subscribe: [`steward/${site}/+/set`],
    }),
  },
}

/** What a base may be: one or more levels without a wildcard, not the broker's own and not Steward's. */
const BASE = /^(?!\$)[^+#\0]{1,120}$/

/**
 * The rights of a gateway of a kind; undefined when the base cannot be one. Plain JSON has its site for a base.
 * A base ends without a slash: `zigbee2mqtt`, `floor 2/zigbee2mqtt`, `shellyplus1pm-84fce63ad204`.
 */
export function gatewayRights(kind: GatewayKind, base: string | null): Rights | undefined {
  const template = TOPIC_TEMPLATES[kind]
  if (kind === 'plain') return base !== null && oneLevel(base) ? template.rights(base) : undefined
  if (template.base === null) return template.rights('')
  const meant = base === null || base === '' ? template.base : base
  if (meant === '+') return template.any ? template.rights(meant) : undefined
  // Where any gateway may stand there is one level for its name.
  return BASE.test(meant) && sound(meant) && (!template.any || oneLevel(meant))
    ? template.rights(meant)
    : undefined
}

function oneLevel(base: string): boolean {
  return BASE.test(base) && !base.includes('/')
}

function sound(base: string): boolean {
  return !base.endsWith('/') && base.split('/')[0] !== 'steward'
}

/** MQTT 3.1.1, 4.7: `#` only at the end, `+` only as a whole level. `$` topics are the broker's own. */
export function isTopicFilter(filter: string): boolean {
  const levels = filter.split('/')
  return (
    filter !== '' &&
    filter.length <= FILTER_MAX_CHARS &&
    !filter.startsWith('$') &&
    levels.every(
      (level, place) =>
        (level === '#' && place === levels.length - 1) || level === '+' || !/[#+\0]/.test(level),
    )
  )
}

export const FILTER_MAX_CHARS = 200
export const FILTERS_MAX = 32
