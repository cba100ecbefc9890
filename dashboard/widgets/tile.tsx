import { computed, type ReadonlySignal } from '@preact/signals'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Device } from '../../core/contract/device.ts'
import { NO_VALUE } from '../../core/text/format.ts'
import type { StateWord } from '../../core/text/states.ts'
import { watchedState } from '../data/cabinets.ts'
import { provenState } from '../data/detectors.ts'
import { limitsOf } from '../data/limits.ts'
import { servedState } from '../data/maintenance.ts'
import { age, areaName, valueParts } from '../data/shown.ts'
import { CABINETS, deviceState, isOld, mainPoint } from '../data/standing.ts'
import { alarms, devices, feed, now, pointsByDevice, readingOf } from '../data/store.ts'
import { n, w } from '../data/words.ts'
import { Sparkline } from './sparkline.tsx'
import { StateChip } from './state-chip.tsx'

export const alarmsByDevice: ReadonlySignal<ReadonlyMap<string, readonly Alarm[]>> = computed(() => {
  const open = [...alarms.value.values()].filter(alarm => alarm.deviceId !== null)
  return Map.groupBy(open, alarm => alarm.deviceId as string)
})

/** How a device stands now; reading it inside a component follows it. */
export function standingOf(device: Device): StateWord {
  const point = mainPoint(device, pointsByDevice.value.get(device.id) ?? [])
  const reading = point === undefined ? null : readingOf(point.id).value
  const own = alarmsByDevice.value.get(device.id) ?? []
  const state = deviceState(device, reading, own, now.value, feed.value === 'live')
  const real = CABINETS.includes(device.kind) ? watchedState(device, state) : provenState(device, state)
  return servedState(device.id, real)
}

/** Name, place, value, age, two hours, state: all a glance needs. */
export function Tile(props: { device: Device; href: string; spark?: boolean }) {
  const { device, href, spark = true } = props
  const point = mainPoint(device, pointsByDevice.value.get(device.id) ?? [])
  const reading = point === undefined ? null : readingOf(point.id).value
  const state = standingOf(device)
  const old = feed.value !== 'live' || (reading !== null && isOld(device, reading, now.value))
  const parts =
    point === undefined || reading === null
      ? { text: NO_VALUE, unit: '' }
      : valueParts(reading[2], point.metric, point.unit)
  return (
    <a href={href} class={`card tile is-${state}`} data-testid="tile" data-device-id={device.id}>
      <span class="tile-head">
        <span>
          <span class="tile-name">{n(device.name)}</span>
          <span class="small quiet">{areaName(device.areaId)}</span>
        </span>
        <StateChip state={state} />
      </span>
      <span
        class={`tile-value${old ? ' old' : ''}${parts.unit === '' ? ' word' : ''}`}
        data-testid="tile-value"
      >
        {parts.text}
        {parts.unit !== '' && <span class="unit">{parts.unit}</span>}
      </span>
      {spark && point?.kind === 'gauge' && CABINETS.includes(device.kind) && (
        <Sparkline point={point} limits={limitsOf(point.id)} />
      )}
      <span class={`tile-age${old ? ' old' : ''}`}>
        {reading === null ? w('neverSeen') : age(reading[1])}
      </span>
    </a>
  )
}

/** What is in use or set aside; neither waiting in the inbox nor ignored. */
export function activeDevices(): Device[] {
  return [...devices.value.values()].filter(
    ({ status, drill }) => (status === 'active' || status === 'disabled') && drill !== true,
  )
}

export function hrefOf({ id, kind }: Pick<Device, 'id' | 'kind'>): string {
  return CABINETS.includes(kind) ? `/kitchen/${id}` : `/devices/${id}`
}
