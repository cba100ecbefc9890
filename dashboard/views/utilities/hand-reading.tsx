/** Walking to a meter with a phone: what it shows, a photo, and at once whether that can be right. */
import { useSignal } from '@preact/signals'
import type { Meter, MeterStatus, ReadingCheck } from '../../../core/contract/energy.ts'
import { Problem } from '../../../core/contract/error.ts'
import { addressOf, api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { smallPicture } from '../../data/photo.ts'
import { useResource } from '../../data/resource.ts'
import { moment, number } from '../../data/shown.ts'
import { may, now } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { NumberField, numberOf, onSubmit, SelectField } from '../../widgets/field.tsx'
import { type EnergyWord, e, UNIT_WORD } from './words.ts'

export function HandReadings({ list }: { list: readonly MeterStatus[] }) {
  const own = list.filter(({ meter }) => meter.handRead === true)
  const chosen = useSignal(own[0]?.meter.id ?? '')
  const meter = (own.find(one => one.meter.id === chosen.value) ?? own[0])?.meter
  return (
    <section class="card stack">
      <h2>{e('handReading')}</h2>
      {meter === undefined ? (
        <p class="quiet">
          {e('noHandMeters')} <a href="/utilities/meters">{e('tabMeters')}</a>
        </p>
      ) : (
        <>
          <SelectField
            label={e('chooseMeter')}
            value={chosen}
            choices={own.map(one => ({ value: one.meter.id, label: n(one.meter.name) }))}
          />
          <ReadingForm key={meter.id} meter={meter} />
        </>
      )}
    </section>
  )
}

const CHECK_WORDS: Readonly<Record<ReadingCheck['check'], EnergyWord>> = {
  plausible: 'checkPlausible',
  first: 'checkFirst',
  low: 'checkLow',
  high: 'checkHigh',
  backwards: 'checkBackwards',
  rollover: 'checkRollover',
}

function said({ check, use, usual, before }: ReadingCheck, unit: string): string {
  const amount = (value: number | null | undefined) => (value == null ? '–' : `${number(value, 1)} ${unit}`)
  return e(CHECK_WORDS[check], {
    use: amount(use),
    low: number(usual?.low, 1),
    high: amount(usual?.high),
    before: amount(before?.value),
  })
}

function ReadingForm({ meter }: { meter: Meter }) {
  const value = useSignal('')
  const note = useSignal('')
  const photo = useSignal<string | null>(null)
  const check = useSignal<ReadingCheck | null>(null)
  const doubt = useSignal(false)
  const done = useSignal(false)
  const attempt = useAttempt()
  const [resource, again] = useResource(
    () => call(api.listHandReadings, { params: { id: meter.id } }),
    `hand/${meter.id}`,
  )
  const amount = numberOf(value.value)
  const unit = UNIT_WORD[meter.medium]
  const look = async () => {
    doubt.value = false
    done.value = false
    check.value =
      amount === null
        ? null
        : await call(api.checkHandReading, { params: { id: meter.id }, query: { value: amount } }).catch(
            () => null,
          )
  }
  const save = async (confirmed: boolean) => {
    if (amount === null) return
    const body = {
      at: now.value,
      value: amount,
      note: note.value.trim(),
      ...(photo.value !== null && { photo: photo.value }),
      ...(confirmed && { confirmed }),
    }
    const kept = await attempt.run(async () => {
      try {
        await call(api.addHandReading, { params: { id: meter.id }, body })
      } catch (error) {
        // Unusual: the same button asks once more, with the reason beside it.
        if (!(error instanceof Problem) || error.code !== 'thing.conflict') throw error
        check.value = error.details as ReadingCheck
        doubt.value = true
      }
    })
    if (!kept || doubt.value) return
    value.value = ''
    note.value = ''
    photo.value = null
    check.value = null
    done.value = true
    void again()
  }
  return (
    <form class="stack" onSubmit={onSubmit(() => void save(doubt.value))}>
      {may('meter.enter') && (
        <>
          <div class="form" onFocusOut={() => void look()}>
            <NumberField label={e('reading')} value={value} unit={unit} min={0} testId="hand-reading" />
          </div>
          <label class="button">
            {photo.value === null ? e('photo') : e('photoTaken')}
            <input
              class="sr"
              type="file"
              accept="image/*"
              capture="environment"
              onChange={event => {
                const file = event.currentTarget.files?.[0]
                if (file !== undefined) void smallPicture(file).then(small => (photo.value = small))
              }}
            />
          </label>
          {check.value !== null && (
            <p role="status" class={doubt.value ? 'problem' : ''}>
              {said(check.value, unit)}
            </p>
          )}
          <Trouble error={attempt.trouble.value} />
          <p>
            <button type="submit" class="button primary" disabled={amount === null || attempt.busy.value}>
              {doubt.value ? e('saveAnyway') : e('saveReading')}
            </button>
          </p>
          {done.value && <p role="status">{e('readingSaved')}</p>}
        </>
      )}
      <h3>{e('lastReadings')}</h3>
      <Answer resource={resource} again={again} skeletons={1}>
        {list => (
          <ul class="plain-list">
            {list.slice(0, 10).map(one => (
              <li key={one.id} class="row between">
                <span>
                  {moment(one.at)} · {one.by}
                </span>
                <span>
                  {number(one.value, 2)} {unit}
                  {one.hasPhoto && (
                    <>
                      {' · '}
                      <a
                        href={addressOf(api.getReadingPhoto, { id: one.id })}
                        target="_blank"
                        rel="noreferrer"
                      >
                        {e('photo')}
                      </a>
                    </>
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </form>
  )
}
