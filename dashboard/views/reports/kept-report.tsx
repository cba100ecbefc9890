/** A report of the library: read it, fill it in, send it, take it away. */
import { useSignal } from '@preact/signals'
import type { ReportFormat, StoredReport } from '../../../core/contract/report.ts'
import type { Language } from '../../../core/contract/schema.ts'
import { formatTexts } from '../../../core/text/reports-page.ts'
import { addressOf, api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { go } from '../../data/router.ts'
import { moment } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { FormFoot, onSubmit } from '../../widgets/field.tsx'
import { Sure } from '../../widgets/sure.tsx'
import { Files } from './files.tsx'
import { FormOfFile } from './form-of-file.tsx'
import { openBlanks, Standing, titleOf } from './library.tsx'
import { badAddress, Recipients, recipientsIn } from './recipients.tsx'
import { ReportPage } from './report-page.tsx'
import { rw } from './words.ts'

const REFRESH_MS = 1_500

export function KeptReport({ id }: { id: string }) {
  const making = useSignal(true)
  const [resource, again] = useResource(
    async () => {
      const answer = await call(api.getStoredReport, { params: { id } })
      making.value = answer.report.state === 'making'
      return answer
    },
    id,
    { everyMs: making.value ? REFRESH_MS : undefined },
  )
  return (
    <div class="page">
      <div class="row no-print">
        <a class="button plain" href="/reports">
          ← {rw('back')}
        </a>
      </div>
      <Answer resource={resource} again={again}>
        {({ report, document }) =>
          document === null ? (
            <section class="card section" aria-live="polite">
              <h1>{titleOf(report)}</h1>
              <p class="quiet">{n(report.subtitle)}</p>
              <Standing report={report} />
              <Remove report={report} />
            </section>
          ) : (
            <>
              <Files
                address={(format, language) =>
                  addressOf(api.getStoredReportFile, { id }, { format, language })
                }
              />
              {may('report.make') && report.blanks.length > 0 && <Answers report={report} again={again} />}
              <ReportPage document={document} report={report.id} />
              {may('report.send') && <SendForm report={report} again={again} />}
              <Remove report={report} />
            </>
          )
        }
      </Answer>
    </div>
  )
}

interface Props {
  readonly report: StoredReport
  readonly again: () => Promise<void>
}

/** What only a person knows. */
function Answers({ report, again }: Props) {
  const answers = useSignal<readonly string[]>(report.blanks.map((_, index) => report.answers[index] ?? ''))
  const attempt = useAttempt()
  const done = useSignal(false)
  const set = (index: number, text: string) => {
    done.value = false
    answers.value = answers.value.map((one, k) => (k === index ? text : one))
  }
  const save = () =>
    attempt.run(async () => {
      await call(api.answerReport, { params: { id: report.id }, body: { answers: [...answers.value] } })
      done.value = true
      await again()
    })
  const left = openBlanks(report)
  return (
    <details class="card section no-print" open={left > 0}>
      <summary>
        <strong>{rw('fillIn')}</strong>{' '}
        <span class="quiet">{left > 0 ? rw('blanksLeft', { count: left }) : rw('complete')}</span>
      </summary>
      <form class="stack" onSubmit={onSubmit(() => void save())} data-testid="answers">
        <p class="small quiet">{rw('fillHint')}</p>
        {report.blanks.map((blank, index) => (
          <label key={blank.en + index} class="field">
            <span>{n(blank)}</span>
            <textarea
              rows={2}
              maxLength={2000}
              value={answers.value[index]}
              onInput={event => set(index, event.currentTarget.value)}
            />
          </label>
        ))}
        <FormFoot attempt={attempt} save={rw('saveAnswers')}>
          {done.value && <span class="quiet">{rw('saved')}</span>}
        </FormFoot>
      </form>
    </details>
  )
}

function SendForm({ report, again }: Props) {
  const to = useSignal('')
  const format = useSignal<ReportFormat>('pdf')
  const lang = useSignal<Language>(language.value)
  const attempt = useAttempt()
  const list = recipientsIn(to.value)
  const send = () =>
    attempt.run(async () => {
      const body = { to: list, format: format.value, language: lang.value }
      await call(api.sendReport, { params: { id: report.id }, body })
      to.value = ''
      await again()
    })
  return (
    <details class="card section no-print">
      <summary>
        <strong>{rw('send')}</strong>
      </summary>
      <form class="stack" onSubmit={onSubmit(() => void send())} data-testid="send-form">
        <Recipients value={to} />
        <div class="form">
          <FormOfFile format={format} language={lang} />
        </div>
        <p class="small quiet">{rw('mailHint')}</p>
        <FormFoot
          attempt={attempt}
          save={rw('sendNow')}
          valid={list.length > 0 && badAddress(to.value) === undefined}
        />
        {report.sent.toReversed().map(sent => (
          <p key={sent.at} class="small quiet" data-testid="sent">
            {moment(sent.at)} · {rw('sent', { to: sent.to.join(', ') })} · {n(formatTexts[sent.format])}
          </p>
        ))}
      </form>
    </details>
  )
}

function Remove({ report }: { report: StoredReport }) {
  const attempt = useAttempt()
  if (!may('report.make') || report.state === 'making') return null
  const remove = () =>
    void attempt.run(async () => {
      await call(api.deleteReport, { params: { id: report.id } })
      go('/reports')
    })
  return (
    <div class="no-print">
      <Sure word={rw('remove')} question={rw('removeSure')} go={remove} />
      <Trouble error={attempt.trouble.value} />
    </div>
  )
}
