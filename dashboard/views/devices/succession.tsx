/** A new device in the place of an old one, or one device that was heard as two. */
import { type Signal, signal, useSignal } from '@preact/signals'
import type { Device, InboxEntry } from '../../../core/contract/device.ts'
import type { Point } from '../../../core/contract/point.ts'
import { kindTexts } from '../../../core/text/devices.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { pointName, unit } from '../../data/shown.ts'
import { devices, pointsByDevice } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField } from '../../widgets/field.tsx'
import { d } from './words.ts'

export function Succession({ device }: { device: Device }) {
  const open = useSignal<'' | 'replace' | 'merge'>('')
  const close = () => (open.value = '')
  if (open.value === 'replace') return <Replace device={device} close={close} />
  if (open.value === 'merge') return <Merge device={device} close={close} />
  return (
    <div class="row">
      <button type="button" class="button" onClick={() => (open.value = 'replace')}>
        {d('replaceWith')}
      </button>
      <button type="button" class="button" onClick={() => (open.value = 'merge')}>
        {d('mergeWith')}
      </button>
    </div>
  )
}

function Replace({ device, close }: { device: Device; close: () => void }) {
  const [resource, again] = useResource(() => call(api.listInbox), 'inbox/replace')
  return (
    <section class="card stack">
      <h2>{d('replaceWith')}</h2>
      <p class="quiet">{d('replaceText')}</p>
      <Answer resource={resource} again={again} skeletons={1}>
        {list =>
          list.length === 0 ? (
            <>
              <p>{d('nothingWaiting')}</p>
              <button type="button" class="button plain" onClick={close}>
                {w('cancel')}
              </button>
            </>
          ) : (
            <ReplaceForm device={device} waiting={list} close={close} />
          )
        }
      </Answer>
    </section>
  )
}

function ReplaceForm(props: { device: Device; waiting: readonly InboxEntry[]; close: () => void }) {
  const { device, waiting, close } = props
  const by = useSignal(bestFor(device, waiting).key)
  const counters = (pointsByDevice.value.get(device.id) ?? []).filter(({ kind }) => kind === 'counter')
  const registers = useRegisters(counters)
  const attempt = useAttempt()
  const entry = waiting.find(({ key }) => key === by.value)
  const shared = registers.filter(({ point }) =>
    entry?.points.some(({ metric, channel }) => metric === point.metric && channel === point.channel),
  )
  const replace = () =>
    attempt.run(async () => {
      const read = shared.map(({ point, final, first }) => ({
        pointId: point.id,
        final: numberOf(final.value),
        first: numberOf(first.value),
      }))
      await call(api.replaceDevice, { params: { id: device.id }, body: { by: by.value, registers: read } })
      close()
    })
  return (
    <form class="stack" onSubmit={onSubmit(() => void replace())}>
      <SelectField
        label={d('newDevice')}
        value={by}
        choices={waiting.map(({ key, device: one }) => ({
          value: key,
          label: `${n(one.name)} · ${one.address}`,
        }))}
      />
      {shared.map(({ point, final, first }) => (
        <div class="form" key={point.id}>
          <NumberField
            label={d('finalRegister', { name: pointName(point) })}
            value={final}
            unit={unit(point.unit)}
            min={0}
          />
          <NumberField
            label={d('firstRegister', { name: pointName(point) })}
            value={first}
            unit={unit(point.unit)}
            min={0}
          />
        </div>
      ))}
      <FormFoot attempt={attempt} save={d('replaceNow')} cancel={close} />
    </form>
  )
}

interface RegisterDraft {
  readonly point: Point
  readonly final: Signal<string>
  readonly first: Signal<string>
}

function useRegisters(counters: readonly Point[]): readonly RegisterDraft[] {
  return useSignal(counters.map(point => ({ point, final: signal(''), first: signal('') }))).peek()
}

/** The one that measures most of the same. */
function bestFor(device: Device, waiting: readonly InboxEntry[]): InboxEntry {
  const metrics = new Set((pointsByDevice.value.get(device.id) ?? []).map(({ metric }) => metric))
  const shared = ({ points }: InboxEntry) => points.filter(({ metric }) => metrics.has(metric)).length
  return [...waiting].sort((a, b) => shared(b) - shared(a))[0] as InboxEntry
}

function Merge({ device, close }: { device: Device; close: () => void }) {
  const others = [...devices.value.values()].filter(
    ({ id, status }) => id !== device.id && (status === 'active' || status === 'inbox'),
  )
  const other = useSignal(others[0]?.id ?? '')
  const attempt = useAttempt()
  const merge = () =>
    attempt.run(async () => {
      await call(api.mergeDevice, { params: { id: device.id }, body: { other: other.value } })
      close()
    })
  return (
    <form class="card stack" onSubmit={onSubmit(() => void merge())}>
      <h2>{d('mergeWith')}</h2>
      <p class="quiet">{d('mergeText')}</p>
      <SelectField
        label={d('otherDevice')}
        value={other}
        choices={others.map(({ id, name, kind, codec }) => ({
          value: id,
          label: `${n(name)} · ${n(kindTexts[kind])} · ${codec}`,
        }))}
      />
      <FormFoot attempt={attempt} valid={other.value !== ''} save={d('mergeNow')} cancel={close} />
    </form>
  )
}
