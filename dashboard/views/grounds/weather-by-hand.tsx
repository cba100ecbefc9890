/** What somebody read off a rain gauge or a thermometer, for a day that is here or over. */
import { useSignal } from '@preact/signals'
import type { WeatherOutlook } from '../../../core/contract/watering.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { number } from '../../data/shown.ts'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField } from '../../widgets/field.tsx'
import { g } from './words.ts'

interface Props {
  outlook: WeatherOutlook
  again: () => Promise<void>
}

export function WeatherByHand({ outlook, again }: Props) {
  const writing = useSignal(false)
  const told = useSignal('')
  const done = async (date: string) => {
    writing.value = false
    told.value = date === '' ? '' : g('byHandDone', { day: date.slice(5) })
    if (date !== '') await again()
  }
  if (writing.value) return <DayForm outlook={outlook} done={date => void done(date)} />
  return (
    <div class="row">
      <button
        type="button"
        class="button"
        data-testid="weather-by-hand"
        onClick={() => (writing.value = true)}
      >
        {g('byHand')}
      </button>
      {told.value !== '' && <p role="status">{told.value}</p>}
    </div>
  )
}

/** `done` hears the date that was written, or nothing. */
function DayForm({
  outlook: { days, today },
  done,
}: {
  outlook: WeatherOutlook
  done: (date: string) => void
}) {
  const past = days.filter(({ date }) => date <= today).reverse()
  const date = useSignal(today)
  const [rain, low, high] = [useSignal(''), useSignal(''), useSignal('')]
  const attempt = useAttempt()
  const body = {
    rainMm: numberOf(rain.value),
    tMinC: numberOf(low.value),
    tMaxC: numberOf(high.value),
    et0Mm: null,
  }
  const crossed = body.tMinC !== null && body.tMaxC !== null && body.tMinC > body.tMaxC
  const empty = body.rainMm === null && body.tMinC === null && body.tMaxC === null
  const save = async () => {
    const saved = await attempt.run(() => call(api.putWeatherDay, { params: { date: date.value }, body }))
    if (saved) done(date.value)
  }
  const known = days.find(day => day.date === date.value)
  return (
    <form class="stack" data-testid="weather-day" onSubmit={onSubmit(() => void save())}>
      <p class="small quiet">{g('byHandHint')}</p>
      <div class="form">
        <SelectField
          label={g('byHandDay')}
          value={date}
          choices={past.map(day => ({
            value: day.date,
            label: day.date === today ? `${day.date.slice(5)} ${g('today')}` : day.date.slice(5),
          }))}
        />
        <NumberField
          label={g('byHandRain', { known: number(known?.rainMm, 1) })}
          value={rain}
          unit="mm"
          min={0}
          max={1000}
        />
        <NumberField
          label={g('byHandLow', { known: number(known?.tMinC, 1) })}
          value={low}
          unit="°C"
          min={-60}
          max={60}
        />
        <NumberField
          label={g('byHandHigh', { known: number(known?.tMaxC, 1) })}
          value={high}
          unit="°C"
          min={-60}
          max={60}
        />
      </div>
      {crossed && <p class="problem">{g('byHandOrder')}</p>}
      <FormFoot attempt={attempt} valid={!empty && !crossed} cancel={() => done('')} />
    </form>
  )
}
