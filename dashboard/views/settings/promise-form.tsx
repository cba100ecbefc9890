/** How soon somebody is on an alarm and done with it: what open matters and answers are measured by. */
import { type Signal, signal, useSignal } from '@preact/signals'
import { useState } from 'preact/hooks'
import type { Promised } from '../../../core/contract/promise.ts'
import { PRIORITIES, type Priority } from '../../../core/contract/rule.ts'
import type { Site } from '../../../core/contract/site.ts'
import { promisedAt } from '../../../core/matters/promise.ts'
import { workTexts } from '../../../core/text/matters.ts'
import { priorityTexts } from '../../../core/text/states.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { duration } from '../../data/shown.ts'
import { may, site } from '../../data/store.ts'
import { n, w, wordsFrom } from '../../data/words.ts'
import { FormFoot, NumberField, numberOf, onSubmit } from '../../widgets/field.tsx'

const k = wordsFrom(workTexts)
const MINUTE_MS = 60_000

export function Promises() {
  const here = site.value
  if (here === null) return null
  return (
    <section class="card section" data-testid="promises">
      <h2>{k('promise')}</h2>
      <p class="small quiet">{k('promiseText')}</p>
      {may('roster.change') ? <Form key={here.id} here={here} /> : <Shown promised={promisedAt(here)} />}
    </section>
  )
}

function Shown({ promised }: { promised: Promised }) {
  return (
    <ul class="list">
      {PRIORITIES.map(priority => {
        const { answerMin, finishMin } = promised[priority]
        const times = { answer: duration(answerMin * MINUTE_MS), finish: duration(finishMin * MINUTE_MS) }
        return (
          <li key={priority} class="row between">
            <b>{n(priorityTexts[priority])}</b>
            <span>{k('promiseLine', times)}</span>
          </li>
        )
      })}
    </ul>
  )
}

interface Row {
  readonly priority: Priority
  readonly answerMin: Signal<string>
  readonly finishH: Signal<string>
}

function rowsOf(promised: Promised): Row[] {
  return PRIORITIES.map(priority => {
    const { answerMin, finishMin } = promised[priority]
    return { priority, answerMin: signal(String(answerMin)), finishH: signal(String(finishMin / 60)) }
  })
}

function Form({ here }: { here: Site }) {
  const [rows] = useState(() => rowsOf(promisedAt(here)))
  const saved = useSignal(false)
  const attempt = useAttempt()
  const promised = read(rows)
  const save = async () => {
    if (promised === null) return
    saved.value = false
    site.value = await call(api.setPromise, { params: { id: here.id }, body: promised })
    saved.value = true
  }
  return (
    <form class="stack" onSubmit={onSubmit(() => void attempt.run(save))}>
      <div class="promises">
        {rows.map(({ priority, answerMin, finishH }) => (
          <fieldset key={priority} class="promise">
            <legend>{n(priorityTexts[priority])}</legend>
            <NumberField
              label={k('answerWithin')}
              value={answerMin}
              unit={k('minutes')}
              min={1}
              max={10_080}
              step={1}
              required
            />
            <NumberField
              label={k('finishWithin')}
              value={finishH}
              unit={k('hours')}
              min={0.1}
              max={744}
              step={0.1}
              required
            />
          </fieldset>
        ))}
      </div>
      <FormFoot attempt={attempt} valid={promised !== null}>
        {saved.value && <span role="status">{w('saved')}</span>}
      </FormFoot>
    </form>
  )
}

/** Null while a time is missing or no such time. */
function read(rows: readonly Row[]): Promised | null {
  const times = rows.map(({ priority, answerMin, finishH }) => {
    const answer = numberOf(answerMin.value) ?? Number.NaN
    const finish = Math.round((numberOf(finishH.value) ?? Number.NaN) * 60)
    return [priority, { answerMin: answer, finishMin: finish }] as const
  })
  const whole = times.every(([, { answerMin, finishMin }]) => Number.isInteger(answerMin) && finishMin >= 1)
  return whole ? (Object.fromEntries(times) as Promised) : null
}
