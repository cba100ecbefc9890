/**
 * What a user would write to get MQTT into InfluxDB: mqtt.js subscribes, `influx` writes batches, and a limit is watched
 * on the way. A process of its own.
 */
import { InfluxDB } from 'influx'
import { connect } from 'mqtt'

const BATCH = 5000
const EVERY_MS = 100
const WATCHED = 'steward/canteen/probe'
const LIMIT = 8

const [mqttPort, influxPort] = process.argv.slice(2)
const influx = new InfluxDB({ host: '127.0.0.1', port: Number(influxPort), database: 'peer' })
await influx.createDatabase('peer')

interface PointToWrite {
  measurement: string
  tags: { device: string }
  fields: { value: number }
  timestamp: Date
}

const waiting: PointToWrite[] = []
let writing = false
let written = 0
let alarm = false

async function write(): Promise<void> {
  if (writing || waiting.length === 0) return
  writing = true
  const batch = waiting.splice(0, BATCH)
  await influx.writePoints(batch, { precision: 'ms' })
  written += batch.length
  writing = false
  if (waiting.length >= BATCH) await write()
}

const client = connect(`mqtt://127.0.0.1:${mqttPort}`, { clientId: 'ingest', clean: false })
client.on('message', (topic, payload) => {
  const { temperature, ts } = JSON.parse(payload.toString())
  if (topic === WATCHED && temperature > LIMIT !== alarm) {
    alarm = temperature > LIMIT
    client.publish('alarms/probe', JSON.stringify({ alarm, temperature, ts }))
  }
  waiting.push({
    measurement: 'reading',
    tags: { device: topic },
    fields: { value: temperature },
    timestamp: new Date(ts),
  })
  if (waiting.length >= BATCH) void write()
})
setInterval(() => void write(), EVERY_MS)
client.on('connect', () => client.subscribe('steward/#', { qos: 1 }, () => console.log('ready')))
process.on('message', () => process.send?.(written))
