/** A roster itself: its name, its shifts, how many weeks it takes, for which places. */
import { signal, useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { type Roster, SHIFTS_MAX, type Shift } from '../../../core/contract/roster.ts'
import { dateOf, mondayOf } from '../../../core/notify/duty.ts'
import { uiNotify } from '../../../core/text/notify-ui.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { areas, now, timeZone } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { ChoiceChips, TimeField } from '../../widgets/choice-chips.tsx'
import { FormFoot, NumberField, numberOf, onSubmit, TextField } from '../../widgets/field.tsx'

/** Three shifts around the clock, as most kitchens have them. */
const USUAL: readonly Shift[] = [
  { id: 'early', name: uiNotify.early, from: '06:00', to: '14:00' },
  { id: 'late', name: uiNotify.late, from: '14:00', to: '22:00' },
  { id: 'night', name: uiNotify.night, from: '22:00', to: '06:00' },
]

export function RosterForm({ roster, done }: { roster?: Roster; done: () => void }) {
  const name = useSignal(roster === undefined ? w('duty') : n(roster.name))
  const weeks = useSignal(String(roster?.weeks ?? 1))
  const places = useSignal<readonly string[]>(roster?.areaIds ?? [])
  const shifts = useSignal(useMemo(() => (roster?.shifts ?? USUAL).map(draftOf), []))
  const attempt = useAttempt()
  const count = numberOf(weeks.value)
  const valid = count !== null && shifts.value.length > 0
  const save = async () => {
    const kept = shifts.value.map(readShift)
    const ids = new Set(kept.map(({ id }) => id))
    const most = count ?? 1
    const slots = (roster?.slots ?? []).filter(({ shiftId, week }) => ids.has(shiftId) && week < most)
    const body = {
      name: roster !== undefined && name.value === n(roster.name) ? roster.name : name.value.trim(),
      areaIds: [...places.value],
      shifts: kept,
      weeks: most,
      anchor: roster?.anchor ?? mondayOf(dateOf(now.value, timeZone.value)),
      slots,
    }
    const job = () =>
      roster === undefined
        ? call(api.createRoster, { body })
        : call(api.changeRoster, { params: { id: roster.id }, body })
    if (await attempt.run(job)) done()
  }
  const remove = async (id: string) => {
    if (await attempt.run(() => call(api.deleteRoster, { params: { id } }))) done()
  }
  return (
    <form class={roster === undefined ? 'card stack' : 'stack'} onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={w('name')} value={name} required />
        <NumberField
          label={w('cycleWeeks')}
          value={weeks}
          unit={w('weeksUnit')}
          min={1}
          max={8}
          step={1}
          required
        />
      </div>
      <h3>{w('shifts')}</h3>
      {shifts.value.map(shift => (
        <div class="form" key={shift.id}>
          <TextField label={w('name')} value={shift.name} required />
          <TimeField label={w('from')} value={shift.from} />
          <TimeField label={w('until')} value={shift.to} />
          {shifts.value.length > 1 && (
            <button
              type="button"
              class="button plain"
              onClick={() => (shifts.value = shifts.value.filter(one => one !== shift))}
            >
              {w('remove')}
            </button>
          )}
        </div>
      ))}
      {shifts.value.length < SHIFTS_MAX && (
        <div>
          <button
            type="button"
            class="button"
            onClick={() => (shifts.value = [...shifts.value, draftOf(newShift(shifts.value.length))])}
          >
            {w('addShift')}
          </button>
        </div>
      )}
      {areas.value.size > 0 && (
        <ChoiceChips
          label={`${w('rosterAreas')} · ${places.value.length === 0 ? w('wholeSite') : ''}`}
          value={places}
          choices={[...areas.value.values()].map(area => ({ value: area.id, label: n(area.name) }))}
        />
      )}
      <FormFoot
        attempt={attempt}
        valid={valid}
        cancel={done}
        remove={roster && (() => void remove(roster.id))}
      />
    </form>
  )
}

function draftOf(shift: Shift) {
  const { id, from, to } = shift
  return { id, kept: shift.name, name: signal(n(shift.name)), from: signal(from), to: signal(to) }
}

function readShift({ id, kept, name, from, to }: ReturnType<typeof draftOf>): Shift {
  const text = name.value.trim()
  return { id, name: text === n(kept) ? kept : { zh: text, en: text }, from: from.value, to: to.value }
}

function newShift(index: number): Shift {
  const id = `shift-${index + 1}-${Date.now().toString(36)}`
  return { id, name: { zh: '', en: '' }, from: '08:00', to: '16:00' }
}
