/** Which page an address shows. Pages beyond the first glance are fetched when they are first opened. */
import { w } from '../data/words.ts'
import { Empty } from '../widgets/answer.tsx'
import Alarms from './alarms/alarms.tsx'
import Kitchen from './kitchen/kitchen.tsx'
import { later, type Page } from './later-page.tsx'
import More from './more.tsx'
import Overview from './overview/overview.tsx'

const PAGES: Readonly<Record<string, Page>> = {
  '': Overview,
  kitchen: Kitchen,
  alarms: Alarms,
  more: More,
  alarm: later(() => import('./alarms/alarm-detail.tsx')),
  cabinet: later(() => import('./kitchen/cabinet.tsx')),
  restock: later(() => import('./kitchen/restock.tsx')),
  safety: later(() => import('./safety/safety.tsx')),
  utilities: later(() => import('./utilities/utilities.tsx')),
  grounds: later(() => import('./grounds/grounds.tsx')),
  devices: later(() => import('./devices/devices.tsx')),
  reports: later(() => import('./reports/reports.tsx')),
  inspections: later(() => import('./inspections/inspections.tsx')),
  matters: later(() => import('./matters/matters.tsx')),
  settings: later(() => import('./settings/settings.tsx')),
  wall: later(() => import('./wall/wall.tsx')),
}

export function pageAt(path: string) {
  const [, name = '', ...more] = path.split('/')
  const rest = decodeURIComponent(more.join('/'))
  const page = pageOf(name, rest)
  const Found = PAGES[page]
  return Found === undefined ? <NotFound /> : <Found key={page === 'alarm' ? rest : page} rest={rest} />
}

/** One cabinet and one alarm have pages of their own, under the address of their list. */
function pageOf(name: string, rest: string): string {
  if (name === 'kitchen' && rest !== '') return 'cabinet'
  return name === 'alarms' && rest !== '' && rest !== 'history' ? 'alarm' : name
}

function NotFound() {
  return (
    <Empty title={w('notFoundTitle')} text={w('notFoundText')}>
      <a class="button" href="/">
        {w('toOverview')}
      </a>
    </Empty>
  )
}
