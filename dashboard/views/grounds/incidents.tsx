import type { Incident } from '../../../core/contract/watering.ts'
import { incidentKindTexts } from '../../../core/text/watering-incidents.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { may, zones } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { g } from './words.ts'

/** What went wrong with valves and water, each with the one thing to say when it is mended. */
export function Incidents({ list }: { list: readonly Incident[] }) {
  const { busy, trouble, run } = useAttempt()
  if (list.length === 0) return null
  return (
    <section class="card stack" data-testid="incidents">
      <h2>{g('incidents')}</h2>
      <Trouble error={trouble.value} />
      {list.map(({ id, kind, since, sentence }) => (
        <div class="stack" key={id}>
          <p>
            <b>{n(incidentKindTexts[kind])}</b> · {moment(since)}
          </p>
          <p>{n(sentence)}</p>
          {may('watering.operate') && (
            <button
              type="button"
              class="button"
              data-testid="incident-mended"
              disabled={busy.value}
              onClick={() => void run(() => call(api.closeIncident, { params: { id } }))}
            >
              {g('mended')}
            </button>
          )}
        </div>
      ))}
    </section>
  )
}

/** Pipes that were shut for a fault wait for somebody to say they are mended. */
export function IsolatedSupplies() {
  // Asked again whenever an incident comes or goes.
  const ids = zones.value.flatMap(({ incidents }) => incidents.map(({ id }) => id)).join(' ')
  const [resource, again] = useResource(() => call(api.listSupplies), 'supplies', { after: ids })
  const { busy, trouble, run } = useAttempt()
  const held = resource.value
  if (held.state !== 'here') return null
  const shut = held.value.filter(({ isolatedAt }) => isolatedAt !== null)
  if (shut.length === 0) return null
  return (
    <section class="card stack">
      <Trouble error={trouble.value} />
      {shut.map(({ id, name, isolatedAt }) => (
        <div class="row between" key={id}>
          <b>{g('isolated', { name: n(name), time: moment(isolatedAt ?? 0) })}</b>
          {may('watering.operate') && (
            <button
              type="button"
              class="button"
              data-testid="restore-supply"
              disabled={busy.value}
              onClick={() =>
                void run(async () => {
                  await call(api.restoreSupply, { params: { id } })
                  await again()
                })
              }
            >
              {g('restore')}
            </button>
          )}
        </div>
      ))}
    </section>
  )
}
