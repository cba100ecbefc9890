/** Where the weather comes from, what it was and will be, and when not to water. */
import { useSignal } from '@preact/signals'
import {
  FORECAST_DIALECTS,
  type WateringLimits,
  type WateringSettings,
  type WeatherOutlook,
} from '../../../core/contract/watering.ts'
import { weatherSourceTexts } from '../../../core/text/watering.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { age, number } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { Calendars } from './calendars.tsx'
import { Supplies } from './supplies.tsx'
import { WeatherByHand } from './weather-by-hand.tsx'
import { g } from './words.ts'

export function WeatherAndLimits() {
  const [outlook, askOutlook] = useResource(() => call(api.getWeather), 'weather', { everyMs: 300_000 })
  const [settings, again] = useResource(() => call(api.getWateringSettings), 'settings')
  return (
    <div class="section stack">
      <section class="card stack">
        <h2>{g('weatherFrom')}</h2>
        <Answer resource={outlook} again={askOutlook} skeletons={1}>
          {answer => (
            <>
              <Voices outlook={answer} />
              <Days outlook={answer} />
              {may('watering.change') && <WeatherByHand outlook={answer} again={askOutlook} />}
            </>
          )}
        </Answer>
      </section>
      {may('watering.change') && (
        <Answer resource={settings} again={again} skeletons={1}>
          {held => <Limits settings={held} again={again} />}
        </Answer>
      )}
      <Calendars />
      <Supplies />
    </div>
  )
}

function Voices({ outlook: { voices } }: { outlook: WeatherOutlook }) {
  if (voices.length === 0) return <p>{g('sourceNone')}</p>
  return (
    <ul class="log small">
      {voices.map(({ source, dialect, lastAt, ok, detail }) => (
        <li key={`${source}${dialect}`}>
          <span>{n(weatherSourceTexts[source])}</span>
          <span class={ok ? '' : 'problem'}>
            {dialect === null ? '' : FORECAST_NAMES[dialect]} {lastAt === null ? '–' : age(lastAt)}
            {!ok && ` · ${g('voiceSilent')}`} {detail !== '' && <span class="quiet">({detail})</span>}
          </span>
        </li>
      ))}
    </ul>
  )
}

const BACK_DAYS = 4
const AHEAD_DAYS = 10

function Days({ outlook: { days, today } }: { outlook: WeatherOutlook }) {
  const now = days.findIndex(({ date }) => date === today)
  const shown = days.slice(Math.max(0, now - BACK_DAYS), now + AHEAD_DAYS)
  return (
    <div class="table-wrap">
      <table class="fortnight">
        <thead>
          <tr>
            <th scope="col">{g('date')}</th>
            <th scope="col">°C</th>
            <th scope="col">{g('rain')} mm</th>
            <th scope="col">ET0 mm</th>
            <th scope="col">{g('weatherFrom')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ date, tMinC, tMaxC, rainMm, et0Mm, source }) => (
            <tr key={date} class={date === today ? 'today' : ''}>
              <th scope="row">{date.slice(5)}</th>
              <td>{tMaxC === null ? '–' : `${number(tMinC)} … ${number(tMaxC)}`}</td>
              <td>{number(rainMm, 1)}</td>
              <td>{number(et0Mm, 1)}</td>
              <td>{n(weatherSourceTexts[source])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const LIMITS = [
  ['rainMm', 'limitRain', 'mm'],
  ['rainForecastMm', 'limitRainAhead', 'mm'],
  ['freezeC', 'limitFreeze', '°C'],
  ['freezeForecastC', 'limitFreezeAhead', '°C'],
  ['windMs', 'limitWind', 'm/s'],
  ['saturationPct', 'limitSoil', '%'],
] as const satisfies readonly (readonly [keyof WateringLimits, Parameters<typeof g>[0], string])[]

const DEFAULT_URL =
  'https://api.open-meteo.com/v1/forecast?latitude={latitude}&longitude={longitude}&timezone=auto&forecast_days=14&wind_speed_unit=ms&daily=temperature_2m_max,temperature_2m_min,precipitation_sum,precipitation_probability_max,relative_humidity_2m_mean,wind_speed_10m_mean,shortwave_radiation_sum,et0_fao_evapotranspiration'

function Limits({ settings, again }: { settings: WateringSettings; again: () => Promise<void> }) {
  const text = (value: number | null) => (value === null ? '' : String(value))
  const fields = {
    rainMm: useSignal(text(settings.limits.rainMm)),
    rainForecastMm: useSignal(text(settings.limits.rainForecastMm)),
    freezeC: useSignal(text(settings.limits.freezeC)),
    freezeForecastC: useSignal(text(settings.limits.freezeForecastC)),
    windMs: useSignal(text(settings.limits.windMs)),
    saturationPct: useSignal(text(settings.limits.saturationPct)),
  }
  const chance = useSignal(String(settings.limits.rainChancePct))
  const [first] = settings.forecasts
  const dialect = useSignal<'none' | (typeof FORECAST_DIALECTS)[number]>(first?.dialect ?? 'none')
  const url = useSignal(first?.url ?? DEFAULT_URL)
  const attempt = useAttempt()
  const saved = useSignal(false)
  const save = async () => {
    const limits = { ...settings.limits, rainChancePct: numberOf(chance.value) ?? 0 }
    for (const [key] of LIMITS) limits[key] = numberOf(fields[key].value)
    const service =
      dialect.value === 'none' ? [] : [{ dialect: dialect.value, url: url.value, enabled: true }]
    const body = { ...settings, limits, forecasts: [...service, ...settings.forecasts.slice(1)] }
    saved.value = await attempt.run(() => call(api.putWateringSettings, { body }))
    if (saved.value) await again()
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <h2>{g('limitsTitle')}</h2>
      <p class="small quiet">{g('emptyOff')}</p>
      <div class="form">
        {LIMITS.map(([key, word, unit]) => (
          <NumberField key={key} label={g(word)} value={fields[key]} unit={unit} />
        ))}
        <NumberField label={g('limitChance')} value={chance} unit="%" min={0} max={100} />
        <SelectField
          label={g('forecastKind')}
          value={dialect}
          choices={[
            { value: 'none', label: g('none') },
            ...FORECAST_DIALECTS.map(value => ({ value, label: FORECAST_NAMES[value] })),
          ]}
        />
      </div>
      {dialect.value !== 'none' && (
        <TextField label={g('forecastUrl')} value={url} type="url" maxLength={1000} />
      )}
      {saved.value && <p role="status">{g('saved')}</p>}
      <FormFoot attempt={attempt} />
    </form>
  )
}

const FORECAST_NAMES = {
  'open-meteo': 'Open-Meteo',
  qweather: '和风天气 QWeather',
  'met-norway': 'MET Norway',
} as const
