import { addressOf, api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { site } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { i } from './words.ts'

/** What was signed, to print and file. */
export function Done() {
  const [resource, again] = useResource(() => call(api.listInspections, { query: { signed: 'yes' } }), 'done')
  return (
    <Answer resource={resource} again={again}>
      {all => {
        const list = all.filter(({ siteId }) => siteId === site.value?.id)
        if (list.length === 0) return <p class="quiet">{i('doneNone')}</p>
        return (
          <ul class="list">
            {list.map(({ id, name, signedBy, signedAt, answers }) => {
              const findings = answers.filter(({ ok }) => ok === false).length
              return (
                <li key={id} class="row between">
                  <span>
                    <b>{n(name)}</b> ·{' '}
                    <span class={findings > 0 ? 'problem' : 'quiet'}>
                      {findings > 0 ? i('findings', { count: findings }) : i('allFine')}
                    </span>
                    <br />
                    <span class="small quiet">
                      {i('signedLine', { by: signedBy ?? '', at: moment(signedAt ?? 0) })}
                    </span>
                  </span>
                  <a
                    class="button"
                    href={addressOf(api.printInspection, { id }, { language: language.value })}
                    target="_blank"
                    rel="noopener"
                  >
                    {i('print')}
                  </a>
                </li>
              )
            })}
          </ul>
        )
      }}
    </Answer>
  )
}
