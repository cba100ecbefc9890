/** What speaks to Steward: adopted, waiting, and what could not be understood. */
import type { ComponentChild } from 'preact'
import { DEVICE_KINDS, type Device } from '../../../core/contract/device.ts'
import { accessTexts } from '../../../core/text/access.ts'
import { kindTexts } from '../../../core/text/devices.ts'
import { addressOf, api } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { age, areaName } from '../../data/shown.ts'
import { devices, inboxCount, loaded, may, now } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Empty, Skeletons } from '../../widgets/answer.tsx'
import { StateChip } from '../../widgets/state-chip.tsx'
import { TabBar } from '../../widgets/tab-bar.tsx'
import { activeDevices, standingOf } from '../../widgets/tile.tsx'
import { Access } from '../access/access.tsx'
import { DeviceDetail } from './device-detail.tsx'
import { Inbox } from './inbox.tsx'
import { Mappings } from './mappings.tsx'
import { Register } from './register.tsx'
import { Rejections } from './rejections.tsx'
import { Sheet } from './sheet.tsx'
import { isSilentSinceAdopted } from './silence.ts'
import { d } from './words.ts'

interface Tab {
  readonly id: string
  readonly word: () => string
  readonly change?: true
  readonly show: (more: string) => ComponentChild
}

const TABS: readonly Tab[] = [
  { id: '', word: () => w('inUse'), show: () => <List /> },
  { id: 'inbox', word: () => `${w('inbox')} · ${inboxCount.value}`, show: () => <Inbox /> },
  { id: 'rejections', word: () => w('rejections'), show: find => <Rejections find={find} /> },
  { id: 'mappings', word: () => d('mappings'), change: true, show: () => <Mappings /> },
  { id: 'sheet', word: () => d('sheet'), change: true, show: () => <Sheet /> },
  { id: 'access', word: () => n(accessTexts.tab), change: true, show: () => <Access /> },
]

export default function Devices({ rest }: { rest: string }) {
  const device = devices.value.get(rest)
  if (device !== undefined) return <DeviceDetail key={rest} device={device} />
  const [id = '', ...more] = rest.split('/')
  const tabs = TABS.filter(({ change }) => change === undefined || may('device.change'))
  const here = tabs.find(tab => tab.id === id)
  if (here === undefined)
    return loaded.value ? <Empty title={w('notFoundTitle')} text={w('notFoundText')} /> : <Skeletons />
  return (
    <div class="page">
      <h1>{w('devices')}</h1>
      <TabBar
        label={w('devices')}
        base="/devices"
        tabs={tabs.map(tab => ({ id: tab.id, text: tab.word() }))}
        here={here.id}
      />
      {here.show(more.join('/'))}
    </div>
  )
}

function List() {
  if (!loaded.value) return <Skeletons />
  const list = activeDevices()
  return (
    <>
      {may('device.change') && <Register />}
      {list.length === 0 ? (
        <Empty title={w('noDevicesTitle')} text={w('noDevicesText')} />
      ) : (
        <p>
          <a
            class="button"
            href={addressOf(api.printLabels, {}, labelQuery())}
            target="_blank"
            rel="noopener"
          >
            {d('printLabels')}
          </a>
        </p>
      )}
      {DEVICE_KINDS.map(kind => {
        const own = list.filter(device => device.kind === kind)
        if (own.length === 0) return null
        return (
          <section key={kind}>
            <h2>
              {n(kindTexts[kind])} · {own.length}
            </h2>
            <ul class="list">
              {own.map(device => (
                <Item key={device.id} device={device} />
              ))}
            </ul>
          </section>
        )
      })}
    </>
  )
}

function Item({ device }: { device: Device }) {
  const heard = device.lastSeenAt === null ? w('neverSeen') : age(device.lastSeenAt)
  return (
    <li>
      <a class="item between" href={`/devices/${device.id}`}>
        <span>
          {n(device.name)}
          <span class="small quiet">
            {' '}
            {areaName(device.areaId)} · {heard}
          </span>
          {isSilentSinceAdopted(device, now.value) && (
            <span class="small problem">{d('silentSinceAdopted')}</span>
          )}
        </span>
        <StateChip state={standingOf(device)} />
      </a>
    </li>
  )
}

/** Phones must reach the address that is in the code: the one this page has. */
function labelQuery() {
  return { language: language.value, base: location.origin }
}
