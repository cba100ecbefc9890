/** A rule tried on history before it is saved: how many alarms, and whether a true failure would be missed. */
import { useSignal } from '@preact/signals'
import type { Condition } from '../../core/contract/condition.ts'
import type { Point } from '../../core/contract/point.ts'
import { REPLAY_DAYS, type ReplayEpisode, type ReplayReply } from '../../core/contract/replay.ts'
import { replayTexts, replayWords } from '../../core/text/rules.ts'
import { api, call } from '../data/api.ts'
import { useAttempt } from '../data/attempt.ts'
import { useResource } from '../data/resource.ts'
import { duration, moment, number, valueText } from '../data/shown.ts'
import { now } from '../data/store.ts'
import { n } from '../data/words.ts'
import { Answer, Trouble } from './answer.tsx'
import { Icon } from './icon.tsx'
import { icons } from './icons.ts'
import { RuleChart } from './rule-chart.tsx'
import { limitsIn, r } from './rule-kinds.ts'

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS
const WEEK_BUCKETS = 336
const LISTED_MAX = 6

export interface Tried {
  readonly pointId: number
  readonly condition: Condition
  readonly onDelayS: number
  readonly offDelayS: number
}

/** The last week with the limits that are being typed on it, then the whole of history on request. */
export function RuleTrial(props: {
  point: Point
  tried: Tried | null
  ruleId: string | undefined
  /** Told with each answer, so that the form knows what it is about to save. */
  onAnswer: (key: string, answer: ReplayReply) => void
}) {
  const { point, tried, ruleId, onAnswer } = props
  const answer = useSignal<{ key: string; reply: ReplayReply } | null>(null)
  const attempt = useAttempt()
  const key = JSON.stringify(tried)
  const run = () =>
    void attempt.run(async () => {
      if (tried === null) return
      const reply = await call(api.replayRule, {
        body: { ...tried, ...(ruleId === undefined ? {} : { ruleId }) },
      })
      answer.value = { key, reply }
      onAnswer(key, reply)
    })
  const held = answer.value
  const fresh = held !== null && held.key === key
  return (
    <section class="section" data-testid="rule-trial">
      {held === null ? (
        <Week point={point} condition={tried?.condition ?? null} />
      ) : (
        <Verdict
          reply={held.reply}
          point={point}
          tried={tried}
          compared={ruleId !== undefined}
          stale={!fresh}
        />
      )}
      <Trouble error={attempt.trouble.value} />
      <div class="row">
        <button
          type="button"
          class={fresh ? 'button plain' : 'button primary'}
          data-testid="try-rule"
          disabled={tried === null || attempt.busy.value}
          onClick={run}
        >
          {attempt.busy.value ? r('rTrying', { days: REPLAY_DAYS }) : r('rTry')}
        </button>
      </div>
    </section>
  )
}

function Week({ point, condition }: { point: Point; condition: Condition | null }) {
  const to = useSignal(now.value).value
  const from = to - WEEK_MS
  const query = { from: String(from), to: String(to), count: WEEK_BUCKETS }
  const [week, again] = useResource(
    () => call(api.listBuckets, { params: { id: point.id }, query }),
    String(point.id),
  )
  return (
    <>
      <h3>{r('rLastWeek')}</h3>
      <Answer resource={week} again={again} skeletons={1}>
        {buckets =>
          buckets.length === 0 ? (
            <p class="quiet">{r('rNoWeek')}</p>
          ) : (
            <RuleChart point={point} buckets={buckets} from={from} to={to} limits={limitsIn(condition)} />
          )
        }
      </Answer>
    </>
  )
}

interface VerdictProps {
  readonly reply: ReplayReply
  readonly point: Point
  readonly tried: Tried | null
  readonly compared: boolean
  readonly stale: boolean
}

function Verdict({ reply, point, tried, compared, stale }: VerdictProps) {
  const days = Math.round((reply.to - reply.from) / DAY_MS)
  const bad = reply.missed > 0
  return (
    <div class="stack" data-testid="verdict" role="status">
      <p class={`verdict row ${stale ? 'quiet' : bad ? 'is-failed' : ''}`}>
        <Icon svg={bad ? icons.triangle : icons.check} />
        <span class="grow">{n(replayWords(reply, days, compared))}</span>
      </p>
      {stale && <p class="small is-failed">{r('rStale')}</p>}
      <p class="small quiet">
        {r('rTried', { days, readings: number(reply.readings, 0) })}
        {!reply.complete && ` · ${r('rPartly', { time: moment(reply.to) })}`}
      </p>
      {reply.series.length > 0 && (
        <RuleChart
          point={point}
          buckets={reply.series}
          from={reply.series[0]?.at ?? reply.from}
          to={reply.to}
          limits={limitsIn(tried?.condition ?? null)}
          episodes={reply.episodes}
        />
      )}
      <Fates episodes={reply.episodes} />
      <Episodes episodes={reply.episodes} point={point} />
    </div>
  )
}

function Fates({ episodes }: { episodes: readonly ReplayEpisode[] }) {
  const missed = episodes.filter(one => one.missed !== null).length
  const counts = [
    ['added', 'rAdded', episodes.filter(({ fate }) => fate === 'added').length],
    ['gone', 'rGone', episodes.filter(one => one.fate === 'gone' && one.missed === null).length],
    ['missed', 'rMissed', missed],
    ['kept', 'rKept', episodes.filter(({ fate }) => fate === 'kept').length],
  ] as const
  return (
    <p class="fates small">
      {counts
        .filter(([, , count]) => count > 0)
        .map(([fate, word, count]) => (
          <span key={fate} class={`fate ${fate}`}>
            {r(word)} {count}
          </span>
        ))}
    </p>
  )
}

/** What would be missed first, then what is new, then what is gone. */
function Episodes({ episodes, point }: { episodes: readonly ReplayEpisode[]; point: Point }) {
  const rank = (one: ReplayEpisode) =>
    one.missed !== null ? 0 : one.fate === 'added' ? 1 : one.fate === 'gone' ? 2 : 3
  const sorted = episodes.toSorted((a, b) => rank(a) - rank(b) || b.since - a.since)
  if (sorted.length === 0) return null
  return (
    <ul class="list">
      {sorted.slice(0, LISTED_MAX).map(one => (
        <li key={`${one.fate}${one.since}`} class="small">
          <span class={one.missed === null ? undefined : 'is-failed'}>
            <strong>
              {r(
                one.missed !== null
                  ? 'rMissed'
                  : ({ added: 'rAdded', gone: 'rGone', kept: 'rKept' } as const)[one.fate],
              )}
            </strong>
            {one.missed !== null && ` · ${n(replayTexts[one.missed])}`}
          </span>
          <span class="quiet">
            {' '}
            ·{' '}
            {one.returnedAt === null
              ? r('rOpenEpisode', { time: moment(one.raisedAt) })
              : r('rEpisode', { time: moment(one.raisedAt), duration: duration(one.returnedAt - one.since) })}
            {one.peak !== null && ` · ${r('rPeak', { value: valueText(one.peak, point) })}`}
          </span>
        </li>
      ))}
      {sorted.length > LISTED_MAX && (
        <li class="small quiet">{r('rMoreEpisodes', { count: sorted.length - LISTED_MAX })}</li>
      )}
    </ul>
  )
}
