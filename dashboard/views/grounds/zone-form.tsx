import { useSignal } from '@preact/signals'
import type { Name } from '../../../core/contract/schema.ts'
import {
  EMITTERS,
  EXPOSURES,
  PLANTS,
  SLOPES,
  SOILS,
  ZONE_DEFAULTS,
  type Zone,
} from '../../../core/contract/watering.ts'
import {
  emitterTexts,
  exposureTexts,
  plantTexts,
  slopeTexts,
  soilTexts,
} from '../../../core/text/watering.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { n, w } from '../../data/words.ts'
import {
  CheckField,
  FormFoot,
  NumberField,
  numberOf,
  onSubmit,
  SelectField,
  TextField,
} from '../../widgets/field.tsx'
import { Sure } from '../../widgets/sure.tsx'
import { freeValveChoices, keyOf, pointChoices } from './choices.ts'
import { ChosenOffTimerNote } from './off-timer.tsx'
import { g } from './words.ts'

const MONTHS = 12

/** A valve, what it waters and the instruments that watch it. */
export function ZoneForm({ zone, done }: { zone?: Zone; done: () => void }) {
  const draft = useDraft(zone)
  const attempt = useAttempt()
  const [supplies] = useResource(() => call(api.listSupplies), 'supplies')
  const pipes = supplies.value.state === 'here' ? supplies.value.value : []
  const body = draft.read()
  const save = async () => {
    if (body === null) return
    const job = () =>
      zone === undefined
        ? call(api.createZone, { body })
        : call(api.changeZone, { params: { id: zone.id }, body })
    if (await attempt.run(job)) done()
  }
  const remove = async (id: string) => {
    if (await attempt.run(() => call(api.deleteZone, { params: { id } }))) done()
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={w('name')} value={draft.name} required />
        <SelectField label={w('valve')} value={draft.valve} choices={freeValveChoices(zone?.id)} />
        <SelectField label={w('plant')} value={draft.plant} choices={choices(PLANTS, plantTexts)} />
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
        <SelectField
          label={g('supply')}
          value={draft.supply}
          choices={[
            { value: '', label: g('none') },
            ...pipes.map(({ id, name }) => ({ value: id, label: n(name) })),
          ]}
        />
        <CheckField label={w('enabled')} value={draft.enabled} />
      </div>
      {draft.valve.value === '' && <p class="small is-warned">{g('noFreeValve')}</p>}
      <ChosenOffTimerNote outlet={draft.valve.value} />
      <details>
        <summary>{g('zoneMore')}</summary>
        <div class="form">
          <SelectField label={g('soilKind')} value={draft.soil} choices={choices(SOILS, soilTexts)} />
          <SelectField label={g('emitter')} value={draft.emitter} choices={choices(EMITTERS, emitterTexts)} />
          <SelectField label={g('slope')} value={draft.slope} choices={choices(SLOPES, slopeTexts)} />
          <SelectField
            label={g('exposure')}
            value={draft.exposure}
            choices={choices(EXPOSURES, exposureTexts)}
          />
          <NumberField label={g('rootDepth')} value={draft.rootsM} unit="m" min={0.05} max={3} />
          <NumberField label={g('kc')} value={draft.kc} min={0.05} max={1.5} />
          <NumberField label={g('lowMoisture')} value={draft.low} unit="%" min={1} max={99} />
          <NumberField label={g('highMoisture')} value={draft.high} unit="%" min={2} max={100} />
          <NumberField label={g('quota')} value={draft.quota} unit="m³" min={0} />
          <NumberField label={g('maxCycle')} value={draft.cycle} unit={w('minutesUnit')} min={1} max={240} />
          <NumberField label={g('soak')} value={draft.soak} unit={w('minutesUnit')} min={0} max={240} />
        </div>
      </details>
      <FormFoot attempt={attempt} valid={body !== null} cancel={done}>
        {zone !== undefined && (
          <Sure
            word={w('remove')}
            question={g('removeZone', { name: n(zone.name) })}
            go={() => void remove(zone.id)}
            testId="remove-zone"
          />
        )}
      </FormFoot>
    </form>
  )
}

function choices<T extends string>(words: readonly T[], names: Readonly<Record<T, Name>>) {
  return words.map(value => ({ value, label: n(names[value]) }))
}

/** The fields and the zone they say: null while one is missing or not above zero. */
function useDraft(zone: Zone | undefined) {
  const all = zone ?? ZONE_DEFAULTS
  const text = (value: number | null | undefined) => (value == null ? '' : String(value))
  const name = useSignal(zone === undefined ? '' : n(zone.name))
  const valve = useSignal(
    zone === undefined
      ? (freeValveChoices(undefined)[0]?.value ?? '')
      : keyOf(zone.valveDeviceId, zone.valveChannel),
  )
  const plant = useSignal<Zone['plant']>(zone?.plant ?? 'turf')
  const areaM2 = useSignal(text(zone?.areaM2))
  const flowLpm = useSignal(text(zone?.nominalFlowLpm))
  const maxMinutes = useSignal(String((zone?.maxRunS ?? 3600) / 60))
  const flowPoint = useSignal(text(zone?.flowPointId))
  const soilPoint = useSignal(text(zone?.soilPointId))
  const supply = useSignal(all.supplyId ?? '')
  const enabled = useSignal(zone?.enabled ?? true)
  const soil = useSignal(all.soil)
  const emitter = useSignal(all.emitter)
  const slope = useSignal(all.slope)
  const exposure = useSignal(all.exposure)
  const rootsM = useSignal(text(all.rootDepthM))
  const kc = useSignal(text(sameAllYear(all.kcByMonth)))
  const low = useSignal(text(all.moistureLowPct))
  const high = useSignal(text(all.moistureHighPct))
  const quota = useSignal(text(sameAllYear(all.quotaM3)))
  const cycle = useSignal(text(all.maxCycleS === null ? null : all.maxCycleS / 60))
  const soak = useSignal(text(all.soakS === null ? null : all.soakS / 60))
  const seconds = (minutes: string) => {
    const value = numberOf(minutes)
    return value === null ? null : Math.round(value * 60)
  }
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
      supplyId: supply.value === '' ? null : supply.value,
      soil: soil.value,
      emitter: emitter.value,
      slope: slope.value,
      exposure: exposure.value,
      rootDepthM: numberOf(rootsM.value),
      kcByMonth: monthly(kc.value, all.kcByMonth),
      moistureLowPct: numberOf(low.value),
      moistureHighPct: numberOf(high.value),
      quotaM3: monthly(quota.value, all.quotaM3),
      maxCycleS: seconds(cycle.value),
      soakS: seconds(soak.value),
    }
  }
  return {
    ...{ name, valve, plant, areaM2, flowLpm, maxMinutes, flowPoint, soilPoint, supply, enabled },
    ...{ soil, emitter, slope, exposure, rootsM, kc, low, high, quota, cycle, soak, read },
  }
}

/** One figure when every month has the same; a table of months that was set by script is left alone. */
function sameAllYear(months: readonly (number | null)[] | null): number | null {
  const [first = null] = months ?? []
  return months?.every(value => value === first) === true ? first : null
}

function monthly<T extends number | null>(text: string, before: T[] | null): number[] | T[] | null {
  const value = numberOf(text)
  if (value !== null) return Array<number>(MONTHS).fill(value)
  return before !== null && sameAllYear(before) === null ? before : null
}
