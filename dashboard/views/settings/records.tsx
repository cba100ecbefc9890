/** What can be looked up: tariffs in force, who changed what, and how the taking-in is doing. */
import type { Band } from '../../../core/contract/energy.ts'
import { auditText } from '../../../core/text/audit.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { moment, money, number } from '../../data/shown.ts'
import { n, type WordKey, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'

const AUDIT_ROWS = 100
const REFRESH_MS = 5000
const BAND_WORDS: Readonly<Record<Band, WordKey>> = {
  sharp: 'bandSharp',
  peak: 'bandPeak',
  flat: 'bandFlat',
  valley: 'bandValley',
  'deep-valley': 'bandDeepValley',
}

export function Tariffs() {
  const [resource, again] = useResource(() => call(api.listTariffs), 'tariffs')
  return (
    <Answer resource={resource} again={again}>
      {list =>
        list.length === 0 ? (
          <p class="quiet">{w('tariffsEmpty')}</p>
        ) : (
          <div class="cards">
            {list.map(tariff => (
              <article class="card stack" key={tariff.id}>
                <h2>{n(tariff.name)}</h2>
                <p class="quiet">
                  {w(tariff.medium)} · {w('validFrom', { date: tariff.validFrom })}
                </p>
                <dl class="facts">
                  {(Object.entries(tariff.prices) as [Band, number][]).map(([band, price]) => (
                    <div key={band}>
                      <dt>{w(BAND_WORDS[band])}</dt>
                      <dd>{money(price)}</dd>
                    </div>
                  ))}
                </dl>
                <ul class="small quiet">
                  {tariff.periods.map(({ band, from, to }) => (
                    <li key={`${band}${from}`}>
                      {w(BAND_WORDS[band])} {from}–{to}
                    </li>
                  ))}
                </ul>
              </article>
            ))}
          </div>
        )
      }
    </Answer>
  )
}

export function Audit() {
  const [resource, again] = useResource(() => call(api.listAudit, { query: { limit: AUDIT_ROWS } }), 'audit')
  return (
    <Answer resource={resource} again={again}>
      {({ items }) =>
        items.length === 0 ? (
          <p class="quiet">{w('auditEmpty')}</p>
        ) : (
          <ol class="log">
            {items.map(({ id, at, by, action, target }) => (
              <li key={id}>
                <span class="quiet">{moment(at)}</span>
                <span>
                  {by} · {n(auditText(action))} <span class="quiet">{target}</span>
                </span>
              </li>
            ))}
          </ol>
        )
      }
    </Answer>
  )
}

export function About() {
  const [resource, again] = useResource(() => call(api.getIngest), 'ingest', REFRESH_MS)
  return (
    <Answer resource={resource} again={again}>
      {status => {
        const ack = status.durableAckMs
        const rejected = Object.values(status.rejections).reduce((sum, count) => sum + count, 0)
        const facts: readonly (readonly [WordKey, string])[] = [
          ['packets', number(status.packets)],
          ['stored', number(status.stored)],
          ['duplicates', number(status.duplicates)],
          ['rejected', number(rejected)],
          ['clients', number(status.clients)],
          ['queueDepth', number(status.queueDepth)],
          ['ackTime', ack === null ? '–' : `${number(ack.p50)} / ${number(ack.p99)} ms`],
          ['storeState', `${status.store.kind} · ${w(status.store.healthy ? 'storeHealthy' : 'storeAway')}`],
          ['spooled', number(status.store.spooled)],
        ]
        return (
          <section class="card stack">
            <dl class="facts">
              {facts.map(([label, value]) => (
                <div key={label}>
                  <dt>{w(label)}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            <a href="/api/docs">{w('apiDocs')}</a>
          </section>
        )
      }}
    </Answer>
  )
}
