/** One cabinet: how it stands and how long it can stand so, its past with what explained it, its log, its settings. */
import type { Device } from '../../../core/contract/device.ts'
import type { CabinetWord } from '../../../core/text/cabinet.ts'
import { api, call } from '../../data/api.ts'
import { keepState } from '../../data/cabinets.ts'
import { useResource } from '../../data/resource.ts'
import { mainPoint } from '../../data/standing.ts'
import { devices, loaded, may, pointsByDevice } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { AlarmCard } from '../../widgets/alarm-card.tsx'
import { Answer, Empty, Skeletons } from '../../widgets/answer.tsx'
import { PointChart } from '../../widgets/point-chart.tsx'
import { PointList } from '../../widgets/point-list.tsx'
import { Rules } from '../../widgets/rules.tsx'
import { TabBar } from '../../widgets/tab-bar.tsx'
import { alarmsByDevice, Tile } from '../../widgets/tile.tsx'
import { Calibrations } from './calibrations.tsx'
import { DoorCode } from './door-code.tsx'
import { LevelForm } from './level-form.tsx'
import { Log } from './log.tsx'
import { NowCards } from './now-cards.tsx'
import { Samples } from './samples.tsx'
import { WatchForm } from './watch-form.tsx'
import { k } from './words.ts'

const REFRESH_MS = 30_000
const TABS = {
  '': 'tabNow',
  log: 'tabLog',
  samples: 'tabSamples',
  settings: 'tabSettings',
} as const satisfies Record<string, CabinetWord>

export default function CabinetPage({ rest }: { rest: string }) {
  const [id = '', tab = ''] = rest.split('/')
  const device = devices.value.get(id)
  if (!loaded.value) return <Skeletons count={2} />
  if (device === undefined) return <Empty title={w('notFoundTitle')} text={w('notFoundText')} />
  const tabs = Object.entries(TABS).filter(([key]) => key !== 'samples' || device.kind === 'sample-fridge')
  return (
    <div class="page" key={id}>
      <div class="row">
        <a class="button plain no-print" href="/kitchen">
          ← {w('kitchen')}
        </a>
        <h1>{n(device.name)}</h1>
      </div>
      <TabBar
        label={n(device.name)}
        base={`/kitchen/${id}`}
        tabs={tabs.map(([key, word]) => ({ id: key, text: k(word) }))}
        here={tab}
        noPrint
      />
      {tab === 'log' ? (
        <Log id={id} />
      ) : tab === 'samples' ? (
        <Samples id={id} />
      ) : tab === 'settings' ? (
        <Settings device={device} />
      ) : (
        <Now device={device} />
      )}
    </div>
  )
}

function useDetail(id: string) {
  return useResource(
    async () => {
      const detail = await call(api.getCabinet, { params: { id } })
      keepState(detail.state)
      return detail
    },
    `cabinet/${id}`,
    { everyMs: REFRESH_MS },
  )
}

function Now({ device }: { device: Device }) {
  const points = pointsByDevice.value.get(device.id) ?? []
  const main = mainPoint(device, points)
  const [detail, again] = useDetail(device.id)
  return (
    <div class="two">
      <div class="stack">
        {main !== undefined && <PointChart point={main} cabinetId={device.id} />}
        <PointList points={points} />
        <Rules points={points} />
      </div>
      <div class="stack first-on-phone">
        <Tile device={device} href={`/devices/${device.id}`} spark={false} />
        {(alarmsByDevice.value.get(device.id) ?? []).map(alarm => (
          <AlarmCard key={alarm.id} alarm={alarm} />
        ))}
        {may('cabinet.operate') && (
          <a class="button wide" href={`/restock/${device.id}`}>
            {k('restock')}
          </a>
        )}
        <Answer resource={detail} again={again} skeletons={1}>
          {value => <NowCards detail={value} again={again} />}
        </Answer>
      </div>
    </div>
  )
}

function Settings({ device }: { device: Device }) {
  const [detail, again] = useDetail(device.id)
  return (
    <Answer resource={detail} again={again} skeletons={2}>
      {value => (
        <div class="two">
          <div class="stack">
            <LevelForm detail={value} kind={device.kind} again={again} />
          </div>
          <div class="stack">
            <WatchForm key={value.cabinet.changedAt} cabinet={value.cabinet} again={again} />
            <Calibrations cabinet={value.cabinet} state={value.state} again={again} />
            <DoorCode device={device} />
          </div>
        </div>
      )}
    </Answer>
  )
}
