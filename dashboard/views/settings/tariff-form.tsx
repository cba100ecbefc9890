/** Prices, a week painted for each season, other charges, and what a month would have cost under it. */
import { useSignal } from '@preact/signals'
import {
  BANDS,
  type Band,
  DAY_KINDS,
  MEDIA,
  type Medium,
  type Tariff,
} from '../../../core/contract/energy.ts'
import { localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { currency, now, timeZone } from '../../data/store.ts'
import { hasDayKinds, periodsOfSeasons, type Season, seasonsOf } from '../../data/tariff-day.ts'
import { n, w } from '../../data/words.ts'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { UNIT_WORD } from '../utilities/words.ts'
import { BAND_WORDS } from './bands.ts'
import { Brushes } from './day-strip.tsx'
import { SeasonEditor } from './season-editor.tsx'
import { ExtraFields, useExtras } from './tariff-extras.tsx'
import { WhatIf } from './tariff-what-if.tsx'

export function TariffForm({ tariff, done }: { tariff?: Tariff; done: () => void }) {
  const draft = useDraft(tariff)
  const brush = useSignal<Band>('peak')
  const attempt = useAttempt()
  const body = draft.read()
  const unit = UNIT_WORD[draft.medium.value]
  const save = async () => {
    if (body === null) return
    const job = () =>
      tariff === undefined
        ? call(api.createTariff, { body })
        : call(api.changeTariff, { params: { id: tariff.id }, body })
    if (await attempt.run(job)) done()
  }
  const remove = async (id: string) => {
    if (await attempt.run(() => call(api.deleteTariff, { params: { id } }))) done()
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={w('name')} value={draft.name} required />
        <SelectField
          label={w('medium')}
          value={draft.medium}
          choices={MEDIA.map(value => ({ value, label: w(value) }))}
        />
        <TextField label={w('startsOn')} value={draft.validFrom} type="date" required />
      </div>
      <Brushes brush={brush} />
      <SeasonEditor seasons={draft.seasons} byKind={draft.byKind} brush={brush} />
      <div class="form">
        {draft.bands().map(band => (
          <NumberField
            key={band}
            label={`${w('pricePer')} · ${w(BAND_WORDS[band])}`}
            value={draft.prices[band]}
            unit={`${currency.value}/${unit}`}
            min={0}
            required
          />
        ))}
      </div>
      <ExtraFields extras={draft.extras} isElectric={draft.medium.value === 'electricity'} unit={unit} />
      <WhatIf tariff={body} />
      <FormFoot
        attempt={attempt}
        valid={body !== null}
        cancel={done}
        remove={tariff && (() => void remove(tariff.id))}
      />
    </form>
  )
}

/** The fields and the tariff they say: null until every band that is used has its price. */
function useDraft(tariff: Tariff | undefined) {
  const name = useSignal(tariff === undefined ? '' : n(tariff.name))
  const medium = useSignal<Medium>(tariff?.medium ?? 'electricity')
  const validFrom = useSignal(tariff?.validFrom ?? localDay(now.value, timeZone.value))
  const seasons = useSignal<readonly Season[]>(seasonsOf(tariff?.periods ?? []))
  const byKind = useSignal(hasDayKinds(seasons.value))
  const extras = useExtras(tariff)
  const priceOf = (band: Band) => useSignal(String(tariff?.prices[band] ?? ''))
  const prices = {
    sharp: priceOf('sharp'),
    peak: priceOf('peak'),
    flat: priceOf('flat'),
    valley: priceOf('valley'),
    'deep-valley': priceOf('deep-valley'),
  }
  /** Kinds of day that are not told apart are all painted like workdays. */
  const said = () =>
    byKind.value
      ? seasons.value
      : seasons.value.map(season => ({
          ...season,
          days: { workday: season.days.workday, weekend: season.days.workday, holiday: season.days.workday },
        }))
  const used = () => new Set(said().flatMap(({ days }) => DAY_KINDS.flatMap(kind => days[kind])))
  const bands = () => BANDS.filter(band => band === 'flat' || used().has(band))
  const read = () => {
    const known = bands().map(band => [band, numberOf(prices[band].value)] as const)
    const flat = numberOf(prices.flat.value)
    const more = extras.read()
    if (flat === null || more === null || name.value.trim() === '' || validFrom.value === '') return null
    if (known.some(([, price]) => price === null || price < 0)) return null
    return {
      name:
        tariff !== undefined && name.value === n(tariff.name)
          ? tariff.name
          : { zh: name.value.trim(), en: name.value.trim() },
      medium: medium.value,
      validFrom: validFrom.value,
      prices: { ...Object.fromEntries(known), flat },
      periods: periodsOfSeasons(said()),
      ...more,
    }
  }
  return { name, medium, validFrom, seasons, byKind, prices, extras, bands, read }
}
