/** The pipes: their master valve or pump, what they can give, and the meter their zones share. */
import { useSignal } from '@preact/signals'
import { LEAK_LPM_DEFAULT, SUPPLY_KINDS, type Supply } from '../../../core/contract/watering.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { Sure } from '../../widgets/sure.tsx'
import { keyOf, pointChoices, valveChoices } from './choices.ts'
import { ChosenOffTimerNote } from './off-timer.tsx'
import { g } from './words.ts'

type Kind = Supply['kind']
const KIND_WORDS = {
  mains: 'kindMains',
  'master-valve': 'kindMaster',
  pump: 'kindPump',
  'shut-off': 'kindShutOff',
} as const satisfies Record<Kind, Parameters<typeof g>[0]>

export function Supplies() {
  const [resource, again] = useResource(() => call(api.listSupplies), 'supplies')
  const editing = useSignal<string | null>(null)
  const done = () => {
    editing.value = null
    void again()
  }
  return (
    <section class="card stack">
      <div class="row between">
        <h2>{g('supplies')}</h2>
        {may('watering.change') && editing.value === null && (
          <button type="button" class="button" onClick={() => (editing.value = 'new')}>
            {g('addSupply')}
          </button>
        )}
      </div>
      {editing.value === 'new' && <SupplyForm done={done} />}
      <Answer resource={resource} again={again} skeletons={1}>
        {list => (
          <div class="stack">
            {list.map(supply =>
              editing.value === supply.id ? (
                <SupplyForm key={supply.id} supply={supply} done={done} />
              ) : (
                <div class="row between" key={supply.id}>
                  <span>
                    <b>{n(supply.name)}</b> · {g(KIND_WORDS[supply.kind])}
                    {supply.capacityLpm !== null && ` · ${supply.capacityLpm} L/min`}
                  </span>
                  {may('watering.change') && (
                    <button type="button" class="button plain" onClick={() => (editing.value = supply.id)}>
                      {w('edit')}
                    </button>
                  )}
                </div>
              ),
            )}
          </div>
        )}
      </Answer>
    </section>
  )
}

function SupplyForm({ supply, done }: { supply?: Supply; done: () => void }) {
  const name = useSignal(supply === undefined ? '' : n(supply.name))
  const kind = useSignal<Kind>(supply?.kind ?? 'mains')
  const device = useSignal(supply?.deviceId == null ? '' : keyOf(supply.deviceId, supply.channel))
  const meter = useSignal(String(supply?.flowPointId ?? ''))
  const capacity = useSignal(String(supply?.capacityLpm ?? ''))
  const attempt = useAttempt()
  const shuts = kind.value !== 'mains'
  const valid = name.value.trim() !== '' && (!shuts || device.value !== '')
  const save = async () => {
    const [deviceId = '', channel = ''] = shuts ? device.value.split('\n') : []
    const body = {
      name: supply !== undefined && name.value === n(supply.name) ? supply.name : name.value.trim(),
      kind: kind.value,
      deviceId: deviceId === '' ? null : deviceId,
      channel: channel === '' ? null : channel,
      flowPointId: numberOf(meter.value),
      capacityLpm: numberOf(capacity.value),
      leakLpm: supply?.leakLpm ?? LEAK_LPM_DEFAULT,
    }
    const saved = await attempt.run(() =>
      supply === undefined
        ? call(api.createSupply, { body })
        : call(api.changeSupply, { params: { id: supply.id }, body }),
    )
    if (saved) done()
  }
  const remove = (id: string) =>
    void attempt.run(() => call(api.deleteSupply, { params: { id } })).then(gone => gone && done())
  return (
    <form class="stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={w('name')} value={name} required />
        <SelectField
          label={g('supplyKind')}
          value={kind}
          choices={SUPPLY_KINDS.map(value => ({ value, label: g(KIND_WORDS[value]) }))}
        />
        {shuts && (
          <SelectField
            label={g('supplyDevice')}
            value={device}
            choices={[{ value: '', label: g('none') }, ...valveChoices()]}
          />
        )}
        <SelectField label={g('sharedMeter')} value={meter} choices={pointChoices('water_flow')} />
        <NumberField label={g('capacity')} value={capacity} unit="L/min" min={0} />
      </div>
      {shuts && kind.value !== 'shut-off' && <ChosenOffTimerNote outlet={device.value} />}
      <FormFoot attempt={attempt} valid={valid} cancel={done}>
        {supply !== undefined && (
          <Sure
            word={w('remove')}
            question={g('removeSupply', { name: n(supply.name) })}
            go={() => remove(supply.id)}
            testId="remove-supply"
          />
        )}
      </FormFoot>
    </form>
  )
}
