/** The fields of a condition, each kind with its own few. A schedule is made of two of these: see rule-condition.tsx. */
import type { Signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { EXPRESSION_CHARS } from '../../core/contract/condition.ts'
import type { Point } from '../../core/contract/point.ts'
import { pointName } from '../data/shown.ts'
import { devices, points } from '../data/store.ts'
import { n, w } from '../data/words.ts'
import { ChoiceChips } from './choice-chips.tsx'
import { CheckField, NumberField, SelectField, TextField } from './field.tsx'
import { type ConditionDraft, LAST_ORDER, OWN_NUMBER } from './rule-draft.ts'
import { type Kind, r } from './rule-kinds.ts'

const WEEK_MIN = 7 * 1440

export interface FieldsProps {
  readonly draft: ConditionDraft
  readonly point: Point | undefined
  /** The point's unit, as it is shown. */
  readonly mark: string
}

export const FIELDS: Readonly<Record<Exclude<Kind, 'schedule'>, ComponentType<FieldsProps>>> = {
  high: LimitFields,
  low: LimitFields,
  true: () => null,
  false: () => null,
  'no-data': SilenceFields,
  rate: RateFields,
  stuck: StuckFields,
  battery: BatteryFields,
  use: UseFields,
  balance: BalanceFields,
  peers: PeersFields,
  exposure: ExposureFields,
  deviation: DeviationFields,
  group: GroupFields,
  mismatch: MismatchFields,
  levels: LevelFields,
  cooling: CoolingFields,
  expression: FormulaFields,
}

function LimitFields({ draft, mark }: FieldsProps) {
  return (
    <div class="form">
      <NumberField label={r('rLimit')} value={draft.limit} unit={mark} required />
      <NumberField label={r('rDeadband')} value={draft.deadband} unit={mark} min={0} />
      <CheckField label={r('rOuter')} value={draft.outer} />
    </div>
  )
}

function SilenceFields({ draft }: FieldsProps) {
  return (
    <div class="form">
      <Minutes label={w('ruleAfter')} value={draft.minutes} />
    </div>
  )
}

function RateFields({ draft, mark }: FieldsProps) {
  return (
    <div class="form">
      <NumberField label={r('rPerHour')} value={draft.perHour} unit={`${mark}/h`} required />
      <Minutes label={r('rSeenOver')} value={draft.minutes} max={1440} />
      <NumberField label={r('rDeadband')} value={draft.deadband} unit={`${mark}/h`} min={0} />
    </div>
  )
}

function StuckFields({ draft, mark }: FieldsProps) {
  return (
    <div class="form">
      <Minutes label={r('rStuckFor')} value={draft.minutes} />
      <NumberField label={r('rTolerance')} value={draft.tolerance} unit={mark} min={0} />
    </div>
  )
}

function BatteryFields({ draft }: FieldsProps) {
  return (
    <div class="form">
      <NumberField label={r('rPercent')} value={draft.percent} unit="%" min={0} max={100} required />
      <NumberField label={r('rVolts')} value={draft.volts} unit="V" min={0} max={60} />
    </div>
  )
}

function UseFields({ draft, mark }: FieldsProps) {
  return (
    <div class="form">
      <Side draft={draft} />
      <NumberField label={r('rUsed')} value={draft.amount} unit={mark} min={0} required />
      <Minutes label={r('rInTime')} value={draft.minutes} />
    </div>
  )
}

function ExposureFields({ draft, mark }: FieldsProps) {
  return (
    <div class="form">
      <Side draft={draft} />
      <NumberField label={r('rLimit')} value={draft.limit} unit={mark} required />
      <SelectField
        label={r('rMeasure')}
        value={draft.measure}
        choices={[
          { value: 'minutes', label: r('rMinutes') },
          { value: 'degree-minutes', label: r('rDegreeMinutes') },
        ]}
      />
      <NumberField
        label={r('rAmount')}
        value={draft.amount}
        unit={draft.measure.value === 'minutes' ? r('unitMin') : r('rDegreeMinutes')}
        min={1}
        required
      />
      <NumberField label={r('rWithin')} value={draft.hours} unit={r('unitHours')} min={1} max={168} />
    </div>
  )
}

function DeviationFields({ draft, point, mark }: FieldsProps) {
  return (
    <div class="form">
      <Reference draft={draft} point={point} first={[{ value: OWN_NUMBER, label: r('rSetPointNumber') }]} />
      {draft.reference.value === OWN_NUMBER && (
        <NumberField label={r('rSetPoint')} value={draft.setPoint} unit={mark} required />
      )}
      <NumberField label={r('rBy')} value={draft.by} unit={mark} min={0} required />
      <Side draft={draft} both />
    </div>
  )
}

function MismatchFields({ draft, point, mark }: FieldsProps) {
  return (
    <div class="form">
      <Reference draft={draft} point={point} first={[{ value: LAST_ORDER, label: r('rOrder') }]} />
      <NumberField label={r('rTolerance')} value={draft.tolerance} unit={mark} min={0} />
    </div>
  )
}

function GroupFields({ draft, point, mark }: FieldsProps) {
  return (
    <div class="stack">
      <ChoiceChips label={r('rPoints')} value={draft.points} choices={othersOf(point, true)} />
      <div class="form">
        <SelectField
          label={r('rOf')}
          value={draft.of}
          choices={[
            { value: 'any', label: r('rAny') },
            { value: 'all', label: r('rAll') },
            { value: 'average', label: r('rAverage') },
          ]}
        />
        <Side draft={draft} />
        <NumberField label={r('rLimit')} value={draft.limit} unit={mark} required />
        <Minutes label={r('rWindow')} value={draft.minutes} max={1440} min={0} />
      </div>
    </div>
  )
}

function BalanceFields({ draft, point, mark }: FieldsProps) {
  return (
    <div class="stack">
      <ChoiceChips label={r('rPoints')} value={draft.points} choices={othersOf(point, true)} />
      <div class="form">
        <NumberField label={r('rBy')} value={draft.amount} unit={mark} min={0} required />
        <Minutes label={r('rInTime')} value={draft.minutes} min={10} />
      </div>
    </div>
  )
}

function PeersFields({ draft, point, mark }: FieldsProps) {
  return (
    <div class="stack">
      <ChoiceChips label={r('rPoints')} value={draft.points} choices={othersOf(point, true)} />
      <div class="form">
        <NumberField label={r('rFactor')} value={draft.factor} min={1.01} max={100} required />
        <NumberField label={r('rLeast')} value={draft.least} unit={mark} min={0} required />
        <Minutes label={r('rSeenOver')} value={draft.minutes} min={60} />
      </div>
    </div>
  )
}

function CoolingFields({ draft, mark }: FieldsProps) {
  return (
    <div class="form">
      <NumberField label={r('rCoolFrom')} value={draft.limit} unit={mark} required />
      {draft.steps.value.flatMap((step, n) => [
        <NumberField
          key={`to${n}`}
          label={r('rCoolTo', { n: n + 1 })}
          value={step.limit}
          unit={mark}
          required
        />,
        <NumberField
          key={`within${n}`}
          label={r('rCoolWithin')}
          value={step.minutes}
          unit={r('unitMin')}
          min={1}
          max={1440}
          required
        />,
      ])}
    </div>
  )
}

function LevelFields({ draft, mark }: FieldsProps) {
  return (
    <div class="stack">
      {draft.levels.value.map((level, index) => (
        <div class="form" key={index}>
          <NumberField label={r('rLevel', { n: index + 1 })} value={level.limit} unit={mark} required />
          <NumberField label={r('rFor')} value={level.minutes} unit={r('unitMin')} min={0} max={1440} />
          {draft.levels.value.length > 1 && (
            <button
              type="button"
              class="button plain"
              onClick={() => (draft.levels.value = draft.levels.value.filter(one => one !== level))}
            >
              {w('remove')}
            </button>
          )}
        </div>
      ))}
      {draft.levels.value.length < 8 && (
        <div>
          <button type="button" class="button" onClick={() => draft.addLevel()}>
            {r('rAddLevel')}
          </button>
        </div>
      )}
    </div>
  )
}

function FormulaFields({ draft, point }: FieldsProps) {
  const choices = othersOf(point, false)
  return (
    <div class="stack">
      <TextField label={r('rFormula')} value={draft.text} maxLength={EXPRESSION_CHARS} required />
      {draft.letters.value.map(letter => (
        <div class="form" key={letter.name}>
          <SelectField label={letter.name} value={letter.point} choices={choices} />
          <button
            type="button"
            class="button plain"
            onClick={() => (draft.letters.value = draft.letters.value.filter(one => one !== letter))}
          >
            {w('remove')}
          </button>
        </div>
      ))}
      <div>
        <button type="button" class="button" onClick={() => draft.addLetter(choices[0]?.value ?? '')}>
          {r('rAddLetter')}
        </button>
      </div>
    </div>
  )
}

function Side({ draft, both = false }: { draft: ConditionDraft; both?: boolean }) {
  return (
    <SelectField
      label={r('rSide')}
      value={draft.side}
      choices={[
        ...(both ? [{ value: 'both' as const, label: r('rBoth') }] : []),
        { value: 'above', label: r('rAbove') },
        { value: 'below', label: r('rBelow') },
      ]}
    />
  )
}

function Reference(
  props: Omit<FieldsProps, 'mark'> & { first: readonly { value: string; label: string }[] },
) {
  const { draft, point, first } = props
  const choices = [...first, ...othersOf(point, true)]
  return <SelectField label={r('rSetPointFrom')} value={draft.reference} choices={choices} />
}

function Minutes(props: { label: string; value: Signal<string>; min?: number; max?: number }) {
  const { min = 0.1, max = WEEK_MIN } = props
  return (
    <NumberField label={props.label} value={props.value} unit={r('unitMin')} min={min} max={max} required />
  )
}

/** Other points to compare with: of the same unit where that matters, the device's own first. */
function othersOf(point: Point | undefined, sameUnit: boolean) {
  return [...points.value.values()]
    .filter(one => one.id !== point?.id && one.kind !== 'text' && (!sameUnit || one.unit === point?.unit))
    .sort((a, b) => Number(b.deviceId === point?.deviceId) - Number(a.deviceId === point?.deviceId))
    .map(one => {
      const device = devices.value.get(one.deviceId)
      const where = one.deviceId === point?.deviceId || device === undefined ? '' : `${n(device.name)} · `
      return { value: String(one.id), label: `${where}${pointName(one)}` }
    })
}
