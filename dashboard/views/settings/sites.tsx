/** The other sites: which one the pages show, and a new one. */
import { useSignal } from '@preact/signals'
import type { Site } from '../../../core/contract/site.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { showSite } from '../../data/session.ts'
import { may, site } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { FormFoot, onSubmit, TextField } from '../../widgets/field.tsx'
import { d } from '../devices/words.ts'

export function Sites() {
  const [resource, again] = useResource(() => call(api.listSites), 'sites')
  return (
    <section class="stack">
      <h2>{d('sites')}</h2>
      <p class="quiet">{d('sitesText')}</p>
      <Answer resource={resource} again={again} skeletons={1}>
        {list => (
          <ul class="list">
            {list.map(one => (
              <li key={one.id} class="row between">
                <span>
                  {n(one.name)}{' '}
                  <span class="small quiet">
                    {one.id} · {one.timeZone}
                  </span>
                </span>
                {one.id === site.value?.id ? (
                  <span class="quiet">{d('shownSite')}</span>
                ) : (
                  <button type="button" class="button" onClick={() => showSite(one)}>
                    {d('showSite')}
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answer>
      {may('site.change') && site.value !== null && <Add like={site.value} again={again} />}
    </section>
  )
}

/** Begins where the present one is: most second sites are in the same town. */
function Add({ like, again }: { like: Site; again: () => Promise<void> }) {
  const id = useSignal('')
  const name = useSignal('')
  const attempt = useAttempt()
  const add = () =>
    attempt.run(async () => {
      const { timeZone, latitude, longitude, elevationM, language, currency } = like
      const place = { timeZone, latitude, longitude, elevationM, language, currency }
      await call(api.createSite, { body: { id: id.value.trim(), name: name.value.trim(), ...place } })
      id.value = ''
      name.value = ''
      await again()
    })
  return (
    <form class="card stack" onSubmit={onSubmit(() => void add())}>
      <div class="form">
        <TextField label={d('siteId')} value={id} maxLength={64} autocomplete="off" required />
        <TextField label={w('siteName')} value={name} required />
      </div>
      <FormFoot attempt={attempt} save={d('addSite')} />
    </form>
  )
}
