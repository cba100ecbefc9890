import type { Device } from '../../../core/contract/device.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { age } from '../../data/shown.ts'
import { inboxCount } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { d } from './words.ts'

/** Nothing that was put aside is gone. */
export function Ignored({ again }: { again: () => Promise<void> }) {
  const [resource, reload] = useResource(
    () => call(api.listInbox, { query: { status: 'ignored' } }),
    `ignored/${inboxCount.value}`,
  )
  const attempt = useAttempt()
  const list = resource.value.state === 'here' ? resource.value.value.map(({ device }) => device) : []
  if (list.length === 0) return null
  const back = ({ id }: Device) =>
    attempt.run(async () => {
      await call(api.changeDevice, { params: { id }, body: { status: 'inbox' } })
      await Promise.all([reload(), again()])
    })
  return (
    <details class="card stack">
      <summary>{d('ignoredDevices', { count: list.length })}</summary>
      <ul class="list">
        {list.map(device => (
          <li key={device.id} class="row between">
            <span>
              {n(device.name)}{' '}
              <span class="small quiet">
                {device.lastSeenAt === null ? w('neverSeen') : age(device.lastSeenAt)}
              </span>
            </span>
            <button
              type="button"
              class="button"
              disabled={attempt.busy.value}
              onClick={() => void back(device)}
            >
              {d('takeBack')}
            </button>
          </li>
        ))}
      </ul>
      <Trouble error={attempt.trouble.value} />
    </details>
  )
}
