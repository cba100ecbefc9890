/** Where a number comes from: how it is reckoned, and what it was made of, each with the way further down. */
import type { Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { TraceAnswer } from '../../../core/contract/report.ts'
import type { Figure } from '../../../core/contract/report-document.ts'
import { figureText } from '../../../core/reports/document.ts'
import { wallText } from '../../../core/reports/period.ts'
import { api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { timeZone } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { BlockView } from './blocks.tsx'
import type { Asked } from './traced.tsx'
import { rw } from './words.ts'

interface PanelProps {
  /** The way that was gone, the newest last; empty when nothing is asked. */
  readonly asked: Signal<readonly Asked[]>
  readonly report: string | undefined
}

export function TracePanel({ asked, report }: PanelProps) {
  const panel = useRef<HTMLElement>(null)
  const now = asked.value.at(-1)
  useEffect(() => {
    panel.current?.focus({ preventScroll: true })
    if (panel.current !== null) panel.current.scrollTop = 0
  }, [now])
  if (now === undefined) return null
  const close = () => (asked.value = [])
  return (
    <aside
      ref={panel}
      class="card report-trace no-print"
      tabIndex={-1}
      aria-label={rw('readings')}
      data-testid="trace"
      onKeyDown={event => event.key === 'Escape' && close()}
    >
      <div class="row between report-trace-head">
        <h2>{rw('readings')}</h2>
        <div class="row">
          {asked.value.length > 1 && (
            <button
              type="button"
              class="button plain"
              data-testid="trace-back"
              onClick={() => (asked.value = asked.value.slice(0, -1))}
            >
              ← {rw('stepBack')}
            </button>
          )}
          <button type="button" class="button plain" onClick={close}>
            {rw('close')}
          </button>
        </div>
      </div>
      <Followed key={JSON.stringify(now.trace)} asked={now} report={report} />
    </aside>
  )
}

const wall = (at: number) => wallText(at, timeZone.value)

function Followed({ asked: { figure, trace }, report }: { asked: Asked; report: string | undefined }) {
  const query = { trace: JSON.stringify(trace), ...(report !== undefined && { report }) }
  const [resource, again] = useResource(
    () => call(api.followTrace, { query }),
    `${report ?? ''} ${query.trace}`,
  )
  return (
    <>
      <p class="small quiet">{rw('stretch', { from: wall(trace.from), to: wall(trace.to) })}</p>
      <Answer resource={resource} again={again} skeletons={1}>
        {answer => <Found answer={answer} figure={figure} />}
      </Answer>
    </>
  )
}

function Found({ answer, figure }: { answer: TraceAnswer; figure: Figure }) {
  const { title, how, blocks, page } = answer
  return (
    <>
      <h3>{n(title)}</h3>
      <p>
        <strong class="report-trace-number" data-testid="trace-sum">
          {foundText(answer, figure)}
        </strong>{' '}
        <span class="quiet">{n(how)}</span>
      </p>
      <Differs answer={answer} figure={figure} />
      {blocks.map((block, index) => (
        <BlockView key={`${block.type}${index}`} block={block} />
      ))}
      {page !== null && (
        <p>
          <a class="button plain" href={page}>
            {rw('openPage')}
          </a>
        </p>
      )}
    </>
  )
}

/**
 * What the records say now, written as the number was. Sentences tell a loss without its sign; reports of before numbers
 * said what is reckoned of the records lead to them all the same.
 */
function foundText(answer: TraceAnswer, figure: Figure): string {
  if (figure.trace?.as === undefined && figure.trace?.of !== 'incidents')
    return figureText(figure, language.value)
  const { value } = answer.figure
  const text = (sign: number) =>
    figureText({ ...figure, value: value === null ? null : sign * value }, language.value)
  const said = figureText(figure, language.value)
  return text(-1) === said ? said : text(1)
}

/** The records may have changed since: late readings, a correction. */
function Differs({ answer, figure }: { answer: TraceAnswer; figure: Figure }) {
  const said = figureText(figure, language.value)
  const now = foundText(answer, figure)
  if (figure.value === null || now === said) return null
  return (
    <p class="problem" role="note" data-testid="trace-differs">
      {rw('differs', { now, said })}
    </p>
  )
}
