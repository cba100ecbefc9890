import { type Signal, useSignal } from '@preact/signals'
import type { Baseline, SavingReport } from '../../../core/contract/energy-baseline.ts'
import { localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { type Resource, useResource } from '../../data/resource.ts'
import { money, number } from '../../data/shown.ts'
import { currency, may, now, timeZone } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { FormFoot, NumberField, numberOf, onSubmit, TextField } from '../../widgets/field.tsx'
import { e } from './words.ts'

interface Props {
  baseline: Baseline
  resource: Signal<Resource<SavingReport>>
  again: () => Promise<void>
}

/** Measures with their payback, and what is nobody's saving or waste. */
export function MeasureForms({ baseline, resource, again }: Props) {
  const open = useSignal<'measure' | 'adjustment' | null>(null)
  const [notes, notesAgain] = useResource(
    () => call(api.listAdjustments, { params: { id: baseline.id } }),
    `adjustments/${baseline.id}`,
  )
  const done = () => {
    open.value = null
    void again()
    void notesAgain()
  }
  const held = resource.value
  const measures = held.state === 'here' ? held.value.measures : []
  return (
    <div class="stack">
      {measures.length > 0 && <h3>{e('measures')}</h3>}
      <ul class="plain-list">
        {measures.map(({ measure, savedMoneyPerYear, paybackYears }) => (
          <li key={measure.id} class="row between">
            <span>
              {n(measure.name)} <span class="small quiet">{measure.doneOn}</span>
            </span>
            <span>
              {measure.cost !== null && `${money(measure.cost)} · `}
              {savedMoneyPerYear !== null && paybackYears !== null
                ? e('payback', { years: number(paybackYears, 1) })
                : e('noPayback')}
            </span>
          </li>
        ))}
      </ul>
      <Answer resource={notes} again={notesAgain} skeletons={0}>
        {list => (
          <ul class="plain-list">
            {list.map(one => (
              <li key={one.id} class="row between">
                <span>{one.reason}</span>
                <span class="quiet">
                  {one.from} – {one.to ?? ''} · {number(one.perDay, 1)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Answer>
      {may('meter.change') && open.value === null && (
        <p class="row">
          <button type="button" class="button" onClick={() => (open.value = 'measure')}>
            {e('addMeasure')}
          </button>
          <button type="button" class="button plain" onClick={() => (open.value = 'adjustment')}>
            {e('addAdjustment')}
          </button>
        </p>
      )}
      {open.value === 'measure' && <MeasureForm baseline={baseline} done={done} />}
      {open.value === 'adjustment' && <AdjustmentForm baseline={baseline} done={done} />}
    </div>
  )
}

function MeasureForm({ baseline, done }: { baseline: Baseline; done: () => void }) {
  const name = useSignal('')
  const doneOn = useSignal(localDay(now.value, timeZone.value))
  const cost = useSignal('')
  const attempt = useAttempt()
  const save = async () => {
    const body = {
      name: name.value.trim(),
      baselineId: baseline.id,
      doneOn: doneOn.value,
      cost: numberOf(cost.value),
    }
    if (await attempt.run(() => call(api.addMeasure, { body }))) done()
  }
  return (
    <form class="stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={e('measureName')} value={name} required />
        <TextField label={e('doneOn')} type="date" value={doneOn} required />
        <NumberField label={e('costOfMeasure')} value={cost} unit={currency.value} min={0} />
      </div>
      <FormFoot attempt={attempt} valid={name.value.trim() !== ''} save={e('addMeasure')} cancel={done} />
    </form>
  )
}

function AdjustmentForm({ baseline, done }: { baseline: Baseline; done: () => void }) {
  const reason = useSignal('')
  const from = useSignal(localDay(now.value, timeZone.value))
  const to = useSignal('')
  const perDay = useSignal('')
  const attempt = useAttempt()
  const amount = numberOf(perDay.value)
  const save = async () => {
    if (amount === null) return
    const body = { from: from.value, to: to.value || null, perDay: amount, reason: reason.value.trim() }
    if (await attempt.run(() => call(api.addAdjustment, { params: { id: baseline.id }, body }))) done()
  }
  return (
    <form class="stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={e('adjustWhy')} value={reason} required />
        <TextField label={e('from')} type="date" value={from} required />
        <TextField label={e('to')} type="date" value={to} />
        <NumberField label={e('perDay')} value={perDay} />
      </div>
      <FormFoot
        attempt={attempt}
        valid={amount !== null && reason.value.trim() !== ''}
        save={e('addAdjustment')}
        cancel={done}
      />
    </form>
  )
}
