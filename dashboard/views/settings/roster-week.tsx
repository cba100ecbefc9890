/** One week by date: who has each shift, with swaps; a tap on a shift changes that one date. */
import { useSignal } from '@preact/signals'
import type { Roster, Shift } from '../../../core/contract/roster.ts'
import { addDays, dateOf, dutiesAt, mondayOf, peopleOn, swapOn } from '../../../core/notify/duty.ts'
import { formatDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { everybody, personName } from '../../data/people.ts'
import { language } from '../../data/preferences.ts'
import { may, now, timeZone } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { ChoiceChips } from '../../widgets/choice-chips.tsx'
import { SelectField } from '../../widgets/field.tsx'

const WEEK = [0, 1, 2, 3, 4, 5, 6] as const
/** How far ahead a shift may be swapped, in this view. */
const SWAP_DAYS = 14

interface Place {
  readonly date: string
  readonly shift: Shift
}

export function RosterWeek({ roster, again }: { roster: Roster; again: () => Promise<void> }) {
  const today = dateOf(now.value, timeZone.value)
  const monday = useSignal(mondayOf(today))
  const chosen = useSignal<Place | null>(null)
  const current = new Set(
    dutiesAt(roster, now.value, timeZone.value).map(one => `${one.date} ${one.shiftId}`),
  )
  const move = (days: number) => {
    monday.value = addDays(monday.value, days)
    chosen.value = null
  }
  return (
    <div class="stack">
      <div class="week-head">
        <button type="button" class="button plain" onClick={() => move(-7)}>
          ← <span class="sr">{w('previousWeek')}</span>
        </button>
        <h3>{w('weekOf', { from: dayWord(monday.value) })}</h3>
        <button type="button" class="button plain" onClick={() => move(7)}>
          → <span class="sr">{w('nextWeek')}</span>
        </button>
      </div>
      <div class="week">
        {WEEK.map(offset => {
          const date = addDays(monday.value, offset)
          return (
            <div key={date} class={`week-day${date === today ? ' today' : ''}`}>
              <h3 class="small">{dayWord(date)}</h3>
              {roster.shifts.map(shift => (
                <ShiftButton
                  key={shift.id}
                  roster={roster}
                  place={{ date, shift }}
                  now={current.has(`${date} ${shift.id}`)}
                  pressed={chosen.value?.date === date && chosen.value.shift.id === shift.id}
                  choose={place => (chosen.value = may('roster.change') ? place : null)}
                />
              ))}
            </div>
          )
        })}
      </div>
      {chosen.value !== null && (
        <ShiftEditor
          key={`${chosen.value.date}${chosen.value.shift.id}`}
          roster={roster}
          place={chosen.value}
          done={async () => {
            chosen.value = null
            await again()
          }}
        />
      )}
    </div>
  )
}

function ShiftButton(props: {
  roster: Roster
  place: Place
  now: boolean
  pressed: boolean
  choose: (place: Place) => void
}) {
  const { roster, place, pressed, choose } = props
  const { date, shift } = place
  const people = peopleOn(roster, date, shift.id)
  const swapped = swapOn(roster, date, shift.id) !== undefined
  return (
    <button
      type="button"
      class={`week-shift${people.length === 0 ? ' empty-shift' : ''}${props.now ? ' now' : ''}`}
      aria-pressed={pressed}
      onClick={() => choose(place)}
    >
      <span class="small quiet">
        {n(shift.name)} {shift.from}–{shift.to}
        {props.now && ` · ${w('onDutyNow')}`}
      </span>
      <span>{people.length === 0 ? w('nobody') : people.map(personName).join(' ')}</span>
      {swapped && <span class="small quiet">{w('swapped')}</span>}
    </button>
  )
}

function ShiftEditor({ roster, place, done }: { roster: Roster; place: Place; done: () => Promise<void> }) {
  const { date, shift } = place
  const planned = peopleOn(roster, date, shift.id)
  const people = useSignal<readonly string[]>(planned)
  const attempt = useAttempt()
  const cover = async (userIds: string[] | null) => {
    const body = { date, shiftId: shift.id, userIds }
    if (await attempt.run(() => call(api.coverShift, { params: { id: roster.id }, body }))) await done()
  }
  return (
    <div class="sunk stack" data-testid="shift-editor">
      <h3>{w('whoHasShift', { day: dayWord(date), shift: n(shift.name) })}</h3>
      <ChoiceChips
        label={w('duty')}
        value={people}
        choices={everybody.value.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Trouble error={attempt.trouble.value} />
      <div class="row">
        <button
          type="button"
          class="button primary"
          disabled={attempt.busy.value}
          onClick={() => void cover([...people.value])}
        >
          {w('save')}
        </button>
        {swapOn(roster, date, shift.id) !== undefined && (
          <button type="button" class="button" disabled={attempt.busy.value} onClick={() => void cover(null)}>
            {w('backToPlan')}
          </button>
        )}
        <button type="button" class="button plain" onClick={() => void done()}>
          {w('cancel')}
        </button>
      </div>
      {planned.map(userId => (
        <SwapForm key={userId} roster={roster} place={place} userId={userId} done={done} />
      ))}
    </div>
  )
}

/** Gives this shift to somebody else and takes one of theirs. */
function SwapForm(props: { roster: Roster; place: Place; userId: string; done: () => Promise<void> }) {
  const { roster, place, userId, done } = props
  const others = othersOf(roster, place, userId)
  const choice = useSignal(others[0]?.value ?? '')
  const attempt = useAttempt()
  if (others.length === 0) return null
  const swap = async () => {
    const [date = '', shiftId = '', other = ''] = choice.value.split(' ')
    const body = {
      a: { date: place.date, shiftId: place.shift.id, userId },
      b: { date, shiftId, userId: other },
    }
    if (await attempt.run(() => call(api.swapShifts, { params: { id: roster.id }, body }))) await done()
  }
  return (
    <div class="form">
      <SelectField label={w('swapGives', { name: personName(userId) })} value={choice} choices={others} />
      <div class="row">
        <button type="button" class="button" disabled={attempt.busy.value} onClick={() => void swap()}>
          {w('swapDo')}
        </button>
      </div>
      <Trouble error={attempt.trouble.value} />
    </div>
  )
}

/** Shifts of others in the days around. */
function othersOf(roster: Roster, { date }: Place, userId: string) {
  const from = addDays(date, -7)
  return Array.from({ length: SWAP_DAYS + 7 }, (_, offset) => addDays(from, offset))
    .filter(day => day >= dateOf(now.value, timeZone.value))
    .flatMap(day =>
      roster.shifts.flatMap(shift => {
        const people = peopleOn(roster, day, shift.id)
        if (people.includes(userId)) return []
        return people.map(other => ({
          value: `${day} ${shift.id} ${other}`,
          label: `${dayWord(day)} ${n(shift.name)} · ${personName(other)}`,
        }))
      }),
    )
}

/** `周三 3月4日`, `Wed 4 Mar`. */
function dayWord(date: string): string {
  const at = Date.parse(`${date}T12:00:00Z`)
  const zh = language.value === 'zh'
  const weekday = new Intl.DateTimeFormat(zh ? 'zh-CN' : 'en-GB', {
    weekday: 'short',
    timeZone: 'UTC',
  }).format(at)
  return `${weekday} ${formatDay(at, 'UTC', language.value)}`
}
