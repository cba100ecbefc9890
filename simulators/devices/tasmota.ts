/**
 * Mains-powered devices that run Tasmota, each with its own connection.
 *
 * `tele/<topic>/SENSOR`  { "Time": "...", "DS18B20": { "Id": "...", "Temperature": -19.4 }, "TempUnit": "C" } · ENERGY · COUNTER
 * `tele/<topic>/STATE`   { "Time": "...", "UptimeSec": 13, "POWER": "ON", "Wifi": { "RSSI": 86, "Signal": -57 } }
 * `tele/<topic>/LWT`     Online | Offline, retained, the will
 * `stat/<topic>/RESULT`, `stat/<topic>/POWER`  the answer to a command; `stat/<topic>/STATUS8` to "Status 8"
 * `cmnd/<topic>/<Command>`  Power, PulseTime, Backlog, Status
 *
 * Times are local without a zone. PulseTime 1-111 is tenths of a second, from 112 on it is seconds + 100. Source: the
 * project's documentation (MQTT, Commands, Sonoff-Pow, DS18x20, Counters).
 */
import { localTime } from '../../core/time/zone.ts'
import type { Sensed } from '../models.ts'
import type { ScenarioDevice } from '../scenario.ts'
import type { Dialect, Frame, Heard, VoiceContext } from './dialect.ts'

const POWER_FACTOR = 0.93
const BACKLOG_MAX = 30

export const tasmota: Dialect = (spec, context) => {
  const relay = createRelay()
  const energy = createEnergyDays(context)
  const tele = (leaf: string, body: object): Frame => frame(`tele/${spec.id}/${leaf}`, JSON.stringify(body))
  const state = (values: readonly Sensed[], at: number) => tele('STATE', stateOf(spec, values, at, context))
  const sensor = (values: readonly Sensed[], at: number) => sensorOf(values, at, context, energy)
  const report = (values: readonly Sensed[], at: number): Frame[] => {
    const sensed = sensor(values, at)
    return [...(sensed === undefined ? [] : [tele('SENSOR', sensed)]), state(values, at)]
  }
  let last: readonly Sensed[] = []
  return {
    address: spec.id,
    connection: spec.id,
    orders: [`cmnd/${spec.id}/#`],
    birth: [lwt(spec.id, 'Online')],
    will: lwt(spec.id, 'Offline'),
    report(values, at) {
      last = values
      return report(values, at)
    },
    changed(values, at) {
      last = values
      const power = powerOf(values)
      if (power === undefined) return report(values, at)
      // SetOption59 sends the state besides the answer, as an installation that watches it wants.
      return [
        frame(`stat/${spec.id}/RESULT`, JSON.stringify({ POWER: power })),
        frame(`stat/${spec.id}/POWER`, power),
        state(values, at),
      ]
    },
    hear(topic, payload, at) {
      const command = commandOf(spec.id, topic)
      if (command === undefined) return undefined
      if (/^status$/i.test(command) && payload.trim() === '8') {
        const body = JSON.stringify({
          StatusSNS: sensor(last, at) ?? { Time: wallTime(at, context.timeZone) },
        })
        return { answers: [frame(`stat/${spec.id}/STATUS8`, body)] }
      }
      return relay(command, payload, spec.id)
    },
  }
}

const frame = (topic: string, payload: string, retain = false): Frame => ({ topic, payload, retain, qos: 1 })
const lwt = (topic: string, word: string): Frame => frame(`tele/${topic}/LWT`, word, true)

function commandOf(address: string, topic: string): string | undefined {
  const prefix = `cmnd/${address}/`
  return topic.startsWith(prefix) ? topic.slice(prefix.length) : undefined
}

function powerOf(values: readonly Sensed[]): 'ON' | 'OFF' | undefined {
  const relay = values.find(({ metric }) => metric === 'switch_on')
  return relay === undefined ? undefined : relay.value ? 'ON' : 'OFF'
}

/** Local date and time as Tasmota writes it. */
export function wallTime(at: number, timeZone: string): string {
  const { year, month, day, hour, minute, second } = localTime(at, timeZone)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`
}

function stateOf(spec: ScenarioDevice, values: readonly Sensed[], at: number, context: VoiceContext): object {
  const uptimeS = Math.max(0, Math.floor((at - context.bootedAt) / 1000))
  const days = Math.floor(uptimeS / 86_400)
  const clock = new Date((uptimeS % 86_400) * 1000).toISOString().slice(11, 19)
  const power = powerOf(values)
  const signal = -48 - (spec.id.length % 18)
  return {
    Time: wallTime(at, context.timeZone),
    Uptime: `${days}T${clock}`,
    UptimeSec: uptimeS,
    Heap: 25,
    SleepMode: 'Dynamic',
    Sleep: 50,
    LoadAvg: 19,
    MqttCount: 1,
    ...(power === undefined ? {} : { POWER: power }),
    Wifi: {
      AP: 1,
      SSId: 'CANTEEN',
      BSSId: '02:00:00:00:00:01',
      Channel: 6,
      Mode: '11n',
      RSSI: Math.min(100, 2 * (signal + 100)),
      Signal: signal,
      LinkCount: 1,
      Downtime: '0T00:00:04',
    },
  }
}

type EnergyDays = (totalKwh: number, at: number) => { today: number; yesterday: number }

function sensorOf(
  values: readonly Sensed[],
  at: number,
  { timeZone, bootedAt }: VoiceContext,
  days: EnergyDays,
): object | undefined {
  const body = {
    ...probes(values),
    ...energyOf(values, at, wallTime(bootedAt, timeZone), days),
    ...counters(values),
  }
  if (Object.keys(body).length === 0) return undefined
  const unit = 'ENERGY' in body || 'COUNTER' in body ? {} : { TempUnit: 'C' }
  return { Time: wallTime(at, timeZone), ...body, ...unit }
}

/** One probe is `DS18B20`, several are numbered. */
function probes(values: readonly Sensed[]): Record<string, object> {
  const all = values.filter(({ metric }) => metric === 'temperature')
  return Object.fromEntries(
    all.map(({ channel, value }, i) => [
      all.length === 1 ? 'DS18B20' : `DS18B20-${i + 1}`,
      { Id: channel ?? '', Temperature: Number(Number(value).toFixed(1)) },
    ]),
  )
}

function counters(values: readonly Sensed[]): Record<string, object> {
  const all = values.filter(({ metric }) => metric === 'pulse_count')
  return all.length === 0
    ? {}
    : { COUNTER: Object.fromEntries(all.map(({ channel, value }) => [channel ?? 'C1', value])) }
}

function energyOf(
  values: readonly Sensed[],
  at: number,
  since: string,
  days: EnergyDays,
): Record<string, object> {
  const of = (wanted: Sensed['metric']) => Number(values.find(({ metric }) => metric === wanted)?.value)
  const total = of('energy_import_total')
  if (Number.isNaN(total)) return {}
  const power = of('power_active')
  const voltage = of('voltage')
  const apparent = power / POWER_FACTOR
  const { today, yesterday } = days(total, at)
  return {
    ENERGY: {
      TotalStartTime: since,
      Total: total,
      Yesterday: yesterday,
      Today: today,
      Period: Math.round(power / 120),
      Power: power,
      ApparentPower: Math.round(apparent),
      ReactivePower: Math.round(Math.sqrt(apparent ** 2 - power ** 2)),
      Factor: POWER_FACTOR,
      Voltage: voltage,
      Current: Number((apparent / voltage).toFixed(3)),
    },
  }
}

/** Remembers where the register stood at midnight, as the device does. */
function createEnergyDays({ timeZone }: VoiceContext): EnergyDays {
  let day = ''
  let begun = 0
  let yesterday = 0
  return (totalKwh, at) => {
    const now = wallTime(at, timeZone).slice(0, 10)
    if (now !== day) {
      yesterday = day === '' ? 0 : Number((totalKwh - begun).toFixed(3))
      begun = totalKwh
      day = now
    }
    return { today: Number((totalKwh - begun).toFixed(3)), yesterday }
  }
}

/** A relay with its PulseTime, commanded one by one or by a backlog. Commands are not case-sensitive. */
function createRelay() {
  let pulseS: number | null = null
  const one = (command: string, payload: string, address: string): Heard => {
    const word = command.toLowerCase().replace(/1$/, '')
    const said = payload.trim().toLowerCase()
    if (word === 'pulsetime') {
      const time = Number(said)
      if (said !== '' && Number.isFinite(time))
        pulseS = time <= 0 ? null : time < 112 ? time / 10 : time - 100
      const answer = JSON.stringify({ PulseTime1: { Set: time, Remaining: 0 } })
      return { answers: [frame(`stat/${address}/RESULT`, answer)] }
    }
    if (word !== 'power') return { answers: [] }
    if (said === 'on' || said === '1' || said === 'true')
      return { order: { open: true, forS: pulseS }, answers: [] }
    if (said === 'off' || said === '0' || said === 'false')
      return { order: { open: false, forS: null }, answers: [] }
    return { answers: [] }
  }
  return (command: string, payload: string, address: string): Heard => {
    if (!/^backlog0?$/i.test(command)) return one(command, payload, address)
    const heard = payload
      .split(';')
      .slice(0, BACKLOG_MAX)
      .map(part => /^\s*(\S+)\s*(.*)$/.exec(part))
      .flatMap(match => (match === null ? [] : [one(match[1] ?? '', match[2] ?? '', address)]))
    const order = heard.findLast(({ order }) => order !== undefined)?.order
    return { ...(order === undefined ? {} : { order }), answers: heard.flatMap(({ answers }) => answers) }
  }
}
