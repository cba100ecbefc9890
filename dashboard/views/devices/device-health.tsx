/** How a device is doing beyond what it measures: its rhythm, battery, signal and clock, in words. */
import type { Device } from '../../../core/contract/device.ts'
import type { DeviceHealth } from '../../../core/contract/registry.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { duration, number, pointName, pointOf, unit } from '../../data/shown.ts'
import { now } from '../../data/store.ts'
import { Answer } from '../../widgets/answer.tsx'
import { isSilentSinceAdopted } from './silence.ts'
import { d } from './words.ts'

const REFRESH_MS = 60_000
/** Closer than this nobody needs to set a clock. */
const CLOCK_FINE_S = 120

export function HealthCard({ device }: { device: Device }) {
  const [resource, again] = useResource(
    () => call(api.getDeviceHealth, { params: { id: device.id } }),
    `health/${device.id}`,
    { everyMs: REFRESH_MS },
  )
  return (
    <section class="card stack">
      <h2>{d('health')}</h2>
      {isSilentSinceAdopted(device, now.value) && <p class="problem">{d('silentSinceAdopted')}</p>}
      <Answer resource={resource} again={again} skeletons={1}>
        {health => (
          <ul class="list">
            {linesOf(health).map(line => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </Answer>
      <p>
        <a href={`/devices/rejections/${encodeURIComponent(nameIn(device))}`}>{d('unreadOfIt')}</a>
      </p>
    </section>
  )
}

function linesOf(health: DeviceHealth): string[] {
  const { everyS, points, packets, repeats } = health
  return [
    everyS === null ? d('rhythmUnknown') : d('speaksEvery', { every: duration(everyS * 1000) }),
    ...points
      .filter(({ overdue }) => overdue)
      .flatMap(({ pointId }) => {
        const point = pointOf(pointId)
        return point === undefined ? [] : [d('pointOverdue', { name: pointName(point) })]
      }),
    ...batteryLines(health.battery),
    ...signalLine(health.signal),
    ...clockLine(health.clockAheadS),
    d('packetsSince', { packets: number(packets), repeats: number(repeats) }),
  ]
}

function batteryLines(battery: DeviceHealth['battery']): string[] {
  if (battery === null) return []
  const level = d('batteryLevel', { percent: number(battery.percent) })
  if (battery.emptyOn !== null) return [`${level} · ${d('batteryEmptyOn', { day: battery.emptyOn })}`]
  return [
    battery.monthlyLoss === null
      ? level
      : `${level} · ${d('batteryLoss', { loss: number(battery.monthlyLoss, 1) })}`,
  ]
}

const SIGNAL_WORDS = { good: 'signalGood', fair: 'signalFair', poor: 'signalPoor' } as const

function signalLine(signal: DeviceHealth['signal']): string[] {
  if (signal === null) return []
  return [`${d(SIGNAL_WORDS[signal.word])} · ${number(signal.value)} ${unit(signal.unit)}`]
}

function clockLine(aheadS: number | null): string[] {
  if (aheadS === null) return []
  if (Math.abs(aheadS) <= CLOCK_FINE_S) return [d('clockFine')]
  return [d(aheadS > 0 ? 'clockAhead' : 'clockBehind', { by: duration(Math.abs(aheadS) * 1000) })]
}

/** As it stands in its topics. */
function nameIn({ address }: Device): string {
  return address.slice(address.lastIndexOf('/') + 1)
}
