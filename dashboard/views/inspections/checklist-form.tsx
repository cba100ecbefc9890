import { useSignal } from '@preact/signals'
import { CADENCES, type CheckItem, type Checklist } from '../../../core/contract/inspection.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { limitsOf } from '../../data/limits.ts'
import { CABINETS } from '../../data/standing.ts'
import { pointsByDevice } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { activeDevices } from '../../widgets/tile.tsx'
import { i } from './words.ts'

export type ChecklistInput = Omit<Checklist, 'id' | 'createdAt'> & { readonly id?: string }

const ON_WORDS = { daily: null, weekly: 'onWeekly', monthly: 'onMonthly', random: 'onRandom' } as const

export function ChecklistForm({ checklist, close }: { checklist: ChecklistInput; close: () => void }) {
  const name = useSignal(n(checklist.name))
  const cadence = useSignal(checklist.cadence)
  const on = useSignal(String(checklist.on))
  const dueTime = useSignal(checklist.dueTime)
  const lines = useSignal(textOf(checklist.items))
  const sensed = useSignal<readonly CheckItem[]>(checklist.items.filter(({ pointId }) => pointId !== null))
  const attempt = useAttempt()
  const { id } = checklist
  const save = () =>
    attempt.run(async () => {
      const body = {
        siteId: checklist.siteId,
        name: name.value.trim() === n(checklist.name) ? checklist.name : name.value.trim(),
        cadence: cadence.value,
        on: numberOf(on.value) ?? 1,
        dueTime: dueTime.value,
        items: [...sensed.value, ...itemsFrom(lines.value, checklist.items)],
        enabled: true,
      }
      if (id === undefined) await call(api.createChecklist, { body })
      else await call(api.changeChecklist, { params: { id }, body })
      close()
    })
  const remove = () =>
    attempt.run(async () => {
      await call(api.deleteChecklist, { params: { id: id ?? '' } })
      close()
    })
  const onWord = ON_WORDS[cadence.value]
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={w('name')} value={name} required />
        <SelectField
          label={i('cadence')}
          value={cadence}
          choices={CADENCES.map(value => ({ value, label: i(value) }))}
        />
        {onWord !== null && <NumberField label={i(onWord)} value={on} min={1} max={31} step={1} required />}
        <TextField label={i('dueTime')} value={dueTime} maxLength={5} required />
      </div>
      <label class="field">
        <span>{i('items')}</span>
        <textarea rows={8} value={lines.value} onInput={event => (lines.value = event.currentTarget.value)} />
      </label>
      <Sensors value={sensed.value} change={items => (sensed.value = items)} />
      <FormFoot
        attempt={attempt}
        cancel={close}
        remove={id === undefined ? undefined : () => void remove()}
      />
    </form>
  )
}

/** Cabinets, with the limits their rules already keep. */
function Sensors(props: { value: readonly CheckItem[]; change: (items: readonly CheckItem[]) => void }) {
  const { value, change } = props
  const cabinets = activeDevices()
    .filter(({ kind }) => CABINETS.includes(kind))
    .flatMap(device => {
      const point = pointsByDevice.value.get(device.id)?.find(({ metric }) => metric === 'temperature')
      return point === undefined ? [] : [{ device, point }]
    })
  if (cabinets.length === 0) return null
  return (
    <fieldset class="chips">
      <legend>{i('sensors')}</legend>
      {cabinets.map(({ device, point }) => {
        const here = value.some(({ pointId }) => pointId === point.id)
        const toggle = () => {
          const { min, max } = rangeOf(point.id)
          const item = { id: `p${point.id}`, text: device.name, pointId: point.id, min, max }
          change(here ? value.filter(({ pointId }) => pointId !== point.id) : [...value, item])
        }
        return (
          <button key={point.id} type="button" class="chip" aria-pressed={here} onClick={toggle}>
            {n(device.name)}
          </button>
        )
      })}
    </fieldset>
  )
}

function rangeOf(pointId: number): { min: number | null; max: number | null } {
  const limits = limitsOf(pointId)
  return { min: limits?.low ?? null, max: limits?.high ?? null }
}

const textOf = (items: readonly CheckItem[]) =>
  items
    .filter(({ pointId }) => pointId === null)
    .map(({ text }) => n(text))
    .join('\n')

/** A line that stood there keeps its id and its other language. */
function itemsFrom(text: string, before: readonly CheckItem[]): CheckItem[] {
  const lines = [...new Set(text.split('\n').map(line => line.trim()))].filter(line => line !== '')
  const taken = new Set(before.map(({ id }) => id))
  let next = 1
  return lines.map(line => {
    const known = before.find(item => item.pointId === null && n(item.text) === line)
    if (known !== undefined) return known
    while (taken.has(`i${next}`)) next += 1
    taken.add(`i${next}`)
    return { id: `i${next}`, text: nameOf(line), pointId: null, min: null, max: null }
  })
}
