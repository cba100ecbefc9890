/** Reports that are kept, newest first, each with how it stands. */

import type { ErrorCode } from '../../../core/contract/error.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { StoredReport } from '../../../core/contract/report.ts'
import { reportKindTexts } from '../../../core/text/reports-page.ts'
import { api, call, wordsOf } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { rw } from './words.ts'

const REFRESH_MS = 5_000

export function Library() {
  const [resource, again] = useResource(() => call(api.listReports), 'library', { everyMs: REFRESH_MS })
  return (
    <section class="section" aria-labelledby="library">
      <h2 id="library">{rw('library')}</h2>
      <Answer resource={resource} again={again}>
        {list =>
          list.length === 0 ? (
            <p class="quiet">{rw('libraryEmpty')}</p>
          ) : (
            <ul class="list" data-testid="library">
              {list.map(report => (
                <li key={report.id}>
                  <a class="item" href={`/reports/${report.id}`}>
                    <Icon svg={icons.file} />
                    <span class="grow">
                      {titleOf(report)}
                      <span class="small quiet report-sub">
                        {n(report.subtitle)} ·{' '}
                        {rw('madeBy', { when: moment(report.madeAt), by: report.madeBy })}
                      </span>
                    </span>
                    <Standing report={report} />
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </section>
  )
}

export const titleOf = (report: StoredReport) => n(report.title) || n(reportKindTexts[report.kind].name)

export const openBlanks = ({ blanks, answers }: StoredReport) =>
  blanks.filter((_, index) => (answers[index] ?? '') === '').length

/** Where it stands: progress, trouble, what a person still has to do. */
export function Standing({ report }: { report: StoredReport }) {
  const left = openBlanks(report)
  if (report.state === 'making')
    return (
      <span class="small" role="status">
        {rw('making', { percent: Math.round(report.progress * 100) })}
        <progress max={1} value={report.progress} />
      </span>
    )
  if (report.state === 'failed')
    return <span class="small problem">{rw('failed', { why: whyOf(report) })}</span>
  return (
    <span class="small quiet">
      {[
        ...(left > 0 ? [rw('blanksLeft', { count: left })] : []),
        ...(report.sent.length > 0 ? [rw('sentTo', { count: report.sent.length })] : []),
      ].join(' · ')}
    </span>
  )
}

const whyOf = ({ problem }: StoredReport) =>
  wordsOf(new Problem((problem ?? 'server.failed') as ErrorCode, problem ?? ''))
