/** The weekly plan of a roster: who has which shift on which weekday, in each week of the cycle. */
import { type Signal, useSignal } from '@preact/signals'
import type { Roster, Slot } from '../../../core/contract/roster.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { everybody, personName } from '../../data/people.ts'
import { language } from '../../data/preferences.ts'
import { n, w } from '../../data/words.ts'
import { FormFoot, onSubmit } from '../../widgets/field.tsx'

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const

export function RosterPlan({ roster, done }: { roster: Roster; done: () => void }) {
  const slots = useSignal<readonly Slot[]>(roster.slots)
  const week = useSignal(0)
  const chosen = useSignal<{ day: number; shiftId: string } | null>(null)
  const attempt = useAttempt()
  const save = async () => {
    const body = { slots: slots.value.filter(({ userIds }) => userIds.length > 0) }
    if (await attempt.run(() => call(api.changeRoster, { params: { id: roster.id }, body }))) done()
  }
  return (
    <form class="stack" onSubmit={onSubmit(() => void save())}>
      {roster.weeks > 1 && (
        <fieldset class="chips">
          <legend class="sr">{w('plan')}</legend>
          {Array.from({ length: roster.weeks }, (_, index) => (
            <button
              key={index}
              type="button"
              class="chip"
              aria-pressed={week.value === index}
              onClick={() => (week.value = index)}
            >
              {w('weekNumber', { n: index + 1 })}
            </button>
          ))}
        </fieldset>
      )}
      <div class="week">
        {DAYS.map(day => (
          <div key={day} class="week-day">
            <h3 class="small">{weekdayWord(day)}</h3>
            {roster.shifts.map(shift => {
              const people = peopleOf(slots.value, week.value, day, shift.id)
              const pressed = chosen.value?.day === day && chosen.value.shiftId === shift.id
              return (
                <button
                  key={shift.id}
                  type="button"
                  class={`week-shift${people.length === 0 ? ' empty-shift' : ''}`}
                  aria-pressed={pressed}
                  onClick={() => (chosen.value = { day, shiftId: shift.id })}
                >
                  <span class="small quiet">
                    {n(shift.name)} {shift.from}–{shift.to}
                  </span>
                  <span>{people.length === 0 ? w('nobody') : people.map(personName).join(' ')}</span>
                </button>
              )
            })}
          </div>
        ))}
      </div>
      {chosen.value !== null && (
        <People roster={roster} slots={slots} week={week.value} place={chosen.value} />
      )}
      <FormFoot attempt={attempt} cancel={done} />
    </form>
  )
}

function People(props: {
  roster: Roster
  slots: Signal<readonly Slot[]>
  week: number
  place: { day: number; shiftId: string }
}) {
  const { roster, slots, week } = props
  const { day, shiftId } = props.place
  const people = peopleOf(slots.value, week, day, shiftId)
  const shift = roster.shifts.find(({ id }) => id === shiftId)
  const set = (days: readonly number[], userIds: readonly string[]) => {
    const others = slots.value.filter(
      one => one.week !== week || one.shiftId !== shiftId || !days.includes(one.day),
    )
    slots.value = [...others, ...days.map(one => ({ week, day: one, shiftId, userIds: [...userIds] }))]
  }
  const toggle = (id: string) =>
    set([day], people.includes(id) ? people.filter(one => one !== id) : [...people, id])
  return (
    <fieldset class="chips sunk">
      <legend class="sr">
        {w('whoHasShift', { day: weekdayWord(day), shift: shift === undefined ? '' : n(shift.name) })}
      </legend>
      <strong>
        {w('whoHasShift', { day: weekdayWord(day), shift: shift === undefined ? '' : n(shift.name) })}
      </strong>
      {everybody.value.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          class="chip"
          aria-pressed={people.includes(id)}
          onClick={() => toggle(id)}
        >
          {name}
        </button>
      ))}
      <button type="button" class="button plain" onClick={() => set(DAYS, people)}>
        {w('everyDay')}
      </button>
    </fieldset>
  )
}

function peopleOf(slots: readonly Slot[], week: number, day: number, shiftId: string): readonly string[] {
  return slots.find(one => one.week === week && one.day === day && one.shiftId === shiftId)?.userIds ?? []
}

/** 2024-01-01 was a Monday. */
function weekdayWord(day: number): string {
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB'
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day))
}
