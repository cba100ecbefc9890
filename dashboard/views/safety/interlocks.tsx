/** What acts on gas: commanded and confirmed, side by side. */
import { useSignal } from '@preact/signals'
import { INTERLOCK_ORDERS, type Interlock, type InterlockStanding } from '../../../core/contract/safety.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { age } from '../../data/shown.ts'
import { devices, may, site } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { Sure } from '../../widgets/sure.tsx'
import { activeDevices } from '../../widgets/tile.tsx'
import { s } from './words.ts'

const REFRESH_MS = 3000
const STATE_WORDS = {
  proven: 'stateProven',
  unproven: 'stateUnproven',
  stale: 'stateStale',
  waiting: 'stateWaiting',
} as const
const ORDER_WORDS = { 'valve.close': 'orderClose', 'switch.on': 'orderOn', 'switch.off': 'orderOff' } as const
const DETECTOR_KINDS: readonly string[] = ['gas', 'co', 'smoke', 'heat', 'flame', 'call-point']
const ACTUATOR_KINDS: readonly string[] = ['valve', 'plug', 'other']

export function Interlocks({ again: detectorsAgain }: { again: () => Promise<void> }) {
  const [resource, again] = useResource(() => call(api.listInterlocks), 'interlocks', { everyMs: REFRESH_MS })
  const reload = async () => void (await Promise.all([again(), detectorsAgain()]))
  const open = useSignal(false)
  return (
    <section class="section">
      <h2>{s('interlocks')}</h2>
      <p class="quiet">{s('interlocksText')}</p>
      <Answer resource={resource} again={again} skeletons={1}>
        {all => {
          const list = all.filter(({ interlock }) => interlock.siteId === site.value?.id)
          return list.length === 0 ? (
            <p class="quiet">{s('interlocksEmpty')}</p>
          ) : (
            <div class="cards">
              {list.map(standing => (
                <Card key={standing.interlock.id} standing={standing} reload={reload} />
              ))}
            </div>
          )
        }}
      </Answer>
      {may('device.change') &&
        (open.value ? (
          <Add close={() => (open.value = false)} reload={reload} />
        ) : (
          <p>
            <button type="button" class="button" onClick={() => (open.value = true)}>
              {s('addInterlock')}
            </button>
          </p>
        ))}
    </section>
  )
}

function Card({ standing, reload }: { standing: InterlockStanding; reload: () => Promise<void> }) {
  const { interlock, state } = standing
  const attempt = useAttempt()
  const params = { id: interlock.id }
  const run = (job: () => Promise<unknown>) => void attempt.run(job).then(reload)
  return (
    <article class="card stack" data-testid="interlock" data-state={state}>
      <div class="row between">
        <h3>{n(interlock.name)}</h3>
        <b>{s(STATE_WORDS[state])}</b>
      </div>
      <p class="small quiet">
        {nameOfDevice(interlock.actuatorId)} · {s(ORDER_WORDS[interlock.order])} ·{' '}
        {interlock.detectorIds.map(nameOfDevice).join(', ')}
      </p>
      <Lamps interlock={interlock} waiting={state === 'waiting'} />
      <Trouble error={attempt.trouble.value} />
      <div class="row">
        {may('alarm.shelve') && (
          <Sure
            word={s('prove')}
            question={s('proveSure')}
            go={() => run(() => call(api.proveInterlock, { params, body: {} }))}
          />
        )}
        {may('device.change') && (
          <button
            type="button"
            class="button plain"
            disabled={attempt.busy.value}
            onClick={() => run(() => call(api.deleteInterlock, { params }))}
          >
            {w('remove')}
          </button>
        )}
      </div>
    </article>
  )
}

function Lamps({ interlock, waiting }: { interlock: Interlock; waiting: boolean }) {
  const { commandedAt, confirmedAt } = interlock
  const confirmed = confirmedAt !== null ? ' on' : waiting ? ' waits' : ''
  return (
    <div class="lamps">
      <span class={`lamp${commandedAt === null ? '' : ' on'}`}>
        <i aria-hidden="true" />
        <b>{s('commanded')}</b> {commandedAt === null ? s('never') : age(commandedAt)}
      </span>
      <span class={`lamp${confirmed}`}>
        <i aria-hidden="true" />
        <b>{s('confirmed')}</b> {confirmedAt === null ? s('never') : age(confirmedAt)}
      </span>
    </div>
  )
}

function Add({ close, reload }: { close: () => void; reload: () => Promise<void> }) {
  const actuators = activeDevices().filter(({ kind }) => ACTUATOR_KINDS.includes(kind))
  const detectors = activeDevices().filter(({ kind }) => DETECTOR_KINDS.includes(kind))
  const name = useSignal('')
  const actuatorId = useSignal(actuators[0]?.id ?? '')
  const order = useSignal<Interlock['order']>('valve.close')
  const chosen = useSignal<readonly string[]>([])
  const attempt = useAttempt()
  const toggle = (id: string) => {
    chosen.value = chosen.value.includes(id) ? chosen.value.filter(one => one !== id) : [...chosen.value, id]
  }
  const add = () =>
    attempt.run(async () => {
      const body = { name: name.value.trim(), actuatorId: actuatorId.value, order: order.value }
      await call(api.createInterlock, { body: { ...body, detectorIds: [...chosen.value], channel: null } })
      close()
      await reload()
    })
  return (
    <form class="card stack" onSubmit={onSubmit(() => void add())}>
      <div class="form">
        <TextField label={w('name')} value={name} required />
        <SelectField
          label={s('actsOn')}
          value={actuatorId}
          choices={actuators.map(({ id, name: called }) => ({ value: id, label: n(called) }))}
        />
        <SelectField
          label={s('orderWord')}
          value={order}
          choices={INTERLOCK_ORDERS.map(value => ({ value, label: s(ORDER_WORDS[value]) }))}
        />
      </div>
      <fieldset class="chips">
        <legend>{s('actsFor')}</legend>
        {detectors.map(({ id, name: called }) => (
          <button
            key={id}
            type="button"
            class="chip"
            aria-pressed={chosen.value.includes(id)}
            onClick={() => toggle(id)}
          >
            {n(called)}
          </button>
        ))}
      </fieldset>
      <FormFoot attempt={attempt} valid={chosen.value.length > 0 && actuatorId.value !== ''} cancel={close} />
    </form>
  )
}

function nameOfDevice(id: string): string {
  const device = devices.value.get(id)
  return device === undefined ? id : n(device.name)
}
