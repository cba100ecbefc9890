/** How often each detector that would change had spoken lately, with these settings and with those that are kept. */
import { useSignal } from '@preact/signals'
import {
  type Detector,
  type DetectorTrial,
  TRIAL_DAYS,
  type WasteSettings,
} from '../../../core/contract/energy-waste.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { moment } from '../../data/shown.ts'
import { n } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { s } from './words.ts'

/** Each lives through a month of readings; more would keep a person waiting. */
const TRIED_MAX = 24

interface Tried {
  /** The settings they were tried with. */
  readonly key: string
  readonly all: number
  readonly rows: readonly { readonly detector: Detector; readonly trial: DetectorTrial }[]
}

export function DetectorTrials({ settings }: { settings: WasteSettings | null }) {
  const tried = useSignal<Tried | null>(null)
  const progress = useSignal('')
  const attempt = useAttempt()
  const key = JSON.stringify(settings)
  const run = () =>
    attempt.run(async () => {
      if (settings === null) return
      tried.value = null
      const changed = await call(api.previewDetectors, { body: settings })
      const chosen = changed.slice(0, TRIED_MAX)
      const rows: { detector: Detector; trial: DetectorTrial }[] = []
      for (const detector of chosen) {
        progress.value = s('trying', { done: rows.length + 1, all: chosen.length })
        const body = { key: detector.key, settings }
        rows.push({ detector, trial: await call(api.tryDetector, { body }) })
      }
      tried.value = { key, all: changed.length, rows }
    })
  const held = tried.value
  return (
    <div class="stack">
      <p>
        <button
          type="button"
          class="button"
          data-testid="try-settings"
          disabled={settings === null || attempt.busy.value}
          onClick={() => void run()}
        >
          {attempt.busy.value ? progress.value : s('tryIt', { days: TRIAL_DAYS })}
        </button>
      </p>
      <Trouble error={attempt.trouble.value} />
      <div role="status">{held !== null && held.key === key && <Verdict tried={held} />}</div>
    </div>
  )
}

function Verdict({ tried: { rows, all } }: { tried: Tried }) {
  if (rows.length === 0) return <p>{s('tryNone')}</p>
  const sum = (of: 'before' | 'after') => rows.reduce((total, { trial }) => total + trial[of], 0)
  const values = { days: TRIAL_DAYS, count: rows.length, before: sum('before'), after: sum('after') }
  return (
    <div class="stack" data-testid="trial-verdict">
      <p>
        <strong>{s('trySum', values)}</strong> {all > rows.length && s('tryMany', { count: rows.length })}
      </p>
      <ul class="plain-list">
        {rows.map(({ detector, trial }) => (
          <li key={trial.key} class="row between">
            <span class="grow">
              {n(detector.name)}
              <span class="small quiet">
                {' '}
                {n(detector.why)}
                {trial.times[0] !== undefined && ` · ${s('tryLast', { time: moment(trial.times[0]) })}`}
              </span>
            </span>
            <strong>{s('tryRow', { before: trial.before, after: trial.after })}</strong>
          </li>
        ))}
      </ul>
    </div>
  )
}
