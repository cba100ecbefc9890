/** A factor of the site's own as it stands in a document, checked before it is sent. */
import { useSignal } from '@preact/signals'
import { FACTOR_KINDS, type Factor } from '../../../core/contract/energy-carbon.ts'
import { MEDIA } from '../../../core/contract/energy-words.ts'
import { FACTOR_HIGHEST, factorFault } from '../../../core/energy/factors.ts'
import { localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { now, timeZone } from '../../data/store.ts'
import { w } from '../../data/words.ts'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { Sure } from '../../widgets/sure.tsx'
import { s, UNIT_WORD } from './words.ts'

export const unitOf = ({ kind, medium }: Pick<Factor, 'kind' | 'medium'>) =>
  `${kind === 'carbon' ? 'kgCO₂' : 'kgce'}/${UNIT_WORD[medium]}`

interface FormProps {
  readonly all: readonly Factor[]
  /** The one that is changed; none for a new one. */
  readonly factor?: Factor
  readonly done: (saved: boolean) => void
}

export function FactorForm({ all, factor, done }: FormProps) {
  const thisYear = Number(localDay(now.value, timeZone.value).slice(0, 4))
  const kind = useSignal(factor?.kind ?? 'carbon')
  const medium = useSignal(factor?.medium ?? 'electricity')
  const value = useSignal(factor === undefined ? '' : String(factor.value))
  const year = useSignal(String(factor?.year ?? thisYear - 1))
  const region = useSignal(factor?.region ?? '')
  const publisher = useSignal(factor?.publisher ?? '')
  const source = useSignal(factor?.source ?? '')
  const attempt = useAttempt()
  const about = { kind: kind.value, medium: medium.value }
  const figures = { value: numberOf(value.value), year: numberOf(year.value) }
  const own = all.filter(({ siteId }) => siteId !== null)
  const known =
    figures.value === null || figures.year === null
      ? null
      : { ...about, value: figures.value, year: figures.year }
  const fault = known === null ? null : factorFault(known, own, thisYear, factor?.id)
  const valid = known !== null && fault === null && publisher.value.trim() !== ''
  const save = async () => {
    if (known === null) return
    const body = {
      ...known,
      region: region.value.trim(),
      publisher: publisher.value.trim(),
      source: source.value.trim(),
    }
    const kept = await attempt.run(() =>
      factor === undefined
        ? call(api.addFactor, { body })
        : call(api.changeFactor, { params: { id: factor.id }, body }),
    )
    if (kept) done(true)
  }
  const remove = async () => {
    if (factor !== undefined && (await attempt.run(() => call(api.deleteFactor, { params: factor }))))
      done(true)
  }
  return (
    <form class="stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <SelectField
          label={s('factorKind')}
          value={kind}
          choices={FACTOR_KINDS.map(one => ({
            value: one,
            label: s(one === 'carbon' ? 'kindCarbon' : 'kindCoal'),
          }))}
        />
        <SelectField
          label={w('medium')}
          value={medium}
          choices={MEDIA.map(one => ({ value: one, label: w(one) }))}
        />
        <NumberField
          label={s('factorValue')}
          value={value}
          unit={unitOf(about)}
          min={0}
          required
          testId="factor-value"
        />
        <NumberField label={s('factorYear')} value={year} min={1990} max={thisYear} step={1} required />
        <TextField label={s('factorRegion')} value={region} maxLength={80} testId="factor-region" />
        <TextField
          label={s('factorPublisher')}
          value={publisher}
          maxLength={120}
          required
          testId="factor-publisher"
        />
        <TextField label={s('factorSource')} value={source} maxLength={300} testId="factor-source" />
      </div>
      <p
        class={fault === null ? 'small quiet' : 'small is-failed'}
        role={fault === null ? undefined : 'alert'}
      >
        {fault === null && s('factorHint', { unit: unitOf(about) })}
        {fault === 'unit' &&
          s('faultUnit', { unit: unitOf(about), most: FACTOR_HIGHEST[about.kind][about.medium] })}
        {fault === 'twice' && s('faultTwice', { year: year.value })}
        {fault === 'future' && s('faultFuture', { year: year.value })}
      </p>
      <FormFoot attempt={attempt} valid={valid} cancel={() => done(false)}>
        {factor !== undefined && (
          <Sure word={s('removeFactor')} question={s('removeFactorSure')} go={() => void remove()} />
        )}
      </FormFoot>
    </form>
  )
}
