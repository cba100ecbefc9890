/** Makes or changes a meter: how it counts, what it measures, where it hangs in the tree, and where it stands. */
import { type Signal, useSignal } from '@preact/signals'
import {
  MEDIA,
  MEDIUM_METRICS,
  type Medium,
  type Meter,
  type MeterFormula,
  type MeterStatus,
  PURPOSES,
  type Purpose,
} from '../../../core/contract/energy.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { pointName } from '../../data/shown.ts'
import { devices, points } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { areaChoices } from '../devices/area-choices.ts'
import { e, PURPOSE_WORDS } from './words.ts'

type Kind = 'point' | 'hand' | MeterFormula['type']

function kindOf(meter: Meter | undefined): Kind {
  if (meter?.formula != null) return meter.formula.type
  return meter?.handRead === true ? 'hand' : 'point'
}

export function MeterForm({
  meters,
  meter,
  done,
}: {
  meters: readonly MeterStatus[]
  meter?: Meter
  done: () => void
}) {
  const draft = useDraft(meter)
  const attempt = useAttempt()
  const medium = draft.medium.value
  const counters = countersOf(medium)
  const same = meters.filter(one => one.meter.medium === medium && one.meter.id !== meter?.id)
  const body = draft.read(counters, same)
  const save = async () => {
    if (body === null) return
    const job = () =>
      meter === undefined
        ? call(api.createMeter, { body })
        : call(api.changeMeter, { params: { id: meter.id }, body })
    if (await attempt.run(job)) done()
  }
  const remove = async (id: string) => {
    if (await attempt.run(() => call(api.deleteMeter, { params: { id } }))) done()
  }
  const choices = same.map(one => ({ value: one.meter.id, label: n(one.meter.name) }))
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <h2>{meter === undefined ? w('addMeter') : n(meter.name)}</h2>
      <div class="form">
        <TextField label={w('name')} value={draft.name} required />
        <SelectField
          label={w('medium')}
          value={draft.medium}
          choices={MEDIA.map(value => ({ value, label: w(value) }))}
        />
        <SelectField
          label={e('kindOfMeter')}
          value={draft.kind}
          choices={[
            { value: 'point', label: e('kindPoint') },
            { value: 'hand', label: e('kindHand') },
            { value: 'sum', label: e('kindSum') },
            { value: 'difference', label: e('kindDifference') },
            { value: 'share', label: e('kindShare') },
          ]}
        />
        {draft.kind.value === 'point' && (
          <SelectField
            label={w('counterPoint')}
            value={draft.pointId}
            choices={counters.length === 0 ? [{ value: '', label: w('none') }] : counters}
          />
        )}
        {(draft.kind.value === 'difference' || draft.kind.value === 'share') && (
          <SelectField
            label={e('baseMeter')}
            value={draft.base}
            choices={[{ value: '', label: e('none') }, ...choices]}
          />
        )}
        {draft.kind.value === 'share' && (
          <NumberField label={e('part')} value={draft.part} unit="%" min={0.1} max={100} />
        )}
      </div>
      {(draft.kind.value === 'sum' || draft.kind.value === 'difference') && (
        <Others
          value={draft.others}
          choices={choices.filter(({ value }) => value !== draft.base.value || draft.kind.value === 'sum')}
        />
      )}
      <div class="form">
        <SelectField
          label={w('parentMeter')}
          value={draft.parentId}
          choices={[{ value: '', label: w('mainMeter') }, ...choices]}
        />
        <SelectField label={w('area')} value={draft.areaId} choices={areaChoices()} />
        <SelectField
          label={e('purpose')}
          value={draft.purpose}
          choices={[
            { value: '', label: e('none') },
            ...PURPOSES.map(value => ({ value, label: e(PURPOSE_WORDS[value]) })),
          ]}
        />
        {(draft.kind.value === 'point' || draft.kind.value === 'hand') && (
          <>
            <NumberField label={e('ratio')} value={draft.ratio} min={0.000001} />
            <TextField label={e('serial')} value={draft.serial} maxLength={64} />
            {draft.medium.value === 'water' && (
              <NumberField label={e('nightUseHere')} value={draft.nightUse} unit="L/min" min={0} max={1000} />
            )}
          </>
        )}
      </div>
      <FormFoot
        attempt={attempt}
        save={meter === undefined ? w('addMeter') : w('save')}
        valid={body !== null}
        cancel={done}
        remove={meter && (() => void remove(meter.id))}
      />
    </form>
  )
}

function Others({
  value,
  choices,
}: {
  value: Signal<readonly string[]>
  choices: readonly { value: string; label: string }[]
}) {
  return (
    <fieldset class="chips">
      <legend>{e('otherMeters')}</legend>
      {choices.map(choice => (
        <button
          key={choice.value}
          type="button"
          class="chip"
          aria-pressed={value.value.includes(choice.value)}
          onClick={() => {
            value.value = value.value.includes(choice.value)
              ? value.value.filter(id => id !== choice.value)
              : [...value.value, choice.value]
          }}
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  )
}

function useDraft(meter: Meter | undefined) {
  const { formula } = meter ?? {}
  const name = useSignal(meter === undefined ? '' : n(meter.name))
  const medium = useSignal<Medium>(meter?.medium ?? 'electricity')
  const kind = useSignal<Kind>(kindOf(meter))
  const pointId = useSignal(meter?.pointId == null ? '' : String(meter.pointId))
  const base = useSignal(
    formula?.type === 'difference' ? formula.from : formula?.type === 'share' ? formula.of : '',
  )
  const others = useSignal<readonly string[]>(
    formula?.type === 'sum' ? formula.of : formula?.type === 'difference' ? formula.minus : [],
  )
  const part = useSignal(formula?.type === 'share' ? String(formula.part * 100) : '50')
  const parentId = useSignal(meter?.parentId ?? '')
  const areaId = useSignal(meter?.areaId ?? '')
  const purpose = useSignal<Purpose | ''>(meter?.purpose ?? '')
  const ratio = useSignal(meter?.ratio === undefined ? '1' : String(meter.ratio))
  const serial = useSignal(meter?.serial ?? '')
  const nightUse = useSignal(meter?.nightUseLpm == null ? '' : String(meter.nightUseLpm))

  function formulaOf(ids: ReadonlySet<string>): MeterFormula | null {
    const named = others.value.filter(id => ids.has(id))
    const share = numberOf(part.value)
    if (kind.value === 'sum') return named.length === 0 ? null : { type: 'sum', of: named }
    if (!ids.has(base.value)) return null
    if (kind.value === 'difference') {
      const minus = named.filter(id => id !== base.value)
      return minus.length === 0 ? null : { type: 'difference', from: base.value, minus }
    }
    return share === null || share <= 0 || share > 100
      ? null
      : { type: 'share', of: base.value, part: share / 100 }
  }

  /** The meter as the contract wants it; null while something is missing. */
  const read = (counters: readonly { value: string }[], same: readonly MeterStatus[]) => {
    const ids = new Set(same.map(one => one.meter.id))
    const common = {
      name: meter !== undefined && name.value === n(meter.name) ? meter.name : name.value.trim(),
      medium: medium.value,
      parentId: ids.has(parentId.value) ? parentId.value : null,
      areaId: areaId.value || null,
      purpose: purpose.value || null,
    }
    if (name.value.trim() === '') return null
    if (kind.value === 'point' || kind.value === 'hand') {
      const counter = counters.find(({ value }) => value === pointId.value) ?? counters[0]
      const own =
        kind.value === 'hand'
          ? meter?.handRead === true
            ? (meter.pointId ?? null)
            : null
          : counter === undefined
            ? undefined
            : Number(counter.value)
      const times = numberOf(ratio.value)
      if (own === undefined || times === null || times <= 0) return null
      return {
        ...common,
        pointId: own,
        formula: null,
        handRead: kind.value === 'hand',
        ratio: times,
        serial: serial.value.trim() || null,
        nightUseLpm: medium.value === 'water' ? numberOf(nightUse.value) : null,
      }
    }
    const formula = formulaOf(ids)
    return formula === null ? null : { ...common, pointId: null, formula, handRead: false }
  }
  return {
    name,
    medium,
    kind,
    pointId,
    base,
    others,
    part,
    parentId,
    areaId,
    purpose,
    ratio,
    serial,
    nightUse,
    read,
  }
}

/** The counters that may become a meter of this medium. */
function countersOf(medium: Medium) {
  return [...points.value.values()]
    .filter(({ metric }) => MEDIUM_METRICS[medium].includes(metric))
    .map(point => {
      const device = devices.value.get(point.deviceId)
      const label = device === undefined ? pointName(point) : `${n(device.name)} · ${pointName(point)}`
      return { value: String(point.id), label }
    })
}
