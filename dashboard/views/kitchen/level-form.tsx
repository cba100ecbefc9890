/** The four levels: presets, numbers, and what they would have done in the cabinet's own last week, before saving. */
import { type Signal, useSignal } from '@preact/signals'
import {
  JURISDICTIONS,
  type Jurisdiction,
  levelClash,
  presetOf,
} from '../../../core/coldchain/jurisdiction.ts'
import { isColdKind } from '../../../core/coldchain/preset.ts'
import type { CabinetDetail } from '../../../core/contract/cabinet.ts'
import type { CabinetLevels } from '../../../core/contract/cabinet-parts.ts'
import type { DeviceKind } from '../../../core/contract/device.ts'
import type { ReplayReply } from '../../../core/contract/replay.ts'
import { jurisdictionTexts } from '../../../core/text/cabinet.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { forgetLimits } from '../../data/limits.ts'
import { unit } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { CheckField, FormFoot, NumberField, numberOf, onSubmit } from '../../widgets/field.tsx'
import { degrees, k } from './words.ts'

const NAMES = ['hh', 'h', 'l', 'll'] as const
type Fields = Readonly<Record<(typeof NAMES)[number] | 'innerMin' | 'outerMin', Signal<string>>>

export function LevelForm(props: { detail: CabinetDetail; kind: DeviceKind; again: () => Promise<void> }) {
  const { detail, kind, again } = props
  const { id } = detail.cabinet
  const fields = useFields(detail.state.levels)
  const grace = useSignal(detail.cabinet.grace)
  const tried = useSignal<ReplayReply | null>(null)
  const attempt = useAttempt()
  const levels = levelsOf(fields)
  const clash = levels !== null && levelClash(levels) !== null
  if (!may('cabinet.change')) return <Shown detail={detail} />
  const adopt = (jurisdiction: Jurisdiction) => {
    if (isColdKind(kind)) fill(fields, presetOf(jurisdiction, kind).levels)
    tried.value = null
  }
  const tryOut = async () => {
    if (levels === null) return
    tried.value = await call(api.previewCabinetLevels, {
      params: { id },
      body: { levels, grace: grace.value },
    })
  }
  const save = async () => {
    if (levels === null) return
    await call(api.setCabinetLevels, { params: { id }, body: levels })
    if (grace.value !== detail.cabinet.grace)
      await call(api.changeCabinet, { params: { id }, body: { grace: grace.value } })
    forgetLimits()
    await again()
  }
  return (
    <form class="card section" onSubmit={onSubmit(() => void attempt.run(save))}>
      <h2>{k('levels')}</h2>
      <Presets kind={kind} levels={levels} adopt={adopt} />
      <p class="small quiet">{k('presetNote')}</p>
      <div class="form levels">
        {NAMES.map(name => (
          <NumberField
            key={name}
            label={k(name)}
            value={fields[name]}
            unit={unit('degC')}
            min={-90}
            max={200}
            step={0.1}
          />
        ))}
        <NumberField
          label={k('innerDelay')}
          value={fields.innerMin}
          unit={k('minutesUnit')}
          min={0}
          max={1440}
          step={1}
          required
        />
        <NumberField
          label={k('outerDelay')}
          value={fields.outerMin}
          unit={k('minutesUnit')}
          min={0}
          max={1440}
          step={1}
          required
        />
      </div>
      <p class="small quiet">{k('levelsHint')}</p>
      <CheckField label={k('graceOn')} value={grace} />
      {clash && (
        <p class="problem" role="alert">
          {k('clash')}
        </p>
      )}
      {tried.value !== null && <Tried reply={tried.value} />}
      <FormFoot attempt={attempt} valid={levels !== null && !clash}>
        <button
          type="button"
          class="button"
          disabled={attempt.busy.value || levels === null || clash}
          onClick={event => event.currentTarget.form?.reportValidity() && void attempt.run(tryOut)}
        >
          {attempt.busy.value ? k('previewing') : k('preview')}
        </button>
      </FormFoot>
    </form>
  )
}

function Presets(props: {
  kind: DeviceKind
  levels: CabinetLevels | null
  adopt: (j: Jurisdiction) => void
}) {
  const { kind, levels, adopt } = props
  const chosen = (jurisdiction: Jurisdiction) =>
    levels !== null && isColdKind(kind) && same(presetOf(jurisdiction, kind).levels, levels)
  return (
    <fieldset class="chips">
      <legend class="small quiet">{k('presets')}</legend>
      {JURISDICTIONS.map(jurisdiction => (
        <button
          key={jurisdiction}
          type="button"
          class="chip"
          aria-pressed={chosen(jurisdiction)}
          onClick={() => adopt(jurisdiction)}
        >
          {n(jurisdictionTexts[jurisdiction])}
        </button>
      ))}
    </fieldset>
  )
}

function Tried({ reply: { before, after, missed } }: { reply: ReplayReply }) {
  return (
    <p class={`verdict${missed > 0 ? ' is-failed' : ' is-well'}`} role="status" data-testid="preview">
      <strong>{k('previewWords', { before, after })}</strong>{' '}
      {missed > 0 ? k('previewMissed', { missed }) : k('previewFine')}
    </p>
  )
}

/** For who may look but not change. */
function Shown({ detail: { state } }: { detail: CabinetDetail }) {
  return (
    <section class="card section">
      <h2>{k('levels')}</h2>
      <dl class="facts">
        {NAMES.map(name => (
          <div key={name}>
            <dt>{k(name)}</dt>
            <dd>{degrees(state.levels[name], state.pointId)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function useFields(levels: CabinetLevels): Fields {
  const text = (value: number | null) => (value === null ? '' : String(value))
  return {
    hh: useSignal(text(levels.hh)),
    h: useSignal(text(levels.h)),
    l: useSignal(text(levels.l)),
    ll: useSignal(text(levels.ll)),
    innerMin: useSignal(String(levels.innerDelayS / 60)),
    outerMin: useSignal(String(levels.outerDelayS / 60)),
  }
}

function fill(fields: Fields, levels: CabinetLevels): void {
  for (const name of NAMES) fields[name].value = levels[name] === null ? '' : String(levels[name])
  fields.innerMin.value = String(levels.innerDelayS / 60)
  fields.outerMin.value = String(levels.outerDelayS / 60)
}

/** Null while a field cannot be read; an empty level is no level. */
function levelsOf(fields: Fields): CabinetLevels | null {
  const inner = numberOf(fields.innerMin.value)
  const outer = numberOf(fields.outerMin.value)
  const unreadable = NAMES.some(
    name => fields[name].value.trim() !== '' && numberOf(fields[name].value) === null,
  )
  if (inner === null || outer === null || unreadable) return null
  const { ll, l, h, hh } = fields
  return {
    ll: numberOf(ll.value),
    l: numberOf(l.value),
    h: numberOf(h.value),
    hh: numberOf(hh.value),
    innerDelayS: Math.round(inner * 60),
    outerDelayS: Math.round(outer * 60),
  }
}

function same(a: CabinetLevels, b: CabinetLevels): boolean {
  const keys = Object.keys(a) as (keyof CabinetLevels)[]
  return keys.every(key => a[key] === b[key])
}
