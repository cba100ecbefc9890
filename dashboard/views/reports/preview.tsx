/** A report made at this moment; nothing is kept. */
import type { AskedKind } from '../../../core/contract/report.ts'
import { addressOf, api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { Files } from './files.tsx'
import { KeepButton } from './keep-button.tsx'
import { ReportPage } from './report-page.tsx'
import { rw } from './words.ts'

export function Preview({ kind, period }: { kind: AskedKind; period: string }) {
  const [resource, again] = useResource(
    () => call(api.getReport, { query: { kind, period } }),
    `${kind} ${period}`,
  )
  const attempt = useAttempt()
  return (
    <div class="page">
      <div class="row no-print">
        <a class="button plain" href="/reports">
          ← {rw('back')}
        </a>
        <KeepButton kind={kind} period={period} attempt={attempt} />
      </div>
      <Trouble error={attempt.trouble.value} />
      <Answer resource={resource} again={again}>
        {document => (
          <>
            <Files
              address={(format, language) =>
                addressOf(api.getReportFile, {}, { kind, period, format, language })
              }
            />
            <ReportPage document={document} />
          </>
        )}
      </Answer>
    </div>
  )
}
