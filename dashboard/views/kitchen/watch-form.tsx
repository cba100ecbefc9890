/** How a cabinet is watched: its door, its room, how long a delivery takes, when it is checked, its rule of minutes. */
import { useSignal } from '@preact/signals'
import type { Cabinet, CabinetInput } from '../../../core/contract/cabinet.ts'
import type { Point } from '../../../core/contract/point.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { pointName, unit } from '../../data/shown.ts'
import { devices, may, points } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { k } from './words.ts'

const WALL = /^([01]?\d|2[0-3]):[0-5]\d$/

export function WatchForm({ cabinet, again }: { cabinet: Cabinet; again: () => Promise<void> }) {
  const door = useSignal(String(cabinet.doorPointId ?? ''))
  const room = useSignal(String(cabinet.roomPointId ?? ''))
  const restock = useSignal(String(cabinet.restockMin))
  const checks = useSignal(cabinet.checksAt.join(', '))
  const limit = useSignal(String(cabinet.allowance?.limitC ?? ''))
  const allowed = useSignal(String(cabinet.allowance?.allowedMin ?? ''))
  const attempt = useAttempt()
  if (!may('cabinet.change')) return null
  const input = inputOf(cabinet, { door, room, restock, checks, limit, allowed })
  const save = async () => {
    if (input === null) return
    await call(api.changeCabinet, { params: { id: cabinet.id }, body: input })
    await again()
  }
  return (
    <form class="card section" onSubmit={onSubmit(() => void attempt.run(save))}>
      <h2>{k('watch')}</h2>
      <div class="form">
        <SelectField
          label={k('door')}
          value={door}
          choices={[{ value: '', label: k('doorOwn') }, ...choices('door_open')]}
        />
        <SelectField
          label={k('room')}
          value={room}
          choices={[{ value: '', label: k('roomNone') }, ...choices('temperature', cabinet.id)]}
        />
        <NumberField
          label={k('restockMin')}
          value={restock}
          unit={k('minutesUnit')}
          min={5}
          max={60}
          step={1}
          required
        />
        <TextField label={k('checksAt')} value={checks} required maxLength={60} />
        <NumberField label={k('allowanceLimit')} value={limit} unit={unit('degC')} step={0.1} />
        <NumberField
          label={k('allowanceMinutes')}
          value={allowed}
          unit={k('minutesUnit')}
          min={1}
          max={1440}
          step={1}
        />
      </div>
      <FormFoot attempt={attempt} valid={input !== null} />
    </form>
  )
}

function choices(metric: Point['metric'], without?: string) {
  return [...points.value.values()]
    .filter(point => point.metric === metric && point.deviceId !== without)
    .map(point => {
      const device = devices.value.get(point.deviceId)
      return {
        value: String(point.id),
        label: device === undefined ? pointName(point) : `${n(device.name)} · ${pointName(point)}`,
      }
    })
}

type Typed = Readonly<
  Record<'door' | 'room' | 'restock' | 'checks' | 'limit' | 'allowed', { readonly value: string }>
>

/** Null while something cannot be read. */
function inputOf({ allowance }: Cabinet, typed: Typed): CabinetInput | null {
  const restockMin = numberOf(typed.restock.value)
  const checksAt = typed.checks.value
    .split(/[,，\s]+/)
    .filter(text => text !== '')
    .map(text => text.padStart(5, '0'))
  if (
    restockMin === null ||
    checksAt.length === 0 ||
    checksAt.length > 6 ||
    !checksAt.every(text => WALL.test(text))
  )
    return null
  const limitC = numberOf(typed.limit.value)
  const allowedMin = numberOf(typed.allowed.value)
  if ((limitC === null) !== (allowedMin === null)) return null
  const side = allowance?.side ?? 'above'
  return {
    doorPointId: numberOf(typed.door.value),
    roomPointId: numberOf(typed.room.value),
    restockMin,
    checksAt: [...new Set(checksAt)],
    allowance: limitC === null || allowedMin === null ? null : { limitC, side, allowedMin },
  }
}
