/** How the settings of a credential are written in the device or gateway itself, in its own words. */
import type { CredentialKind } from '../contract/credential.ts'
import type { Name } from '../contract/schema.ts'

export interface Connection {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly username: string
  readonly password: string
  /** What stands for the gateway in its topics; null where its kind leaves no choice. */
  readonly base: string | null
  /** The topic a device of plain JSON publishes on. */
  readonly topic: string | null
}

interface Guide {
  /** The way through the device's own menus. */
  readonly where: Name
  /** A piece of its configuration file. */
  readonly file?: (connection: Connection) => string
}

const url = ({ host, port, tls }: Connection) => `${tls ? 'mqtts' : 'mqtt'}://${host}:${port}`
/** YAML in quotes: a password may begin with anything. */
const quoted = (text: string) => JSON.stringify(text)
const own = ({ base, username }: Connection) => (base === null || base === '%u' ? username : base)

const GUIDES: Readonly<Record<CredentialKind, Guide>> = {
  device: {
    where: {
      zh: '写进设备的程序：MQTT 3.1.1，遗嘱发到 …/status，内容 offline，保留',
      en: 'In the device’s program: MQTT 3.1.1, with a retained will “offline” on …/status',
    },
    file: ({ host, port, tls, username, password, topic }) =>
      `mosquitto_pub -h ${host} -p ${port}${tls ? ' --tls-use-os-certs' : ''} -u ${username} -P '${password}' -q 1 \\\n  -t '${topic ?? ''}' -m '{"temperature":3.4}'`,
  },
  zigbee2mqtt: {
    where: {
      zh: 'configuration.yaml，或网页里的“设置 → MQTT”；改好后重启 Zigbee2MQTT',
      en: 'configuration.yaml, or Settings → MQTT in its page; then restart Zigbee2MQTT',
    },
    file: c =>
      [
        'mqtt:',
        `  base_topic: ${quoted(c.base ?? 'zigbee2mqtt')}`,
        `  server: ${url(c)}`,
        `  user: ${quoted(c.username)}`,
        `  password: ${quoted(c.password)}`,
      ].join('\n'),
  },
  tasmota: {
    where: {
      zh: '“Configuration → Configure MQTT”；FullTopic 保持 %prefix%/%topic%/',
      en: 'Configuration → Configure MQTT; leave Full Topic at %prefix%/%topic%/',
    },
    file: c =>
      `Backlog MqttHost ${c.host}; MqttPort ${c.port}; MqttUser ${c.username}; MqttPassword ${c.password}${c.base === '+' || c.base === null ? '' : `; Topic ${c.base}`}`,
  },
  shelly: {
    where: {
      zh: '二代起：“Settings → MQTT”，打开“RPC status notifications”；一代：“Internet & Security → Advanced”',
      en: 'Second generation on: Settings → MQTT, with “RPC status notifications” on. First: Internet & Security → Advanced',
    },
  },
  esphome: {
    where: { zh: '设备的 YAML，重新安装固件', en: 'The YAML of the device; install it again' },
    file: c =>
      [
        'mqtt:',
        `  broker: ${c.host}`,
        `  port: ${c.port}`,
        `  username: ${quoted(c.username)}`,
        `  password: ${quoted(c.password)}`,
        `  topic_prefix: ${quoted(own(c))}`,
      ].join('\n'),
  },
  'home-assistant': {
    where: {
      zh: '设备的 MQTT 设置；打开“Home Assistant 自动发现”，发现前缀 homeassistant',
      en: 'The device’s MQTT settings; switch “Home Assistant discovery” on, prefix homeassistant',
    },
  },
  sparkplug: {
    where: {
      zh: '网关的 Sparkplug B 设置；命名空间 spBv1.0',
      en: 'The gateway’s Sparkplug B settings; namespace spBv1.0',
    },
  },
  chirpstack: {
    where: {
      zh: 'chirpstack.toml 里的 [integration.mqtt]，然后重启 ChirpStack',
      en: '[integration.mqtt] in chirpstack.toml; then restart ChirpStack',
    },
    file: c =>
      [
        '[integration.mqtt]',
        '  json=true',
        `  server="${c.tls ? 'ssl' : 'tcp'}://${c.host}:${c.port}/"`,
        `  username=${quoted(c.username)}`,
        `  password=${quoted(c.password)}`,
      ].join('\n'),
  },
  'the-things-stack': {
    where: {
      zh: '应用的“Integrations → Pub/Sub → MQTT”；Base topic 填 v3/应用@租户/devices/+，格式 JSON',
      en: 'Integrations → Pub/Sub → MQTT of the application; JSON, with topics as its own MQTT server has them',
    },
  },
  'wiren-board': {
    where: {
      zh: '控制器上 Mosquitto 的网桥：/etc/mosquitto/conf.d/steward.conf',
      en: 'A bridge of the controller’s Mosquitto: /etc/mosquitto/conf.d/steward.conf',
    },
    file: c =>
      [
        'connection steward',
        `address ${c.host}:${c.port}`,
        'bridge_protocol_version mqttv311',
        'try_private false',
        'notifications false',
        `remote_username ${c.username}`,
        `remote_password ${c.password}`,
        'topic /devices/# out 1',
        'topic /devices/+/controls/+/on in 1',
        ...(c.tls ? ['bridge_capath /etc/ssl/certs'] : []),
      ].join('\n'),
  },
  openmqttgateway: {
    where: {
      zh: '首次配网的页面，或网关网页的“Configuration → MQTT”',
      en: 'The page of its first set-up, or Configuration → MQTT in its own page',
    },
  },
  dtu: {
    where: {
      zh: 'DTU 配置工具的 MQTT 页；上行 dtu/名称/up，下行 dtu/名称/down，透传',
      en: 'The MQTT page of the DTU’s tool; up dtu/<name>/up, down dtu/<name>/down, transparent',
    },
  },
  thingsboard: {
    where: {
      zh: 'tb-gateway 的 tb_gateway.json：安全类型 usernamePassword',
      en: 'tb_gateway.json of the gateway, security type usernamePassword',
    },
  },
  alink: {
    where: {
      zh: '网关的 MQTT 设置：主题保持阿里云的写法，用户名和密码填这里的',
      en: 'The gateway’s MQTT settings: topics as on Aliyun, with this user name and password',
    },
  },
  plain: {
    where: {
      zh: '写进网关的程序：每台设备一个主题',
      en: 'In the gateway’s program: one topic for each device',
    },
    file: ({ base }) =>
      `steward/${base ?? ''}/fridge-1        {"temperature":3.4,"humidity":71}\nsteward/${base ?? ''}/fridge-1/status online`,
  },
  custom: {
    where: { zh: '设备或网关的 MQTT 设置', en: 'The MQTT settings of the device or gateway' },
  },
}

export interface ShownSettings {
  readonly where: Name
  /** Ready to paste; null where it is typed into fields. */
  readonly file: string | null
}

/** Where a person types the settings, and the piece of a configuration file where there is one. */
export function shownSettings(kind: CredentialKind, connection: Connection): ShownSettings {
  const { where, file } = GUIDES[kind]
  return { where, file: file?.(connection) ?? null }
}
