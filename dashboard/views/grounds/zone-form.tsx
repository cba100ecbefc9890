import { useSignal } from '@preact/signals'
import type { Metric } from '../../../core/contract/metric.ts'
import { PLANTS, type Zone } from '../../../core/contract/watering.ts'
import { plantTexts } from '../../../core/text/watering.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { pointName } from '../../data/shown.ts'
import { devices, points } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import {
  CheckField,
  type Choice,
  FormFoot,
  NumberField,
  numberOf,
  onSubmit,
  SelectField,
  TextField,
} from '../../widgets/field.tsx'

/** A valve, what it waters and the instruments that watch it. */
export function ZoneForm({ zone, done }: { zone?: Zone; done: () => void }) {
  const draft = useDraft(zone)
  const attempt = useAttempt()
  const body = draft.read()
  const save = async () => {
    if (body === null) return
    const job = () =>
      zone === undefined
        ? call(api.createZone, { body })
        : call(api.changeZone, { params: { id: zone.id }, body })
    if (await attempt.run(job)) done()
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={w('name')} value={draft.name} required />
        <SelectField label={w('valve')} value={draft.valve} choices={valveChoices()} />
        <SelectField
          label={w('plant')}
          value={draft.plant}
          choices={PLANTS.map(value => ({ value, label: n(plantTexts[value]) }))}
        />
        <NumberField label={w('zoneArea')} value={draft.areaM2} unit="m²" min={0} required />
        <NumberField label={w('nominalFlow')} value={draft.flowLpm} unit="L/min" min={0} required />
        <NumberField
          label={w('maxRun')}
          value={draft.maxMinutes}
          unit={w('minutesUnit')}
          min={1}
          max={240}
          required
        />
        <SelectField label={w('flowPoint')} value={draft.flowPoint} choices={pointChoices('water_flow')} />
        <SelectField label={w('soilPoint')} value={draft.soilPoint} choices={pointChoices('soil_moisture')} />
        <CheckField label={w('enabled')} value={draft.enabled} />
      </div>
      <FormFoot attempt={attempt} valid={body !== null} cancel={done} />
    </form>
  )
}

/** The fields and the zone they say: null while one is missing or not above zero. */
function useDraft(zone: Zone | undefined) {
  const name = useSignal(zone === undefined ? '' : n(zone.name))
  const valve = useSignal(
    zone === undefined ? (valveChoices()[0]?.value ?? '') : keyOf(zone.valveDeviceId, zone.valveChannel),
  )
  const plant = useSignal<Zone['plant']>(zone?.plant ?? 'turf')
  const areaM2 = useSignal(String(zone?.areaM2 ?? ''))
  const flowLpm = useSignal(String(zone?.nominalFlowLpm ?? ''))
  const maxMinutes = useSignal(String((zone?.maxRunS ?? 3600) / 60))
  const flowPoint = useSignal(String(zone?.flowPointId ?? ''))
  const soilPoint = useSignal(String(zone?.soilPointId ?? ''))
  const enabled = useSignal(zone?.enabled ?? true)
  const read = () => {
    const [area, flow, minutes] = [areaM2, flowLpm, maxMinutes].map(({ value }) => numberOf(value) ?? 0)
    if (!area || !flow || !minutes || area < 0 || flow < 0 || minutes < 1) return null
    if (name.value.trim() === '' || valve.value === '') return null
    const [valveDeviceId = '', channel = ''] = valve.value.split('\n')
    return {
      name: zone !== undefined && name.value === n(zone.name) ? zone.name : name.value.trim(),
      valveDeviceId,
      valveChannel: channel === '' ? null : channel,
      flowPointId: numberOf(flowPoint.value),
      soilPointId: numberOf(soilPoint.value),
      areaM2: area,
      nominalFlowLpm: flow,
      plant: plant.value,
      maxRunS: Math.round(minutes * 60),
      enabled: enabled.value,
    }
  }
  return { name, valve, plant, areaM2, flowLpm, maxMinutes, flowPoint, soilPoint, enabled, read }
}

/** A device and its outlet in one choice; neither can hold a line break. */
const keyOf = (deviceId: string, channel: string | null) => `${deviceId}\n${channel ?? ''}`

/** Every outlet of every device that opens something. */
function valveChoices(): readonly Choice<string>[] {
  return [...points.value.values()].flatMap(({ metric, deviceId, channel }) => {
    const device = devices.value.get(deviceId)
    const opens = metric === 'valve_open' || (metric === 'switch_on' && device?.kind === 'valve')
    if (device === undefined || !opens) return []
    return [
      { value: keyOf(deviceId, channel), label: [n(device.name), ...(channel ? [channel] : [])].join(' · ') },
    ]
  })
}

function pointChoices(metric: Metric): readonly Choice<string>[] {
  const found = [...points.value.values()].filter(point => point.metric === metric)
  const label = (deviceId: string) => {
    const device = devices.value.get(deviceId)
    return device === undefined ? deviceId : n(device.name)
  }
  return [
    { value: '', label: w('none') },
    ...found.map(point => ({
      value: String(point.id),
      label: `${label(point.deviceId)} · ${pointName(point)}`,
    })),
  ]
}
