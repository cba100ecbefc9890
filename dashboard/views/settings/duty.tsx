/** Who is on duty: now, by date, and by the weekly plan; and who answers for which place. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Roster } from '../../../core/contract/roster.ts'
import { api, call } from '../../data/api.ts'
import { askPeople } from '../../data/people.ts'
import { useResource } from '../../data/resource.ts'
import { may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Empty } from '../../widgets/answer.tsx'
import { OnDuty } from '../../widgets/on-duty.tsx'
import { Responsibilities } from './responsibilities.tsx'
import { RosterForm } from './roster-form.tsx'
import { RosterPlan } from './roster-plan.tsx'
import { RosterWeek } from './roster-week.tsx'

export function Duty() {
  const [rosters, again] = useResource(() => call(api.listRosters), 'rosters')
  const making = useSignal(false)
  useEffect(askPeople, [])
  const done = () => {
    making.value = false
    void again()
  }
  return (
    <div class="page">
      <OnDuty />
      <Answer resource={rosters} again={again}>
        {list => (
          <>
            {list.length === 0 && !making.value && (
              <Empty title={w('noRoster')} text={w('noRosterText')}>
                {may('roster.change') && <Make onClick={() => (making.value = true)} />}
              </Empty>
            )}
            {list.map(roster => (
              <OneRoster key={roster.id} roster={roster} again={again} />
            ))}
            {making.value && <RosterForm done={done} />}
            {list.length > 0 && !making.value && may('roster.change') && (
              <div>
                <Make onClick={() => (making.value = true)} />
              </div>
            )}
          </>
        )}
      </Answer>
      <Responsibilities />
    </div>
  )
}

function Make({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" class="button primary" onClick={onClick}>
      {w('makeRoster')}
    </button>
  )
}

function OneRoster({ roster, again }: { roster: Roster; again: () => Promise<void> }) {
  const view = useSignal<'dates' | 'plan' | 'edit'>('dates')
  const done = () => {
    view.value = 'dates'
    void again()
  }
  return (
    <section class="card section" data-testid="roster">
      <div class="row between">
        <h2>{n(roster.name)}</h2>
        <fieldset class="chips">
          <legend class="sr">{n(roster.name)}</legend>
          {(['dates', 'plan', 'edit'] as const)
            .filter(one => one === 'dates' || may('roster.change'))
            .map(one => (
              <button
                key={one}
                type="button"
                class="chip"
                aria-pressed={view.value === one}
                onClick={() => (view.value = one)}
              >
                {w(({ dates: 'thisWeek', plan: 'plan', edit: 'edit' } as const)[one])}
              </button>
            ))}
        </fieldset>
      </div>
      {view.value === 'dates' && <RosterWeek roster={roster} again={again} />}
      {view.value === 'plan' && <RosterPlan roster={roster} done={done} />}
      {view.value === 'edit' && <RosterForm roster={roster} done={done} />}
    </section>
  )
}
