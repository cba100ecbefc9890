/** The equipment ledger of one device; what is overdue is said in words. */
import { type Signal, signal, useSignal } from '@preact/signals'
import type { Device, Ledger } from '../../../core/contract/device.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { may, now, timeZone } from '../../data/store.ts'
import { w } from '../../data/words.ts'
import { FormFoot, onSubmit, TextField } from '../../widgets/field.tsx'
import { d } from './words.ts'

const TEXTS = ['serial', 'maker', 'calibratedTo', 'responsible'] as const
const DAYS = [
  'installedOn',
  'warrantyUntil',
  'calibratedOn',
  'calibrationDueOn',
  'testedOn',
  'testDueOn',
  'lifeEndsOn',
  'batteryChangedOn',
  'serviceDueOn',
] as const
const DUE = ['calibrationDueOn', 'testDueOn', 'lifeEndsOn', 'serviceDueOn'] as const
const TEXT_MAX = 80
const NOTE_MAX = 400

export function LedgerCard({ device }: { device: Device }) {
  const open = useSignal(false)
  const ledger = device.ledger ?? {}
  const overdue = DUE.filter(field => (ledger[field] ?? '9') < today())
  if (open.value) return <Form device={device} close={() => (open.value = false)} />
  const known = [...TEXTS, ...DAYS].filter(field => ledger[field] !== undefined)
  return (
    <section class="card stack">
      <h2>{d('ledger')}</h2>
      {overdue.map(field => (
        <p class="problem" key={field}>
          {d('overdueOn', { what: d(field), day: ledger[field] ?? '' })}
        </p>
      ))}
      <dl class="facts">
        {known.map(field => (
          <div key={field}>
            <dt>{d(field)}</dt>
            <dd class="small">{ledger[field]}</dd>
          </div>
        ))}
      </dl>
      {ledger.note !== undefined && <p>{ledger.note}</p>}
      {may('device.change') && (
        <button type="button" class="button" onClick={() => (open.value = true)}>
          {w('edit')}
        </button>
      )}
    </section>
  )
}

function Form({ device, close }: { device: Device; close: () => void }) {
  const fields = useFields(device.ledger ?? {})
  const attempt = useAttempt()
  const save = () =>
    attempt.run(async () => {
      const said = Object.entries(fields).map(([field, value]) => [field, value.value.trim()] as const)
      const ledger = Object.fromEntries(said.filter(([, value]) => value !== '')) as Ledger
      await call(api.changeDevice, { params: { id: device.id }, body: { ledger } })
      close()
    })
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <h2>{d('ledger')}</h2>
      <div class="form">
        {TEXTS.map(field => (
          <TextField key={field} label={d(field)} value={fields[field]} maxLength={TEXT_MAX} />
        ))}
        {DAYS.map(field => (
          <TextField key={field} type="date" label={d(field)} value={fields[field]} />
        ))}
        <TextField label={d('noteWord')} value={fields.note} maxLength={NOTE_MAX} />
      </div>
      <FormFoot attempt={attempt} cancel={close} />
    </form>
  )
}

function useFields(ledger: Ledger) {
  const all = [...TEXTS, ...DAYS, 'note'] as const
  const fields = useSignal(Object.fromEntries(all.map(field => [field, signal(ledger[field] ?? '')])))
  return fields.peek() as Readonly<Record<(typeof all)[number], Signal<string>>>
}

/** By the site's calendar, YYYY-MM-DD. */
function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: timeZone.value }).format(now.value)
}
