/** What can be looked up: who changed what. */
import { auditText } from '../../../core/text/audit.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'

const AUDIT_ROWS = 100

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
