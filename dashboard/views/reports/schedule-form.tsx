import { useSignal } from '@preact/signals'
import {
  ASKED_KINDS,
  type AskedKind,
  REPORT_PERIODS,
  type ReportFormat,
  type ReportPeriod,
  type ReportSchedule,
} from '../../../core/contract/report.ts'
import type { Language } from '../../../core/contract/schema.ts'
import { periodTypeTexts, reportKindTexts } from '../../../core/text/reports-page.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { language as own } from '../../data/preferences.ts'
import { n } from '../../data/words.ts'
import { CheckField, FormFoot, onSubmit, SelectField } from '../../widgets/field.tsx'
import { FormOfFile } from './form-of-file.tsx'
import { badAddress, Recipients, recipientsIn } from './recipients.tsx'
import { rw } from './words.ts'

const USUAL_AT = '08:00'

/** A new schedule, or one that is changed. */
export function ScheduleForm({ schedule, done }: { schedule: ReportSchedule | null; done: () => void }) {
  const kind = useSignal<AskedKind>(schedule?.kind ?? 'energy')
  const per = useSignal<ReportPeriod>(schedule?.per ?? 'month')
  const format = useSignal<ReportFormat>(schedule?.format ?? 'pdf')
  const language = useSignal<Language>(schedule?.language ?? own.value)
  const at = useSignal(schedule?.at ?? USUAL_AT)
  const to = useSignal((schedule?.to ?? []).join(', '))
  const enabled = useSignal(schedule?.enabled ?? true)
  const attempt = useAttempt()
  const list = recipientsIn(to.value)
  const save = async () => {
    const body = {
      kind: kind.value,
      per: per.value,
      format: format.value,
      language: language.value,
      at: at.value,
      to: list,
      enabled: enabled.value,
    }
    const well = await attempt.run(() =>
      schedule === null
        ? call(api.createReportSchedule, { body })
        : call(api.changeReportSchedule, { params: { id: schedule.id }, body }),
    )
    if (well) done()
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())} data-testid="schedule-form">
      <h3>{rw(schedule === null ? 'addSchedule' : 'changeSchedule')}</h3>
      <div class="form">
        <SelectField
          label={rw('kind')}
          value={kind}
          testId="schedule-kind"
          choices={ASKED_KINDS.map(value => ({ value, label: n(reportKindTexts[value].name) }))}
        />
        <SelectField
          label={rw('per')}
          value={per}
          choices={REPORT_PERIODS.map(value => ({ value, label: n(periodTypeTexts[value]) }))}
        />
        <label class="field">
          <span>{rw('at')}</span>
          <input
            type="time"
            value={at.value}
            required
            onInput={event => (at.value = event.currentTarget.value)}
          />
        </label>
        <FormOfFile format={format} language={language} />
      </div>
      <Recipients value={to} />
      <CheckField label={rw('enabled')} value={enabled} />
      <p class="small quiet">{rw('mailHint')}</p>
      <FormFoot
        attempt={attempt}
        valid={list.length > 0 && badAddress(to.value) === undefined && at.value !== ''}
        cancel={done}
      />
    </form>
  )
}
