import { useSignal } from '@preact/signals'
import { DEVICE_KINDS, type DeviceKind, type InboxEntry } from '../../../core/contract/device.ts'
import { kindTexts } from '../../../core/text/devices.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { age } from '../../data/shown.ts'
import { areas, inboxCount, may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Empty, Trouble } from '../../widgets/answer.tsx'
import { PointList } from '../../widgets/point-list.tsx'

export function Inbox() {
  const [resource, again] = useResource(() => call(api.listInbox), `inbox/${inboxCount.value}`)
  return (
    <>
      <p class="quiet">{w('inboxText')}</p>
      <Answer resource={resource} again={again}>
        {list =>
          list.length === 0 ? (
            <Empty title={w('inboxEmptyTitle')} text={w('inboxEmptyText')} />
          ) : (
            <div class="cards">
              {list.map(entry => (
                <Entry key={entry.key} entry={entry} again={again} />
              ))}
            </div>
          )
        }
      </Answer>
    </>
  )
}

/** Kind, name, place: the template brings the rest. */
function Entry({ entry, again }: { entry: InboxEntry; again: () => Promise<void> }) {
  const kind = useSignal<DeviceKind>(entry.guess)
  const name = useSignal(n(entry.device.name))
  const areaId = useSignal(entry.device.areaId ?? '')
  const trouble = useSignal<unknown>(null)
  const params = { key: entry.key }
  const attempt = async (job: () => Promise<unknown>) => {
    trouble.value = null
    try {
      await job()
      await again()
    } catch (error) {
      trouble.value = error
    }
  }
  const adopt = (event: Event) => {
    event.preventDefault()
    const place = areaId.value === '' ? null : areaId.value
    void attempt(() =>
      call(api.adoptDevice, { params, body: { kind: kind.value, name: name.value.trim(), areaId: place } }),
    )
  }
  return (
    <form class="card stack" data-testid="inbox-entry" data-key={entry.key} onSubmit={adopt}>
      <div>
        <h2>{n(entry.device.name)}</h2>
        <p class="small quiet">
          {entry.device.codec} · {entry.device.address} ·{' '}
          {entry.device.lastSeenAt === null ? w('neverSeen') : age(entry.device.lastSeenAt)}
        </p>
      </div>
      <PointList points={entry.points} />
      {entry.lastPayload !== null && (
        <details>
          <summary>{w('lastPacket')}</summary>
          <pre class="raw">{`${entry.lastTopic ?? ''}\n${entry.lastPayload}`}</pre>
        </details>
      )}
      {may('device.change') && (
        <>
          <label class="field">
            <span>{w('kind')}</span>
            <select
              data-testid="adopt-kind"
              value={kind.value}
              onInput={e => (kind.value = e.currentTarget.value as DeviceKind)}
            >
              {DEVICE_KINDS.map(word => (
                <option key={word} value={word}>
                  {n(kindTexts[word])}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>{w('name')}</span>
            <input
              data-testid="adopt-name"
              required
              maxLength={120}
              value={name.value}
              onInput={e => (name.value = e.currentTarget.value)}
            />
          </label>
          <AreaField value={areaId} />
          <Trouble error={trouble.value} />
          <div class="row">
            <button type="submit" class="button primary" data-testid="adopt">
              {w('adopt')}
            </button>
            <button
              type="button"
              class="button plain"
              onClick={() => attempt(() => call(api.ignoreDevice, { params }))}
            >
              {w('ignore')}
            </button>
          </div>
        </>
      )}
    </form>
  )
}

function AreaField({ value }: { value: { value: string } }) {
  return (
    <label class="field">
      <span>{w('area')}</span>
      <select value={value.value} onInput={e => (value.value = e.currentTarget.value)}>
        <option value="">{w('noArea')}</option>
        {[...areas.value.values()].map(area => (
          <option key={area.id} value={area.id}>
            {n(area.name)}
          </option>
        ))}
      </select>
    </label>
  )
}
