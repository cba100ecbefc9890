/** One cabinet: how it stands, its alarms, its past. */
import { mainPoint } from '../../data/standing.ts'
import { devices, loaded, pointsByDevice } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { AlarmCard } from '../../widgets/alarm-card.tsx'
import { Empty, Skeletons } from '../../widgets/answer.tsx'
import { PointChart } from '../../widgets/point-chart.tsx'
import { PointList } from '../../widgets/point-list.tsx'
import { Rules } from '../../widgets/rules.tsx'
import { alarmsByDevice, Tile } from '../../widgets/tile.tsx'

export default function Cabinet({ rest }: { rest: string }) {
  const device = devices.value.get(rest)
  if (!loaded.value) return <Skeletons count={2} />
  if (device === undefined) return <Empty title={w('notFoundTitle')} text={w('notFoundText')} />
  const points = pointsByDevice.value.get(device.id) ?? []
  const main = mainPoint(device, points)
  return (
    <div class="page">
      <div class="row">
        <a class="button plain" href="/kitchen">
          ← {w('kitchen')}
        </a>
        <h1>{n(device.name)}</h1>
      </div>
      <div class="two">
        <div class="stack">
          {main !== undefined && <PointChart point={main} />}
          <PointList points={points} />
          <Rules points={points} />
        </div>
        <div class="stack first-on-phone">
          <Tile device={device} href={`/devices/${device.id}`} spark={false} />
          {(alarmsByDevice.value.get(device.id) ?? []).map(alarm => (
            <AlarmCard key={alarm.id} alarm={alarm} />
          ))}
        </div>
      </div>
    </div>
  )
}
