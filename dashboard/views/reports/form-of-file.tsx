/** The form in which a report is mailed: which file, in which language. */
import type { Signal } from '@preact/signals'
import { REPORT_FORMATS, type ReportFormat } from '../../../core/contract/report.ts'
import type { Language } from '../../../core/contract/schema.ts'
import { formatTexts } from '../../../core/text/reports-page.ts'
import { n } from '../../data/words.ts'
import { SelectField } from '../../widgets/field.tsx'
import { rw } from './words.ts'

export function FormOfFile(props: { format: Signal<ReportFormat>; language: Signal<Language> }) {
  return (
    <>
      <SelectField
        label={rw('format')}
        value={props.format}
        choices={REPORT_FORMATS.map(value => ({ value, label: n(formatTexts[value]) }))}
      />
      <SelectField
        label={rw('language')}
        value={props.language}
        choices={[
          { value: 'zh', label: '中文' },
          { value: 'en', label: 'English' },
        ]}
      />
    </>
  )
}
