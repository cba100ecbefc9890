/** Everything that can be set before start, with its default. Each is an environment variable and a line of steward.yaml. */
import { type Static, Type } from 'typebox'
import { Language, nullable, oneOf, record } from './schema.ts'

const Port = Type.Integer({ minimum: 0, maximum: 65535 })

export const Config = record({
  /** Folder of everything Steward keeps. STEWARD_DATA */
  data: Type.String({ minLength: 1, default: 'data' }),
  /** Address to listen on. STEWARD_HOST */
  host: Type.String({ minLength: 1, default: '0.0.0.0' }),
  /** STEWARD_HTTP_PORT; 0 takes any free one. */
  httpPort: Type.Unsafe<number>({ ...Port, default: 8080 }),
  /** STEWARD_MQTT_PORT */
  mqttPort: Type.Unsafe<number>({ ...Port, default: 1883 }),
  /** STEWARD_MQTTS_PORT; needs mqttsCert and mqttsKey. */
  mqttsPort: Type.Unsafe<number | null>({ ...nullable(Port), default: null }),
  /** PEM files. STEWARD_MQTTS_CERT, STEWARD_MQTTS_KEY */
  mqttsCert: Type.Unsafe<string | null>({ ...nullable(Type.String()), default: null }),
  mqttsKey: Type.Unsafe<string | null>({ ...nullable(Type.String()), default: null }),
  /** PEM file of the authority whose client certificates sign in without a password. STEWARD_MQTTS_CA */
  mqttsCa: Type.Unsafe<string | null>({ ...nullable(Type.String()), default: null }),
  /** An outside broker instead of the built-in one. STEWARD_MQTT_URL */
  mqttUrl: Type.Unsafe<string | null>({
    ...nullable(Type.String({ pattern: '^(mqtts?|wss?)://' })),
    default: null,
  }),
  /** `duckdb`, or `influx://user:password@host:8086/database`. STEWARD_STORE */
  store: Type.String({ pattern: '^(duckdb$|influxs?://)', default: 'duckdb' }),
  /** A PEM file with the authority that signed the store's certificate. STEWARD_STORE_CA */
  storeCa: Type.Unsafe<string | null>({ ...nullable(Type.String()), default: null }),
  /** Disk space for readings that wait for InfluxDB, MB. STEWARD_SPOOL_MB */
  spoolMb: Type.Number({ minimum: 1, maximum: 1_000_000, default: 1024 }),
  /** How long readings are kept, days. STEWARD_KEEP_DAYS */
  keepDays: Type.Number({ minimum: 31, maximum: 36_500, default: 3660 }),
  /** Memory for the built-in database, MB: it needs more for many points and long reports. STEWARD_MEMORY_MB */
  memoryMb: Type.Number({ minimum: 64, maximum: 65_536, default: 160 }),
  /** Makes the user `admin` on first run. STEWARD_ADMIN_PASSWORD */
  adminPassword: Type.Unsafe<string | null>({
    ...nullable(Type.String({ minLength: 8, maxLength: 200 })),
    default: null,
  }),
  /** STEWARD_LANG */
  language: Type.Unsafe<Language>({ ...Language, default: 'zh' }),
  /** STEWARD_LOG */
  log: oneOf(['silent', 'error', 'warn', 'info', 'debug'], { default: 'info' }),
  /** Hosts in private networks that channels may call, comma separated; none by default. STEWARD_WEBHOOK_ALLOW */
  webhookAllow: Type.String({ default: '' }),
})
export type Config = Static<typeof Config>
