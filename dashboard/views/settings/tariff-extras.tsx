/** What is charged beside the price: fixed, basic, power factor, surcharges, tiers. */
import { type Signal, signal as signalOf, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { POWER_FACTOR_STANDARDS, type Surcharge, type Tariff } from '../../../core/contract/energy.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import { uiEnergy } from '../../../core/text/energy-ui.ts'
import { currency } from '../../data/store.ts'
import { n, wordsFrom } from '../../data/words.ts'
import { NumberField, numberOf, SelectField, TextField } from '../../widgets/field.tsx'

const e = wordsFrom(uiEnergy)

interface SurchargeDraft {
  readonly name: Signal<string>
  readonly kind: Signal<Surcharge['kind']>
  readonly perUnit: Signal<string>
  readonly part: Signal<string>
}
interface TierDraft {
  readonly above: Signal<string>
  readonly add: Signal<string>
}
export type Extras = ReturnType<typeof useExtras>

/** The fields and what they say; `read` is null while one of them is not a number. */
export function useExtras(tariff: Tariff | undefined) {
  const basic = tariff?.basic ?? null
  const fixed = useSignal(textOf(tariff?.fixedPerMonth))
  const kind = useSignal<'none' | 'capacity' | 'demand'>(basic?.type ?? 'none')
  const kva = useSignal(textOf(basic?.type === 'capacity' ? basic.kva : undefined))
  const per = useSignal(textOf(basic?.type === 'capacity' ? basic.perKva : basic?.perKw))
  const contract = useSignal(textOf(basic?.type === 'demand' ? (basic.contractKw ?? undefined) : undefined))
  const standard = useSignal<(typeof POWER_FACTOR_STANDARDS)[number] | ''>(tariff?.powerFactor ?? '')
  const surcharges = useSignal<readonly SurchargeDraft[]>((tariff?.surcharges ?? []).map(surchargeDraft))
  const tierPer = useSignal<'month' | 'year'>(tariff?.tiers?.per ?? 'year')
  const tiers = useSignal<readonly TierDraft[]>(
    (tariff?.tiers?.steps ?? []).map(({ above, add }) => tierDraft(textOf(above), textOf(add))),
  )
  const source = useSignal(tariff?.source ?? '')

  const read = () => {
    const charges = surcharges.value.map(readSurcharge)
    const steps = tiers.value.map(({ above, add }) => ({
      above: numberOf(above.value),
      add: numberOf(add.value),
    }))
    const charge = readBasic(kind.value, numberOf(kva.value), numberOf(per.value), numberOf(contract.value))
    if (
      charges.includes(null) ||
      charge === undefined ||
      steps.some(({ above, add }) => above === null || add === null)
    )
      return null
    const fixedPerMonth = numberOf(fixed.value)
    return {
      ...(fixedPerMonth !== null && { fixedPerMonth }),
      basic: charge,
      powerFactor: standard.value || null,
      surcharges: charges.filter(one => one !== null),
      tiers:
        steps.length === 0
          ? null
          : {
              per: tierPer.value,
              steps: steps.map(({ above, add }) => ({ above: above ?? 0, add: add ?? 0 })),
            },
      ...(source.value.trim() !== '' && { source: source.value.trim() }),
    }
  }
  return { fixed, kind, kva, per, contract, standard, surcharges, tierPer, tiers, source, read }
}

const textOf = (value: number | undefined) => (value === undefined ? '' : String(value))

/** Signals without a hook: rows come and go. */
function surchargeDraft(
  of: Pick<Surcharge, 'kind' | 'part'> & { name?: Surcharge['name']; perUnit?: number },
): SurchargeDraft {
  return {
    name: signalOf(of.name === undefined ? '' : n(of.name)),
    kind: signalOf(of.kind),
    perUnit: signalOf(textOf(of.perUnit)),
    part: signalOf(String(of.part * 100)),
  }
}

function tierDraft(above: string, add: string): TierDraft {
  return { above: signalOf(above), add: signalOf(add) }
}

function readSurcharge({ name, kind, perUnit, part }: SurchargeDraft): Surcharge | null {
  const [money, percent] = [numberOf(perUnit.value), numberOf(part.value)]
  if (
    name.value.trim() === '' ||
    money === null ||
    money < 0 ||
    percent === null ||
    percent < 0 ||
    percent > 100
  )
    return null
  return { name: nameOf(name.value.trim()), kind: kind.value, perUnit: money, part: percent / 100 }
}

/** Undefined while something is missing. */
function readBasic(
  kind: 'none' | 'capacity' | 'demand',
  kva: number | null,
  per: number | null,
  contractKw: number | null,
): Tariff['basic'] {
  if (kind === 'none') return null
  if (per === null || per < 0) return undefined
  if (kind === 'demand') return { type: 'demand', perKw: per, contractKw }
  return kva === null || kva <= 0 ? undefined : { type: 'capacity', kva, perKva: per }
}

export function ExtraFields({
  extras,
  isElectric,
  unit,
}: {
  extras: Extras
  isElectric: boolean
  unit: string
}) {
  const { kind, surcharges, tiers } = extras
  return (
    <details>
      <summary>{e('extras')}</summary>
      <div class="stack">
        <div class="form">
          <NumberField label={e('fixedPerMonth')} value={extras.fixed} unit={currency.value} min={0} />
          {isElectric && (
            <>
              <SelectField
                label={e('basicCharge')}
                value={kind}
                choices={[
                  { value: 'none', label: e('basicNone') },
                  { value: 'capacity', label: e('basicCapacity') },
                  { value: 'demand', label: e('basicDemand') },
                ]}
              />
              {kind.value === 'capacity' && (
                <NumberField label={e('capacityKva')} value={extras.kva} unit="kVA" min={0} />
              )}
              {kind.value !== 'none' && (
                <NumberField
                  label={kind.value === 'capacity' ? e('perKva') : e('perKw')}
                  value={extras.per}
                  unit={currency.value}
                  min={0}
                />
              )}
              {kind.value === 'demand' && (
                <NumberField label={e('contractKw')} value={extras.contract} unit="kW" min={0} />
              )}
              <SelectField
                label={e('pfStandard')}
                value={extras.standard}
                choices={[
                  { value: '', label: e('basicNone') },
                  ...POWER_FACTOR_STANDARDS.map(value => ({ value, label: value })),
                ]}
              />
            </>
          )}
          <TextField label={e('source')} value={extras.source} maxLength={200} />
        </div>
        <h3>{e('surcharges')}</h3>
        <Rows
          rows={surcharges}
          add={e('addSurcharge')}
          fresh={() => surchargeDraft({ kind: isElectric ? 'fund' : 'sewage', part: 1 })}
        >
          {one => (
            <>
              <TextField label={e('surchargeName')} value={one.name} />
              <SelectField
                label={e('surchargeKind')}
                value={one.kind}
                choices={[
                  { value: 'fund', label: e('kindFund') },
                  { value: 'sewage', label: e('kindSewage') },
                  { value: 'other', label: e('kindOther') },
                ]}
              />
              <NumberField
                label={e('surchargePer')}
                value={one.perUnit}
                unit={`${currency.value}/${unit}`}
                min={0}
              />
              <NumberField label={e('surchargePart')} value={one.part} unit="%" min={0} max={100} />
            </>
          )}
        </Rows>
        <h3>{e('tiers')}</h3>
        {tiers.value.length > 0 && (
          <SelectField
            label={e('tierPer')}
            value={extras.tierPer}
            choices={[
              { value: 'month', label: e('tierMonth') },
              { value: 'year', label: e('tierYear') },
            ]}
          />
        )}
        <Rows rows={tiers} add={e('addTier')} fresh={() => tierDraft('', '')}>
          {one => (
            <>
              <NumberField label={e('tierAbove')} value={one.above} unit={unit} min={0} />
              <NumberField label={e('tierAdd')} value={one.add} unit={`${currency.value}/${unit}`} min={0} />
            </>
          )}
        </Rows>
      </div>
    </details>
  )
}

/** Lines of fields that can be added and taken away. */
function Rows<T>(props: {
  rows: Signal<readonly T[]>
  add: string
  fresh: () => T
  children: (one: T) => ComponentChildren
}) {
  const { rows, add, fresh, children } = props
  return (
    <>
      {rows.value.map((one, index) => (
        <div class="form" key={index}>
          {children(one)}
          <button
            type="button"
            class="button plain"
            onClick={() => (rows.value = rows.value.filter(other => other !== one))}
          >
            {e('remove')}
          </button>
        </div>
      ))}
      <p>
        <button type="button" class="button plain" onClick={() => (rows.value = [...rows.value, fresh()])}>
          {add}
        </button>
      </p>
    </>
  )
}
