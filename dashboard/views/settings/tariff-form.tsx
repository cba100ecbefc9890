import { useSignal } from '@preact/signals'
import { BANDS, type Band, MEDIA, type Medium, type Tariff } from '../../../core/contract/energy.ts'
import { localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { currency, now, timeZone } from '../../data/store.ts'
import { dayOf, periodsOf } from '../../data/tariff-day.ts'
import { n, w } from '../../data/words.ts'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { BAND_WORDS } from './bands.ts'
import { Brushes, DayStrip } from './day-strip.tsx'

/** Prices and a painted day. Periods of single months, made by an import, are kept as they are. */
export function TariffForm({ tariff, done }: { tariff?: Tariff; done: () => void }) {
  const draft = useDraft(tariff)
  const brush = useSignal<Band>('peak')
  const attempt = useAttempt()
  const body = draft.read()
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
  const paint = (half: number) => {
    if (draft.day.value[half] !== brush.value) draft.day.value = draft.day.value.with(half, brush.value)
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
      {!draft.monthly && (
        <>
          <Brushes brush={brush} />
          <DayStrip day={draft.day.value} paint={paint} />
        </>
      )}
      <div class="form">
        {draft.bands().map(band => (
          <NumberField
            key={band}
            label={`${w('pricePer')} · ${w(BAND_WORDS[band])}`}
            value={draft.prices[band]}
            unit={`${currency.value}/${draft.medium.value === 'electricity' ? 'kWh' : 'm³'}`}
            min={0}
            required
          />
        ))}
      </div>
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
  const day = useSignal<readonly Band[]>(dayOf(tariff?.periods ?? []))
  const priceOf = (band: Band) => useSignal(String(tariff?.prices[band] ?? ''))
  const prices = {
    sharp: priceOf('sharp'),
    peak: priceOf('peak'),
    flat: priceOf('flat'),
    valley: priceOf('valley'),
    'deep-valley': priceOf('deep-valley'),
  }
  const monthly = tariff?.periods.some(({ months }) => months.length > 0) ?? false
  const used = () => new Set<Band>(monthly ? tariff?.periods.map(({ band }) => band) : day.value)
  const bands = () => BANDS.filter(band => band === 'flat' || used().has(band))
  const read = () => {
    const known = bands().map(band => [band, numberOf(prices[band].value)] as const)
    const flat = numberOf(prices.flat.value)
    if (flat === null || name.value.trim() === '' || validFrom.value === '') return null
    if (known.some(([, price]) => price === null || price < 0)) return null
    return {
      name: tariff !== undefined && name.value === n(tariff.name) ? tariff.name : name.value.trim(),
      medium: medium.value,
      validFrom: validFrom.value,
      prices: { ...Object.fromEntries(known), flat },
      periods: monthly && tariff !== undefined ? tariff.periods : periodsOf(day.value),
    }
  }
  return { name, medium, validFrom, day, prices, monthly, bands, read }
}
