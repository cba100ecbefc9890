import { useSignal } from '@preact/signals'
import { MEDIA, type Medium, type MeterStatus } from '../../../core/contract/energy.ts'
import type { Metric } from '../../../core/contract/metric.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { pointName } from '../../data/shown.ts'
import { devices, points } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { areaChoices } from '../devices/area-choices.ts'

const COUNTERS: Readonly<Record<Medium, readonly Metric[]>> = {
  electricity: ['energy_import_total'],
  water: ['water_total'],
  gas: ['gas_total'],
  heat: ['heat_total'],
}

/** Makes a meter of a counter: what it measures, where it hangs in the tree, and where it stands. */
export function MeterForm({ meters, done }: { meters: readonly MeterStatus[]; done: () => void }) {
  const name = useSignal('')
  const medium = useSignal<Medium>('electricity')
  const pointId = useSignal('')
  const parentId = useSignal('')
  const areaId = useSignal('')
  const attempt = useAttempt()
  const counters = countersOf(medium.value)
  const chosen = counters.find(({ value }) => value === pointId.value) ?? counters[0]
  const parents = meters.filter(({ meter }) => meter.medium === medium.value)
  const add = async () => {
    if (chosen === undefined) return
    const body = {
      name: name.value.trim(),
      medium: medium.value,
      pointId: Number(chosen.value),
      parentId: parents.some(({ meter }) => meter.id === parentId.value) ? parentId.value : null,
      areaId: areaId.value || null,
    }
    if (await attempt.run(() => call(api.createMeter, { body }))) done()
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void add())}>
      <h2>{w('addMeter')}</h2>
      <div class="form">
        <TextField label={w('name')} value={name} required />
        <SelectField
          label={w('medium')}
          value={medium}
          choices={MEDIA.map(value => ({ value, label: w(value) }))}
        />
        <SelectField
          label={w('counterPoint')}
          value={pointId}
          choices={counters.length === 0 ? [{ value: '', label: w('none') }] : counters}
        />
        <SelectField
          label={w('parentMeter')}
          value={parentId}
          choices={[
            { value: '', label: w('mainMeter') },
            ...parents.map(({ meter }) => ({ value: meter.id, label: n(meter.name) })),
          ]}
        />
        <SelectField label={w('area')} value={areaId} choices={areaChoices()} />
      </div>
      <FormFoot
        attempt={attempt}
        save={w('addMeter')}
        valid={chosen !== undefined && name.value.trim() !== ''}
        cancel={done}
      />
    </form>
  )
}

/** The counters that may become a meter of this medium. */
function countersOf(medium: Medium) {
  return [...points.value.values()]
    .filter(({ metric }) => COUNTERS[medium].includes(metric))
    .map(point => {
      const device = devices.value.get(point.deviceId)
      const label = device === undefined ? pointName(point) : `${n(device.name)} · ${pointName(point)}`
      return { value: String(point.id), label }
    })
}
