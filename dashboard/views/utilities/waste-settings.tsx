/** What the site says about its own waste, tried on the last weeks before it is kept. */
import { type Signal, useSignal } from '@preact/signals'
import type { MeterStatus } from '../../../core/contract/energy.ts'
import type { NightFlow, WasteSettings } from '../../../core/contract/energy-waste.ts'
import { WASTE_DEFAULTS } from '../../../core/contract/energy-waste.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { number } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { Answer } from '../../widgets/answer.tsx'
import { CheckField, FormFoot, NumberField, numberOf, onSubmit, SelectField } from '../../widgets/field.tsx'
import { DetectorTrials } from './detector-trials.tsx'
import { type SettingsWord, s } from './words.ts'

const L_PER_MIN_OF_M3_PER_H = 1000 / 60

const NUMBERS: readonly {
  key: Exclude<keyof WasteSettings, 'openFrom' | 'openTo'>
  word: SettingsWord
  unit: () => string
  min: number
  max: number
  step?: number
}[] = [
  { key: 'nightUseLpm', word: 'nightUse', unit: () => 'L/min', min: 0, max: 200 },
  { key: 'nightMorePercent', word: 'nightMore', unit: () => '%', min: 10, max: 900, step: 1 },
  { key: 'burstTimes', word: 'burstTimes', unit: () => s('times'), min: 1.1, max: 10 },
  { key: 'deadDays', word: 'deadDays', unit: () => s('days'), min: 1, max: 14, step: 1 },
  { key: 'demandPercent', word: 'demandPercent', unit: () => '%', min: 50, max: 105, step: 1 },
  { key: 'driftPercent', word: 'driftPercent', unit: () => '%', min: 10, max: 300, step: 1 },
]
const CLOCKS = Array.from(
  { length: 48 },
  (_, half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`,
).map(value => ({ value, label: value }))

export function WasteSettingsCard({ list }: { list: readonly MeterStatus[] }) {
  const water = list.filter(({ meter }) => meter.medium === 'water' && meter.pointId !== null)
  const main = water.find(({ meter }) => meter.parentId === null) ?? water[0]
  const id = main?.meter.id
  const [resource, again] = useResource(
    () =>
      Promise.all([
        call(api.getWasteSettings),
        id === undefined ? Promise.resolve([]) : call(api.listNightFlows, { params: { id } }),
      ]),
    `waste-settings/${id}`,
  )
  if (!may('meter.change')) return null
  return (
    <details class="card" data-testid="waste-settings">
      <summary>
        <h2>{s('settingsTitle')}</h2>
      </summary>
      <Answer resource={resource} again={again} skeletons={1}>
        {([settings, nights]) => <SettingsForm settings={settings} nights={nights} again={again} />}
      </Answer>
    </details>
  )
}

interface FormProps {
  readonly settings: WasteSettings
  readonly nights: readonly NightFlow[]
  readonly again: () => Promise<void>
}

type Fields = Readonly<Record<keyof WasteSettings, Signal<string>>>

function SettingsForm({ settings, nights, again }: FormProps) {
  const fields = useFields(settings)
  const relearn = useSignal(true)
  const saved = useSignal<number | null>(null)
  const attempt = useAttempt()
  const typed = settingsIn(fields)
  const save = () =>
    attempt.run(async () => {
      if (typed === null) return
      const changed = await call(api.previewDetectors, { body: typed })
      await call(api.putWasteSettings, { body: typed })
      const keys = changed.filter(({ ruleId }) => ruleId !== null).map(({ key }) => key)
      if (relearn.value && keys.length > 0) await call(api.installDetectors, { body: { keys } })
      saved.value = relearn.value ? keys.length : 0
      void again()
    })
  return (
    <form class="stack" onSubmit={onSubmit(() => void save())}>
      <p class="small quiet">{s('settingsIntro')}</p>
      <div class="form">
        {NUMBERS.map(({ key, word, unit, ...rest }) => (
          <NumberField key={key} label={s(word)} value={fields[key]} unit={unit()} testId={key} {...rest} />
        ))}
        <SelectField label={s('openHours')} value={fields.openFrom} choices={CLOCKS} />
        <SelectField label={s('closeHours')} value={fields.openTo} choices={CLOCKS} />
      </div>
      <NightsSaid nights={nights} allowed={numberOf(fields.nightUseLpm.value)} />
      <DetectorTrials settings={typed} />
      <CheckField label={s('alsoRelearn')} value={relearn} />
      <FormFoot attempt={attempt} valid={typed !== null} save={s('saveSettings')}>
        <button
          type="button"
          class="button plain"
          onClick={() => {
            for (const [key, field] of Object.entries(fields))
              field.value = String(WASTE_DEFAULTS[key as keyof WasteSettings])
          }}
        >
          {s('backToUsual')}
        </button>
      </FormFoot>
      {saved.value !== null && <p role="status">{s('settingsSaved', { count: saved.value })}</p>}
    </form>
  )
}

function useFields(settings: WasteSettings): Fields {
  return {
    nightUseLpm: useSignal(String(settings.nightUseLpm)),
    nightMorePercent: useSignal(String(settings.nightMorePercent)),
    burstTimes: useSignal(String(settings.burstTimes)),
    openFrom: useSignal(settings.openFrom),
    openTo: useSignal(settings.openTo),
    deadDays: useSignal(String(settings.deadDays)),
    demandPercent: useSignal(String(settings.demandPercent)),
    driftPercent: useSignal(String(settings.driftPercent)),
  }
}

/** Null while something is missing or out of its range. */
function settingsIn(fields: Fields): WasteSettings | null {
  const typed: Record<string, number | string> = {
    openFrom: fields.openFrom.value,
    openTo: fields.openTo.value,
  }
  if (typed.openFrom === typed.openTo) return null
  for (const { key, min, max, step } of NUMBERS) {
    const value = numberOf(fields[key].value)
    if (value === null || value < min || value > max || (step === 1 && !Number.isInteger(value))) return null
    typed[key] = value
  }
  return typed as WasteSettings
}

/** What the last nights were like, so that nobody has to guess. */
function NightsSaid({ nights, allowed }: { nights: readonly NightFlow[]; allowed: number | null }) {
  const flows = nights.flatMap(({ minimumM3PerH }) =>
    minimumM3PerH === null ? [] : [minimumM3PerH * L_PER_MIN_OF_M3_PER_H],
  )
  if (flows.length === 0) return null
  return (
    <p class="small">
      {s('nightUseHint', { least: number(Math.min(...flows), 1) })}
      {allowed !== null &&
        ` ${s('nightUseNights', {
          allowed: number(allowed, 1),
          nights: flows.length,
          over: flows.filter(flow => flow > allowed).length,
        })}`}
    </p>
  )
}
