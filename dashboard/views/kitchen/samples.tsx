/** Retained samples of a fridge: put aside in a few taps, kept for their hours, thrown away by somebody. */
import { useSignal } from '@preact/signals'
import { type FoodSample, MEALS, SAMPLE_GRAMS, SAMPLE_HOURS } from '../../../core/contract/sample.ts'
import { mealTexts } from '../../../core/text/cabinet.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { moment, number } from '../../data/shown.ts'
import { may, now } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { k } from './words.ts'

const DAYS_SHOWN = 14

export function Samples({ id }: { id: string }) {
  const [list, again] = useResource(
    () =>
      call(api.listSamples, {
        params: { id },
        query: {
          from: String(Math.floor(now.value - DAYS_SHOWN * 86_400_000)),
          to: String(Math.ceil(now.value + 60_000)),
        },
      }),
    `samples/${id}`,
    { everyMs: 60_000 },
  )
  return (
    <div class="two">
      <section class="card section">
        <Answer resource={list} again={again} skeletons={1}>
          {samples =>
            samples.length === 0 ? (
              <p class="quiet">{k('samplesNone')}</p>
            ) : (
              <ul class="list" data-testid="samples">
                {samples.map(sample => (
                  <li key={sample.id}>
                    <Row sample={sample} again={again} />
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      </section>
      <div class="stack first-on-phone">{may('cabinet.operate') && <SampleForm id={id} again={again} />}</div>
    </div>
  )
}

function Row({ sample, again }: { sample: FoodSample; again: () => Promise<void> }) {
  const attempt = useAttempt()
  const why = useSignal('')
  const asking = useSignal(false)
  const ripe = now.value >= sample.keepUntil
  const discard = async () => {
    if (!ripe && why.value.trim() === '') {
      asking.value = true
      return
    }
    await call(api.discardSample, {
      params: { id: sample.id },
      body: why.value.trim() === '' ? {} : { note: why.value.trim() },
    })
    await again()
  }
  return (
    <div class="sample-row">
      <p>
        <strong>{sample.dish}</strong>
        <span class="small quiet">
          {` · ${n(mealTexts[sample.meal])} · ${number(sample.grams)} g · ${moment(sample.takenAt)} · ${sample.takenBy}`}
          {sample.grams < SAMPLE_GRAMS && ` · ${k('tooLittle', { grams: SAMPLE_GRAMS })}`}
        </span>
      </p>
      {sample.discardedAt !== null ? (
        <p class="small quiet">
          {k('gone', { name: sample.discardedBy ?? '', time: moment(sample.discardedAt) })}
          {sample.note !== null && ` · ${sample.note}`}
        </p>
      ) : (
        <>
          <p class="small">
            {ripe ? k('ready') : `${k('kept')} · ${k('keepUntil')} ${moment(sample.keepUntil)}`}
          </p>
          {asking.value && <TextField label={k('discardWhy')} value={why} required />}
          <Trouble error={attempt.trouble.value} />
          {may('cabinet.operate') && (
            <button
              type="button"
              class={`button${ripe ? '' : ' plain'}`}
              disabled={attempt.busy.value}
              onClick={() => void attempt.run(discard)}
            >
              {k('discard')}
            </button>
          )}
        </>
      )}
    </div>
  )
}

function SampleForm({ id, again }: { id: string; again: () => Promise<void> }) {
  const dish = useSignal('')
  const meal = useSignal<(typeof MEALS)[number]>('lunch')
  const grams = useSignal(String(SAMPLE_GRAMS))
  const attempt = useAttempt()
  const weight = numberOf(grams.value)
  const valid = dish.value.trim() !== '' && weight !== null && weight > 0
  const save = async () => {
    if (!valid) return
    await call(api.addSample, {
      params: { id },
      body: { dish: dish.value.trim(), meal: meal.value, grams: weight },
    })
    dish.value = ''
    await again()
  }
  return (
    <form class="card section" onSubmit={onSubmit(() => void attempt.run(save))}>
      <h2>{k('addSample')}</h2>
      <p class="small quiet">{k('samplesHint', { grams: SAMPLE_GRAMS, hours: SAMPLE_HOURS })}</p>
      <div class="form">
        <TextField label={k('dish')} value={dish} required />
        <SelectField
          label={k('meal')}
          value={meal}
          choices={MEALS.map(value => ({ value, label: n(mealTexts[value]) }))}
        />
        <NumberField label={k('grams')} value={grams} unit="g" min={1} max={5000} step={1} required />
      </div>
      <FormFoot attempt={attempt} valid={valid} save={k('addSample')} />
    </form>
  )
}
