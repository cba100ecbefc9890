/** Raw packets in a file, to be sent to whoever is to find out what a device really says. */
import { useSignal } from '@preact/signals'
import type { Recording } from '../../../core/contract/recording.ts'
import { formatCountdown } from '../../../core/text/format.ts'
import { addressOf, api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { moment, number } from '../../data/shown.ts'
import { now } from '../../data/store.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { SureButton } from './sure-button.tsx'
import { a } from './words.ts'

const REFRESH_MS = 2000
const KB = 1024
const SPANS = { '60': 1, '600': 10, '3600': 60, '86400': 1440 } as const
type Seconds = keyof typeof SPANS

export function Recordings() {
  const [resource, again] = useResource(() => call(api.listRecordings), 'recordings', { everyMs: REFRESH_MS })
  return (
    <section class="card stack" data-testid="recordings">
      <h2>{a('recordings')}</h2>
      <p class="quiet">{a('recordingsText')}</p>
      <Start again={again} />
      <Answer resource={resource} again={again} skeletons={1}>
        {list => (
          <ul class="list">
            {list.map(recording => (
              <Line key={recording.id} recording={recording} again={again} />
            ))}
          </ul>
        )}
      </Answer>
    </section>
  )
}

function Start({ again }: { again: () => Promise<void> }) {
  const asked = useSignal(false)
  const filter = useSignal('#')
  const seconds = useSignal<Seconds>('600')
  const attempt = useAttempt()
  const start = async () => {
    const body = { filter: filter.value.trim(), seconds: Number(seconds.value) }
    if (await attempt.run(() => call(api.startRecording, { body }))) asked.value = false
    await again()
  }
  if (!asked.value)
    return (
      <p>
        <button type="button" class="button" data-testid="ask-recording" onClick={() => (asked.value = true)}>
          {a('recordStart')}
        </button>
      </p>
    )
  return (
    <form class="stack" onSubmit={onSubmit(() => void start())} data-testid="recording-form">
      <div class="form">
        <TextField label={a('recordFilter')} value={filter} maxLength={200} autocomplete="off" required />
        <SelectField
          label={a('recordSeconds')}
          value={seconds}
          choices={(Object.keys(SPANS) as Seconds[]).map(value => ({
            value,
            label:
              SPANS[value] < 60
                ? a('minutes', { count: SPANS[value] })
                : a('hours', { count: SPANS[value] / 60 }),
          }))}
        />
      </div>
      <FormFoot attempt={attempt} save={a('recordStart')} cancel={() => (asked.value = false)} />
    </form>
  )
}

const ENDED = {
  time: 'recordOverTime',
  stopped: 'recordOverStopped',
  size: 'recordOverSize',
  failed: 'recordOverFailed',
  restart: 'recordOverRestart',
} as const

function Line({ recording, again }: { recording: Recording; again: () => Promise<void> }) {
  const { id, filter, startedAt, ended, endsAt, packets, bytes, missed } = recording
  const attempt = useAttempt()
  const params = { id }
  const act = (job: () => Promise<unknown>) => void attempt.run(job).then(again)
  const going = ended === null
  return (
    <li class="stack recording">
      <div class="row between">
        <span>
          <code class="topic">{filter}</code>
          <span class="small quiet">
            {moment(startedAt)} ·{' '}
            {packets === null
              ? a('recordBytes', { kb: number(bytes / KB) })
              : a('recordCount', { packets, kb: number(bytes / KB) })}
            {missed > 0 && ` · ${a('recordMissed', { missed })}`}
          </span>
        </span>
        <span class={`state ${going ? 'waiting' : ended === 'failed' ? 'attention' : 'good'}`}>
          <Icon svg={going ? icons.circleDashed : ended === 'failed' ? icons.circleAlert : icons.check} />
          {going ? a('recordGoing', { left: formatCountdown(endsAt - now.value) }) : a(ENDED[ended])}
        </span>
      </div>
      <Trouble error={attempt.trouble.value} />
      <div class="row">
        {going && (
          <button type="button" class="button" onClick={() => act(() => call(api.stopRecording, { params }))}>
            {a('recordStop')}
          </button>
        )}
        <a class="button" href={addressOf(api.downloadRecording, params)} download>
          {a('recordDownload')}
        </a>
        <SureButton
          word={a('remove')}
          question={a('recordRemoveSure')}
          act={() => act(() => call(api.deleteRecording, { params }))}
        />
      </div>
    </li>
  )
}
