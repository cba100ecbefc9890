/** What was just done in the inbox, with the next step and the way back. */
import type { Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Device } from '../../../core/contract/device.ts'
import { addressOf, api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { n } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { d } from './words.ts'

export interface Doing {
  readonly what: 'adopted' | 'ignored'
  readonly devices: readonly Device[]
}

export function Done({ doings, again }: { doings: Signal<readonly Doing[]>; again: () => Promise<void> }) {
  return (
    <div class="stack" role="status">
      {doings.value.map(doing => (
        <Line
          key={`${doing.what}/${doing.devices.map(({ id }) => id).join()}`}
          doing={doing}
          undone={async () => {
            doings.value = doings.value.filter(one => one !== doing)
            await again()
          }}
        />
      ))}
    </div>
  )
}

function Line({ doing, undone }: { doing: Doing; undone: () => Promise<void> }) {
  const attempt = useAttempt()
  const card = useRef<HTMLDivElement>(null)
  // What was pressed may be far down the list: the answer comes into view.
  useEffect(() => card.current?.scrollIntoView({ block: 'center' }), [])
  const adopted = doing.what === 'adopted'
  const ids = doing.devices.map(({ id }) => id)
  const undo = () =>
    attempt.run(async () => {
      for (const id of ids) await call(api.changeDevice, { params: { id }, body: { status: 'inbox' } })
      await undone()
    })
  return (
    <div class="card stack" data-testid={doing.what} ref={card}>
      {doing.devices.map(device =>
        adopted ? <Adopted key={device.id} device={device} /> : <Ignored device={device} />,
      )}
      <div class="row">
        {adopted && ids.length === 1 && (
          <a class="button" href={`/devices/${ids[0]}`}>
            {d('openDevice')}
          </a>
        )}
        {adopted && (
          <a
            class="button"
            href={addressOf(
              api.printLabels,
              {},
              { ids: ids.join(), language: language.value, base: location.origin },
            )}
            target="_blank"
            rel="noopener"
          >
            {ids.length === 1 ? d('printLabel') : d('printLabels')}
          </a>
        )}
        <button type="button" class="button plain" disabled={attempt.busy.value} onClick={() => void undo()}>
          {d('undo')}
        </button>
      </div>
      <Trouble error={attempt.trouble.value} />
    </div>
  )
}

/** How many rules its kind has brought: the point of saying what it is. */
function Adopted({ device }: { device: Device }) {
  const [resource] = useResource(() => call(api.listRules), `rules-of/${device.id}`)
  const rules =
    resource.value.state === 'here'
      ? resource.value.value.filter(({ id }) => id.startsWith(`${device.id}.`)).length
      : '…'
  return <p>{d('adoptedNow', { name: n(device.name), rules })}</p>
}

function Ignored({ device }: { device: Device }) {
  return <p>{d('ignoredNow', { name: n(device.name) })}</p>
}
