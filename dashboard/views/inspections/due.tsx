import { useSignal } from '@preact/signals'
import type { Inspection } from '../../../core/contract/inspection.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { duration, moment } from '../../data/shown.ts'
import { may, now, site } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { Round } from './round.tsx'
import { i } from './words.ts'

/** The oldest due first; one round is open at a time. */
export function Due() {
  const [resource, again] = useResource(() => call(api.listInspections, { query: { signed: 'no' } }), 'due')
  const open = useSignal<string | null>(null)
  const told = useSignal('')
  const signed = (findings: number) => {
    open.value = null
    told.value = i('signedNow', { count: findings })
    void again()
  }
  return (
    <>
      <p role="status">{told.value}</p>
      <Answer resource={resource} again={again}>
        {all => {
          const list = all.filter(({ siteId }) => siteId === site.value?.id)
          const late = list.filter(({ dueAt }) => dueAt < now.value).length
          return (
            <>
              <p class="row" data-testid="due-sentence">
                <Icon svg={late > 0 ? icons.circleAlert : icons.check} />
                <b>{list.length === 0 ? i('dueNone') : i('dueSome', { count: list.length, late })}</b>
              </p>
              {list.length === 0 && <NoLists />}
              {list.map(round =>
                round.id === open.value ? (
                  <Round key={round.id} round={round} signed={signed} cancel={() => (open.value = null)} />
                ) : (
                  <Card key={round.id} round={round} begin={() => (open.value = round.id)} />
                ),
              )}
            </>
          )
        }}
      </Answer>
    </>
  )
}

/** Nothing comes due where nobody has made a checklist. */
function NoLists() {
  const [resource] = useResource(() => call(api.listChecklists), 'lists')
  const held = resource.value
  if (held.state !== 'here' || held.value.some(({ siteId }) => siteId === site.value?.id)) return null
  return (
    <>
      <p class="quiet">{i('noLists')}</p>
      {may('rule.change') && (
        <div>
          <a class="button primary" href="/inspections/lists">
            {i('tabLists')}
          </a>
        </div>
      )}
    </>
  )
}

function Card({ round, begin }: { round: Inspection; begin: () => void }) {
  const lateMs = now.value - round.dueAt
  return (
    <article class="card row between" data-testid="due-round">
      <span>
        <b>{n(round.name)}</b>
        <br />
        <span class={lateMs > 0 ? 'problem' : 'quiet'}>
          {lateMs > 0 ? i('overdue', { by: duration(lateMs) }) : i('dueBy', { at: moment(round.dueAt) })}
        </span>
      </span>
      {may('alarm.acknowledge') && (
        <button type="button" class="button primary" onClick={begin}>
          {i('begin')}
        </button>
      )}
    </article>
  )
}
