import { useSignal } from '@preact/signals'
import { DEVICE_KINDS, type Device, type DeviceKind } from '../../../core/contract/device.ts'
import { deviceStatusTexts, kindTexts } from '../../../core/text/devices.ts'
import { addressOf, api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { language } from '../../data/preferences.ts'
import { age } from '../../data/shown.ts'
import { mainPoint } from '../../data/standing.ts'
import { may, pointsByDevice } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { AlarmCard } from '../../widgets/alarm-card.tsx'
import {
  CheckField,
  FormFoot,
  NumberField,
  numberOf,
  onSubmit,
  SelectField,
  TextField,
} from '../../widgets/field.tsx'
import { GatewayField } from '../../widgets/gateway-field.tsx'
import { PointChart } from '../../widgets/point-chart.tsx'
import { PointList } from '../../widgets/point-list.tsx'
import { Rules } from '../../widgets/rules.tsx'
import { StateChip } from '../../widgets/state-chip.tsx'
import { alarmsByDevice, standingOf } from '../../widgets/tile.tsx'
import { areaChoices } from './area-choices.ts'
import { HealthCard } from './device-health.tsx'
import { LedgerCard } from './ledger-form.tsx'
import { PointNames } from './point-names.tsx'
import { Succession } from './succession.tsx'
import { d } from './words.ts'

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
        <a
          class="button"
          href={addressOf(
            api.printLabels,
            {},
            { ids: device.id, language: language.value, base: location.origin },
          )}
          target="_blank"
          rel="noopener"
        >
          {d('printLabel')}
        </a>
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
          <HealthCard device={device} />
          <LedgerCard device={device} />
          {may('device.change') && <Edit device={device} />}
          {may('device.change') && <PointNames points={points} />}
          {may('device.change') && <Succession device={device} />}
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
  const silentAfterS = useSignal(String(device.silentAfterS))
  const gatewayId = useSignal(device.gatewayId ?? '')
  const active = useSignal(device.status === 'active')
  const saved = useSignal(false)
  const attempt = useAttempt()
  const save = async () => {
    const body = {
      ...(name.value === n(device.name) ? {} : { name: name.value.trim() }),
      kind: kind.value,
      areaId: areaId.value === '' ? null : areaId.value,
      silentAfterS: numberOf(silentAfterS.value) ?? device.silentAfterS,
      ...(gatewayId.value === (device.gatewayId ?? '') ? {} : { gatewayId: gatewayId.value || null }),
      status: active.value ? ('active' as const) : ('disabled' as const),
    }
    saved.value = await attempt.run(() => call(api.changeDevice, { params: { id: device.id }, body }))
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <TextField label={w('name')} value={name} required />
      <SelectField
        label={w('kind')}
        value={kind}
        choices={DEVICE_KINDS.map(value => ({ value, label: n(kindTexts[value]) }))}
      />
      <SelectField label={w('area')} value={areaId} choices={areaChoices()} />
      <NumberField label={w('silentAfter')} value={silentAfterS} min={10} max={604_800} step={1} required />
      <GatewayField deviceId={device.id} value={gatewayId} />
      <CheckField label={w('enabled')} value={active} />
      <FormFoot attempt={attempt}>{saved.value && <span role="status">{w('saved')}</span>}</FormFoot>
    </form>
  )
}
