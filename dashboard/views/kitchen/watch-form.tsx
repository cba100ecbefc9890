/** How a cabinet is watched: its door, its room, how long a delivery takes, when it is checked, its rule of minutes. */
import { type Signal, useSignal } from '@preact/signals'
import type { Cabinet, CabinetInput } from '../../../core/contract/cabinet.ts'
import type { WeekHours } from '../../../core/contract/condition.ts'
import type { Point } from '../../../core/contract/point.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { pointName, unit } from '../../data/shown.ts'
import { devices, may, points } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import {
  CheckField,
  FormFoot,
  NumberField,
  numberOf,
  onSubmit,
  SelectField,
  TextField,
} from '../../widgets/field.tsx'
import { type HoursDraft, hoursOf, readWeek, WeekFields } from '../../widgets/week-hours.tsx'
import { k } from './words.ts'

const CHECKS_MAX = 6
const WALL = /^([01]?\d|2[0-3]):[0-5]\d$/

export function WatchForm({ cabinet, again }: { cabinet: Cabinet; again: () => Promise<void> }) {
  const door = useSignal(String(cabinet.doorPointId ?? ''))
  const room = useSignal(String(cabinet.roomPointId ?? ''))
  const restock = useSignal(String(cabinet.restockMin))
  const checks = useSignal(cabinet.checksAt.join(', '))
  const limit = useSignal(String(cabinet.allowance?.limitC ?? ''))
  const allowed = useSignal(String(cabinet.allowance?.allowedMin ?? ''))
  const serving = useServing(cabinet)
  const attempt = useAttempt()
  if (!may('cabinet.change')) return null
  const input = inputOf(cabinet, { door, room, restock, checks, limit, allowed, serving })
  const save = async () => {
    if (typeof input === 'string') return
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
      {isHot(cabinet) && <ServingFields serving={serving} />}
      {typeof input === 'string' && (
        <p class="problem" role="alert">
          {k(input)}
        </p>
      )}
      <FormFoot attempt={attempt} valid={typeof input !== 'string'} />
    </form>
  )
}

const SERVING: WeekHours = { days: [1, 2, 3, 4, 5, 6, 7], from: '10:30', to: '13:30' }

interface Serving {
  readonly on: Signal<boolean>
  readonly week: Signal<readonly HoursDraft[]>
}

function useServing({ servingHours }: Cabinet): Serving {
  const on = useSignal(servingHours.length > 0)
  const week = useSignal<readonly HoursDraft[]>(
    (servingHours.length > 0 ? servingHours : [SERVING]).map(hoursOf),
  )
  return { on, week }
}

function ServingFields({ serving: { on, week } }: { serving: Serving }) {
  return (
    <fieldset class="stack sunk" data-testid="serving">
      <legend class="sr">{k('servingOnly')}</legend>
      <CheckField label={k('servingOnly')} value={on} />
      {on.value && <WeekFields week={week} usual={SERVING} />}
      <p class="small quiet">{k('servingHint')}</p>
    </fieldset>
  )
}

function isHot({ id }: Cabinet): boolean {
  return devices.value.get(id)?.kind === 'hot-holding'
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
> & { readonly serving: Serving }

type Wrong = 'wrongRestock' | 'wrongChecks' | 'wrongAllowance' | 'wrongServing'

/** What to send, or the words for what cannot be read. */
function inputOf(cabinet: Cabinet, typed: Typed): CabinetInput | Wrong {
  const restockMin = numberOf(typed.restock.value)
  if (restockMin === null) return 'wrongRestock'
  const checksAt = typed.checks.value
    .split(/[,，、;；\s]+/)
    .filter(text => text !== '')
    .map(text => text.replace('：', ':').padStart(5, '0'))
  const readable = checksAt.every(text => WALL.test(text))
  if (checksAt.length === 0 || checksAt.length > CHECKS_MAX || !readable) return 'wrongChecks'
  const limitC = numberOf(typed.limit.value)
  const allowedMin = numberOf(typed.allowed.value)
  if ((limitC === null) !== (allowedMin === null)) return 'wrongAllowance'
  const servingHours = typed.serving.on.value ? readWeek(typed.serving.week.value) : []
  if (servingHours === null) return 'wrongServing'
  const side = isHot(cabinet) ? 'below' : (cabinet.allowance?.side ?? 'above')
  return {
    doorPointId: numberOf(typed.door.value),
    roomPointId: numberOf(typed.room.value),
    restockMin,
    checksAt: [...new Set(checksAt)],
    servingHours,
    allowance: limitC === null || allowedMin === null ? null : { limitC, side, allowedMin },
  }
}
