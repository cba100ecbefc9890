/** The same report as a file: a link for each kind, in the language that is chosen. */
import { useSignal } from '@preact/signals'
import { REPORT_FORMATS, type ReportFormat } from '../../../core/contract/report.ts'
import type { Language } from '../../../core/contract/schema.ts'
import { formatTexts } from '../../../core/text/reports-page.ts'
import { language as own } from '../../data/preferences.ts'
import { n } from '../../data/words.ts'
import { rw } from './words.ts'

export function Files({ address }: { address: (format: ReportFormat, language: Language) => string }) {
  const chosen = useSignal<Language | null>(null)
  const language = chosen.value ?? own.value
  return (
    <div class="row no-print report-files">
      <span class="small quiet">{rw('download')}</span>
      {REPORT_FORMATS.map(format => (
        <a
          key={format}
          class="button"
          href={address(format, language)}
          download
          data-testid={`file-${format}`}
        >
          {n(formatTexts[format])}
        </a>
      ))}
      <label class="report-language">
        <span class="sr">{rw('language')}</span>
        <select
          value={language}
          data-testid="file-language"
          onInput={event => (chosen.value = event.currentTarget.value as Language)}
        >
          <option value="zh">中文</option>
          <option value="en">English</option>
        </select>
      </label>
      <button type="button" class="button plain" onClick={() => print()}>
        {rw('print')}
      </button>
    </div>
  )
}
