/** The rooms as drawn, with every detector in its place and its state in colour, icon and word. */
import { useSignal } from '@preact/signals'
import type { FloorPlan } from '../../../core/contract/safety.ts'
import { addressOf, api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { smallPicture } from '../../data/photo.ts'
import { useResource } from '../../data/resource.ts'
import { DETECTORS } from '../../data/standing.ts'
import { devices, may, site } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { FormFoot, onSubmit, TextField } from '../../widgets/field.tsx'
import { activeDevices } from '../../widgets/tile.tsx'
import { Pin } from './pin.tsx'
import { s } from './words.ts'

export function FloorPlans() {
  const [resource, again] = useResource(() => call(api.listFloorPlans), 'floor-plans')
  return (
    <section class="section">
      <h2>{s('plans')}</h2>
      <Answer resource={resource} again={again} skeletons={1}>
        {all => {
          const list = all.filter(({ siteId }) => siteId === site.value?.id)
          return (
            <>
              {list.map(plan => (
                <Plan key={plan.id} plan={plan} again={again} />
              ))}
              {list.length === 0 && <p class="quiet">{s('plansText')}</p>}
            </>
          )
        }}
      </Answer>
      {may('device.change') && <Upload again={again} />}
    </section>
  )
}

function Plan({ plan, again }: { plan: FloorPlan; again: () => Promise<void> }) {
  const moving = useSignal(false)
  const pins = useSignal(plan.pins)
  const attempt = useAttempt()
  const params = { id: plan.id }
  const place = (deviceId: string, x: number, y: number) => {
    pins.value = [...pins.value.filter(pin => pin.deviceId !== deviceId), { deviceId, x, y }]
  }
  const save = () =>
    attempt.run(async () => {
      await call(api.changeFloorPlan, { params, body: { pins: [...pins.value] } })
      moving.value = false
      await again()
    })
  const remove = () => attempt.run(() => call(api.deleteFloorPlan, { params })).then(again)
  const missing = activeDevices().filter(
    ({ id, kind }) => DETECTORS.includes(kind) && !pins.value.some(pin => pin.deviceId === id),
  )
  return (
    <figure class="card stack">
      <figcaption>
        <h3>{n(plan.name)}</h3>
      </figcaption>
      <div class="floor-plan" data-testid="floor-plan">
        <img src={addressOf(api.getPicture, { id: plan.pictureId })} alt={n(plan.name)} />
        {pins.value.map(pin => {
          const device = devices.value.get(pin.deviceId)
          return (
            device !== undefined && (
              <Pin
                key={pin.deviceId}
                device={device}
                x={pin.x}
                y={pin.y}
                move={moving.value ? place : undefined}
              />
            )
          )
        })}
      </div>
      {moving.value && missing.length > 0 && (
        <fieldset class="chips">
          <legend>{s('notPlaced')}</legend>
          {missing.map(({ id, name }) => (
            <button key={id} type="button" class="chip" onClick={() => place(id, 0.5, 0.5)}>
              {n(name)}
            </button>
          ))}
        </fieldset>
      )}
      <Trouble error={attempt.trouble.value} />
      {may('device.change') && (
        <div class="row">
          {moving.value ? (
            <button
              type="button"
              class="button primary"
              disabled={attempt.busy.value}
              onClick={() => void save()}
            >
              {s('pinsDone')}
            </button>
          ) : (
            <button type="button" class="button" onClick={() => (moving.value = true)}>
              {s('movePins')}
            </button>
          )}
          <button type="button" class="button plain" onClick={() => void remove()}>
            {s('removePlan')}
          </button>
        </div>
      )}
    </figure>
  )
}

function Upload({ again }: { again: () => Promise<void> }) {
  const name = useSignal('')
  const picture = useSignal('')
  const attempt = useAttempt()
  const choose = (file: File | undefined) =>
    file !== undefined &&
    attempt.run(async () => {
      picture.value = await smallPicture(file)
    })
  const add = () =>
    attempt.run(async () => {
      const body = { siteId: site.value?.id ?? '', name: name.value.trim(), picture: picture.value }
      await call(api.createFloorPlan, { body })
      name.value = ''
      picture.value = ''
      await again()
    })
  return (
    <details class="card">
      <summary>{s('addPlan')}</summary>
      <form class="stack" onSubmit={onSubmit(() => void add())}>
        <div class="form">
          <TextField label={s('planName')} value={name} required />
          <label class="field">
            <span>{s('addPlan')}</span>
            <input
              type="file"
              accept="image/*"
              onChange={event => void choose(event.currentTarget.files?.[0])}
            />
          </label>
        </div>
        <FormFoot attempt={attempt} valid={picture.value !== ''} />
      </form>
    </details>
  )
}
