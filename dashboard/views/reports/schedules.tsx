/** Reports that are made and sent by themselves: when, to whom, and whether the last one arrived. */
import { useSignal } from '@preact/signals'
import type { ReportSchedule } from '../../../core/contract/report.ts'
import { formatTexts, periodTypeTexts, reportKindTexts } from '../../../core/text/reports-page.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { n } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { Sure } from '../../widgets/sure.tsx'
import { ScheduleForm } from './schedule-form.tsx'
import { rw } from './words.ts'

const REFRESH_MS = 10_000

export function Schedules() {
  const [resource, again] = useResource(() => call(api.listReportSchedules), 'schedules', {
    everyMs: REFRESH_MS,
  })
  const editing = useSignal<string | null>(null)
  const done = () => {
    editing.value = null
    void again()
  }
  return (
    <section class="section" aria-labelledby="schedules">
      <h2 id="schedules">{rw('schedules')}</h2>
      <Answer resource={resource} again={again} skeletons={1}>
        {list => (
          <>
            {list.length === 0 && editing.value === null && <p class="quiet">{rw('schedulesEmpty')}</p>}
            {list.map(schedule =>
              editing.value === schedule.id ? (
                <ScheduleForm key={schedule.id} schedule={schedule} done={done} />
              ) : (
                <Card
                  key={schedule.id}
                  schedule={schedule}
                  again={again}
                  change={() => (editing.value = schedule.id)}
                />
              ),
            )}
            {editing.value === 'new' ? (
              <ScheduleForm schedule={null} done={done} />
            ) : (
              <p>
                <button
                  type="button"
                  class="button"
                  data-testid="add-schedule"
                  onClick={() => (editing.value = 'new')}
                >
                  {rw('addSchedule')}
                </button>
              </p>
            )}
          </>
        )}
      </Answer>
    </section>
  )
}

function Card(props: { schedule: ReportSchedule; again: () => Promise<void>; change: () => void }) {
  const { schedule, again, change } = props
  const attempt = useAttempt()
  const act = (job: () => Promise<unknown>) => () =>
    void attempt.run(async () => {
      await job()
      await again()
    })
  const params = { id: schedule.id }
  const { kind, per, at, format, language } = schedule
  return (
    <div class="card stack" data-testid="schedule">
      <p>
        <strong>
          {rw('scheduleLine', {
            kind: n(reportKindTexts[kind].name),
            per: n(periodTypeTexts[per]),
            at,
            format: n(formatTexts[format]),
            language: rw(language),
          })}
        </strong>
      </p>
      <p class="small breakable">{schedule.to.join(', ')}</p>
      <p class="small quiet">
        {schedule.enabled ? rw('next', { time: moment(schedule.nextAt) }) : rw('paused')}
        {' · '}
        {schedule.sentAt === null
          ? rw('neverSent')
          : rw('lastSent', { time: moment(schedule.sentAt), period: schedule.sentPeriod ?? '' })}
      </p>
      {schedule.problem !== null && <p class="problem">{rw('sendProblem', { why: schedule.problem })}</p>}
      <Trouble error={attempt.trouble.value} />
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={attempt.busy.value}
          data-testid="send-last"
          onClick={act(() => call(api.runReportSchedule, { params }))}
        >
          {rw('testNow')}
        </button>
        <button type="button" class="button plain" onClick={change}>
          {rw('change')}
        </button>
        <Sure
          word={rw('removeSchedule')}
          question={rw('removeScheduleSure')}
          go={act(() => call(api.deleteReportSchedule, { params }))}
        />
      </div>
    </div>
  )
}
