/** What can be looked up: who changed what, and how the taking-in is doing. */
import { auditText } from '../../../core/text/audit.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { moment, number } from '../../data/shown.ts'
import { n, type WordKey, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'

const AUDIT_ROWS = 100
const REFRESH_MS = 5000

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
