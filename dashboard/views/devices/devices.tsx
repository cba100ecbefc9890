/** What speaks to Steward: adopted, waiting, and what could not be understood. */
import { DEVICE_KINDS } from '../../../core/contract/device.ts'
import { accessTexts } from '../../../core/text/access.ts'
import { kindTexts, rejectionText } from '../../../core/text/devices.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { age, areaName, moment } from '../../data/shown.ts'
import { devices, inboxCount, loaded, may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Empty, Skeletons } from '../../widgets/answer.tsx'
import { StateChip } from '../../widgets/state-chip.tsx'
import { activeDevices, standingOf } from '../../widgets/tile.tsx'
import { Access } from '../access/access.tsx'
import { DeviceDetail } from './device-detail.tsx'
import { Inbox } from './inbox.tsx'
import { Register } from './register.tsx'

const REJECTIONS_MAX = 100
const REFRESH_MS = 10_000

export default function Devices({ rest }: { rest: string }) {
  const device = devices.value.get(rest)
  if (device !== undefined) return <DeviceDetail key={rest} device={device} />
  if (!['', 'inbox', 'rejections', 'access'].includes(rest))
    return loaded.value ? <Empty title={w('notFoundTitle')} text={w('notFoundText')} /> : <Skeletons />
  const tab = (href: string, word: string, here: boolean) => (
    <a href={href} aria-current={here ? 'page' : undefined}>
      {word}
    </a>
  )
  return (
    <div class="page">
      <h1>{w('devices')}</h1>
      <nav class="tabs" aria-label={w('devices')}>
        {tab('/devices', w('inUse'), rest === '')}
        {tab('/devices/inbox', `${w('inbox')} · ${inboxCount.value}`, rest === 'inbox')}
        {tab('/devices/rejections', w('rejections'), rest === 'rejections')}
        {may('device.change') && tab('/devices/access', n(accessTexts.tab), rest === 'access')}
      </nav>
      {rest === '' && may('device.change') && <Register />}
      {rest === 'access' && may('device.change') && <Access />}
      {rest === 'access' ? null : rest === 'inbox' ? (
        <Inbox />
      ) : rest === 'rejections' ? (
        <Rejections />
      ) : (
        <List />
      )}
    </div>
  )
}

function List() {
  if (!loaded.value) return <Skeletons />
  const list = activeDevices()
  if (list.length === 0) return <Empty title={w('noDevicesTitle')} text={w('noDevicesText')} />
  return DEVICE_KINDS.map(kind => {
    const own = list.filter(device => device.kind === kind)
    if (own.length === 0) return null
    return (
      <section key={kind}>
        <h2>
          {n(kindTexts[kind])} · {own.length}
        </h2>
        <ul class="list">
          {own.map(device => (
            <li key={device.id}>
              <a class="item between" href={`/devices/${device.id}`}>
                <span>
                  {n(device.name)}
                  <span class="small quiet">
                    {' '}
                    {areaName(device.areaId)} ·{' '}
                    {device.lastSeenAt === null ? w('neverSeen') : age(device.lastSeenAt)}
                  </span>
                </span>
                <StateChip state={standingOf(device)} />
              </a>
            </li>
          ))}
        </ul>
      </section>
    )
  })
}

function Rejections() {
  const [resource, again] = useResource(
    () => call(api.listRejections, { query: { limit: REJECTIONS_MAX } }),
    'rejections',
    REFRESH_MS,
  )
  return (
    <>
      <p class="quiet">{w('rejectionsText')}</p>
      <Answer resource={resource} again={again}>
        {list =>
          list.length === 0 ? (
            <Empty title={w('rejectionsEmptyTitle')} text={w('rejectionsEmptyText')} />
          ) : (
            <ul class="stack">
              {list.map(packet => (
                <li class="card stack" key={packet.id}>
                  <p class="row between">
                    <b>{packet.topic}</b>
                    <span class="small quiet">{moment(packet.at)}</span>
                  </p>
                  <p class="small">
                    {n(rejectionText(packet.code))} <span class="quiet">· {packet.clientId}</span>
                  </p>
                  <pre class="raw">{packet.payload}</pre>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </>
  )
}
