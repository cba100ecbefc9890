import { useSignal } from '@preact/signals'
import { DEVICE_KINDS, type Device, type DeviceKind } from '../../../core/contract/device.ts'
import { deviceStatusTexts, kindTexts } from '../../../core/text/devices.ts'
import { api, call } from '../../data/api.ts'
import { age } from '../../data/shown.ts'
import { mainPoint } from '../../data/standing.ts'
import { may, pointsByDevice } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { AlarmCard } from '../../widgets/alarm-card.tsx'
import { Trouble } from '../../widgets/answer.tsx'
import { PointChart } from '../../widgets/point-chart.tsx'
import { PointList } from '../../widgets/point-list.tsx'
import { Rules } from '../../widgets/rules.tsx'
import { StateChip } from '../../widgets/state-chip.tsx'
import { alarmsByDevice, standingOf } from '../../widgets/tile.tsx'
import { AreaField } from './inbox.tsx'

export function DeviceDetail({ device }: { device: Device }) {
  const points = pointsByDevice.value.get(device.id) ?? []
  const main = mainPoint(device, points)
  return (
    <div class="page">
      <div class="row">
        <a class="button plain" href="/devices">
          ← {w('devices')}
        </a>
        <h1>{n(device.name)}</h1>
        <StateChip state={standingOf(device)} />
      </div>
      <div class="two">
        <div class="stack">
          {(alarmsByDevice.value.get(device.id) ?? []).map(alarm => (
            <AlarmCard key={alarm.id} alarm={alarm} />
          ))}
          {main !== undefined && <PointChart point={main} />}
          <PointList points={points} />
          <Rules points={points} />
        </div>
        <div class="stack">
          <Facts device={device} />
          {may('device.change') && <Edit device={device} />}
        </div>
      </div>
    </div>
  )
}

function Facts({ device }: { device: Device }) {
  const facts = [
    [w('kind'), n(kindTexts[device.kind])],
    [w('status'), n(deviceStatusTexts[device.status])],
    [w('lastSeen'), device.lastSeenAt === null ? w('neverSeen') : age(device.lastSeenAt)],
    [w('model'), device.model ?? '–'],
    [w('dialect'), device.codec],
    [w('address'), device.address],
  ]
  return (
    <section class="card">
      <dl class="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Edit({ device }: { device: Device }) {
  const name = useSignal(n(device.name))
  const kind = useSignal<DeviceKind>(device.kind)
  const areaId = useSignal(device.areaId ?? '')
  const silentAfterS = useSignal(device.silentAfterS)
  const active = useSignal(device.status === 'active')
  const saved = useSignal(false)
  const trouble = useSignal<unknown>(null)
  const save = async (event: Event) => {
    event.preventDefault()
    trouble.value = null
    const body = {
      ...(name.value === n(device.name) ? {} : { name: name.value.trim() }),
      kind: kind.value,
      areaId: areaId.value === '' ? null : areaId.value,
      silentAfterS: silentAfterS.value,
      status: active.value ? ('active' as const) : ('disabled' as const),
    }
    try {
      await call(api.changeDevice, { params: { id: device.id }, body })
      saved.value = true
    } catch (error) {
      trouble.value = error
    }
  }
  return (
    <form class="card stack" onSubmit={save}>
      <label class="field">
        <span>{w('name')}</span>
        <input
          required
          maxLength={120}
          value={name.value}
          onInput={e => (name.value = e.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>{w('kind')}</span>
        <select value={kind.value} onInput={e => (kind.value = e.currentTarget.value as DeviceKind)}>
          {DEVICE_KINDS.map(word => (
            <option key={word} value={word}>
              {n(kindTexts[word])}
            </option>
          ))}
        </select>
      </label>
      <AreaField value={areaId} />
      <label class="field">
        <span>{w('silentAfter')}</span>
        <input
          type="number"
          min="10"
          max="604800"
          value={silentAfterS.value}
          onInput={e => (silentAfterS.value = e.currentTarget.valueAsNumber)}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={active.value}
          onInput={e => (active.value = e.currentTarget.checked)}
        />
        {w('enabled')}
      </label>
      <Trouble error={trouble.value} />
      <div class="row">
        <button type="submit" class="button primary">
          {w('save')}
        </button>
        {saved.value && <span role="status">{w('saved')}</span>}
      </div>
    </form>
  )
}
