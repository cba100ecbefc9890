import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { may } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { g } from './words.ts'

/** What was learned and waits for a yes or a no; nothing is shown when there is nothing. */
export function Suggestions({ zoneId }: { zoneId?: string }) {
  const [resource, again] = useResource(() => call(api.listSuggestions), zoneId ?? 'all')
  const { busy, trouble, run } = useAttempt()
  const held = resource.value
  if (held.state !== 'here' || !may('watering.change')) return null
  const list = held.value.filter(one => zoneId === undefined || one.zoneId === zoneId)
  if (list.length === 0) return null
  const answer = (job: () => Promise<unknown>) =>
    void run(async () => {
      await job()
      await again()
    })
  return (
    <section class="card stack">
      <h2>{g('suggestions')}</h2>
      <Trouble error={trouble.value} />
      {list.map(({ id, sentence, acceptable }) => (
        <div class="stack" key={id}>
          <p>{n(sentence)}</p>
          <div class="row">
            {acceptable && (
              <button
                type="button"
                class="button"
                disabled={busy.value}
                onClick={() => answer(() => call(api.acceptSuggestion, { params: { id } }))}
              >
                {g('takeOver')}
              </button>
            )}
            <button
              type="button"
              class="button plain"
              disabled={busy.value}
              onClick={() => answer(() => call(api.dismissSuggestion, { params: { id } }))}
            >
              {g('notNow')}
            </button>
          </div>
        </div>
      ))}
    </section>
  )
}
