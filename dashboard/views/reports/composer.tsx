/** What about, how long, which one: then look at it, or keep it. */
import { useSignal } from '@preact/signals'
import {
  ASKED_KINDS,
  type AskedKind,
  REPORT_PERIODS,
  type ReportPeriod,
} from '../../../core/contract/report.ts'
import { periodTypeTexts, reportKindTexts } from '../../../core/text/reports-page.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { n } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { KeepButton } from './keep-button.tsx'
import { rw } from './words.ts'

export function Composer() {
  const kind = useSignal<AskedKind>('energy')
  const per = useSignal<ReportPeriod>('month')
  return (
    <section class="card section" aria-labelledby="new-report">
      <h2 id="new-report">{rw('newReport')}</h2>
      <fieldset class="report-kinds">
        <legend class="small quiet">{rw('kind')}</legend>
        {ASKED_KINDS.map(one => (
          <label key={one} class={one === kind.value ? 'on' : ''}>
            <input
              type="radio"
              name="report-kind"
              checked={one === kind.value}
              data-testid={`kind-${one}`}
              onInput={() => (kind.value = one)}
            />
            <strong>{n(reportKindTexts[one].name)}</strong>
            <span class="small quiet">{n(reportKindTexts[one].what)}</span>
          </label>
        ))}
      </fieldset>
      <fieldset class="chips report-pers">
        <legend class="small quiet">{rw('per')}</legend>
        {REPORT_PERIODS.map(one => (
          <button
            key={one}
            type="button"
            class="chip"
            aria-pressed={one === per.value}
            data-testid={`per-${one}`}
            onClick={() => (per.value = one)}
          >
            {n(periodTypeTexts[one])}
          </button>
        ))}
      </fieldset>
      <Periods key={per.value} kind={kind.value} per={per.value} />
    </section>
  )
}

function Periods({ kind, per }: { kind: AskedKind; per: ReportPeriod }) {
  const [resource, again] = useResource(() => call(api.listReportPeriods, { query: { per } }), per)
  const chosen = useSignal<string | null>(null)
  const attempt = useAttempt()
  return (
    <Answer resource={resource} again={again} skeletons={1}>
      {periods => {
        // The last one that is over is what most people want.
        const usual = periods.find(({ running }) => !running) ?? periods[0]
        const key = chosen.value ?? usual?.key
        if (key === undefined) return <p class="quiet">{rw('noPeriods')}</p>
        return (
          <>
            <label class="field report-period">
              <span>{rw('period')}</span>
              <select
                value={key}
                data-testid="period"
                onInput={event => (chosen.value = event.currentTarget.value)}
              >
                {periods.map(one => (
                  <option key={one.key} value={one.key}>
                    {one.running ? rw('soFar', { name: n(one.name) }) : n(one.name)}
                  </option>
                ))}
              </select>
            </label>
            <div class="row">
              <a class="button primary" href={`/reports/${kind}/${key}`} data-testid="preview">
                {rw('preview')}
              </a>
              <KeepButton kind={kind} period={key} attempt={attempt} />
            </div>
            <p class="small quiet">{rw('keepHint')}</p>
            <Trouble error={attempt.trouble.value} />
          </>
        )
      }}
    </Answer>
  )
}
