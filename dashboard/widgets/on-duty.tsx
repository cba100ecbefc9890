/** Who is on duty at this moment, and who comes next: one line, on the overview and wherever it matters. */
import { useEffect } from 'preact/hooks'
import type { Duty } from '../../core/contract/roster.ts'
import { formatTime } from '../../core/text/format.ts'
import { api, call } from '../data/api.ts'
import { askPeople, personName } from '../data/people.ts'
import { language } from '../data/preferences.ts'
import { useResource } from '../data/resource.ts'
import { may, now, timeZone } from '../data/store.ts'
import { n, w } from '../data/words.ts'
import { Icon } from './icon.tsx'
import { icons } from './icons.ts'

const REFRESH_MS = 60_000

/** Nothing where there is no roster: an empty line helps nobody. */
export function OnDuty() {
  const [resource] = useResource(() => call(api.listDuties), 'duties', { everyMs: REFRESH_MS })
  useEffect(askPeople, [])
  if (!may('roster.read') || resource.value.state !== 'here' || resource.value.value.length === 0) return null
  const at = now.value
  const duties = resource.value.value
  const current = duties.filter(({ from, to }) => from <= at && at < to)
  const staffed = current.filter(({ userIds }) => userIds.length > 0)
  const next = duties.find(({ from, userIds }) => from > at && userIds.length > 0)
  return (
    <div class="duty-strip" data-testid="on-duty">
      <span class="row">
        <Icon svg={icons.user} />
        <span class="quiet">{w('onDutyNow')}</span>
      </span>
      {staffed.length === 0 ? (
        <strong>{w('nobodyOnDuty')}</strong>
      ) : (
        staffed.map(duty => (
          <span key={`${duty.rosterId}${duty.shiftId}`}>
            <strong>{namesOf(duty)}</strong>
            <span class="small quiet">
              {' '}
              {n(duty.shift)} · {w('onDutyUntil', { time: timeOf(duty.to) })}
              {duty.swapped && ` · ${w('swapped')}`}
            </span>
          </span>
        ))
      )}
      {next !== undefined && (
        <span class="small quiet">{w('nextOnDuty', { names: namesOf(next), time: timeOf(next.from) })}</span>
      )}
    </div>
  )
}

export function namesOf({ userIds }: Pick<Duty, 'userIds'>): string {
  return userIds.map(personName).join(language.value === 'zh' ? '、' : ', ')
}

function timeOf(at: number): string {
  return formatTime(at, timeZone.value, language.value)
}
