/** Months that can be reported, and one month as a page that prints. */
import { formatMonth } from '../../../core/text/format.ts'
import { addressOf, api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { w } from '../../data/words.ts'
import { Answer, Empty } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { ReportPage } from './report-page.tsx'

export default function Reports({ rest }: { rest: string }) {
  return /^\d{4}-\d{2}$/.test(rest) ? <Month key={rest} month={rest} /> : <Months />
}

function Months() {
  const [resource, again] = useResource(() => call(api.listReports), 'reports')
  return (
    <div class="page">
      <h1>{w('reports')}</h1>
      <Answer resource={resource} again={again}>
        {list =>
          list.length === 0 ? (
            <Empty title={w('noReports')} text={w('noReportsText')} />
          ) : (
            <ul class="list">
              {list.map(({ month }) => (
                <li key={month}>
                  <a class="item" href={`/reports/${month}`}>
                    <Icon svg={icons.file} />
                    {formatMonth(month, language.value)} · {w('energyReport')}
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </div>
  )
}

function Month({ month }: { month: string }) {
  const [resource, again] = useResource(() => call(api.getEnergyReport, { query: { month } }), month)
  const excel = addressOf(api.getEnergyReportExcel, {}, { month, language: language.value })
  return (
    <div class="page">
      <div class="row no-print">
        <a class="button plain" href="/reports">
          ← {w('reports')}
        </a>
        <a class="button" href={excel} download={`steward-${month}.xlsx`} data-testid="excel">
          {w('excel')}
        </a>
        <button type="button" class="button" onClick={() => print()}>
          {w('print')}
        </button>
      </div>
      <Answer resource={resource} again={again}>
        {document => <ReportPage document={document} />}
      </Answer>
    </div>
  )
}
