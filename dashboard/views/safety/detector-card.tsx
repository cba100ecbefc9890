/** One detector: its tile, green only when proven, the reasons when it is not, and what may be done about it. */
import type { Device } from '../../../core/contract/device.ts'
import type { DetectorStanding } from '../../../core/contract/safety.ts'
import { notGreenTexts } from '../../../core/text/safety.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { moment } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { MaintenanceControl } from '../../widgets/maintenance.tsx'
import { standingOf, Tile } from '../../widgets/tile.tsx'
import { s } from './words.ts'

const TEST_MINUTES = 10

interface CardProps {
  readonly device: Device
  /** Undefined for what has no such standing (a leak sensor), and until it is known. */
  readonly standing: DetectorStanding | undefined
  readonly again: () => Promise<void>
}

export function DetectorCard({ device, standing, again }: CardProps) {
  return (
    <div class="stack">
      <Tile device={device} href={`/devices/${device.id}`} />
      {device.ledger?.calibratedTo !== undefined && <p class="small quiet">{device.ledger.calibratedTo}</p>}
      {standing !== undefined && <Reasons standing={standing} good={standingOf(device) === 'good'} />}
      {standing !== undefined && (
        <MaintenanceControl deviceId={device.id} lifeSafety>
          {may('alarm.shelve') && <Actions standing={standing} again={again} />}
        </MaintenanceControl>
      )}
    </div>
  )
}

function Reasons(props: { standing: DetectorStanding; good: boolean }) {
  const { reasons, interlockIds, testUntil } = props.standing
  if (testUntil !== null) return <p class="small">{s('testUntil', { time: moment(testUntil) })}</p>
  if (reasons.length === 0 && !props.good) return null
  if (reasons.length === 0)
    return (
      <p class="small quiet">
        {s('green')} · {interlockIds.length === 0 ? s('noInterlock') : s('proven')}
      </p>
    )
  return (
    <ul class="small reasons">
      {reasons.map(reason => (
        <li key={reason}>{n(notGreenTexts[reason])}</li>
      ))}
    </ul>
  )
}

function Actions({ standing, again }: { standing: DetectorStanding; again: () => Promise<void> }) {
  const attempt = useAttempt()
  const params = { id: standing.deviceId }
  const inTest = standing.testUntil !== null
  const run = (job: () => Promise<unknown>) => void attempt.run(job).then(again)
  const test = () => call(api.testDetector, { params, body: { minutes: inTest ? 0 : TEST_MINUTES } })
  const bump = () => call(api.recordBumpTest, { params, body: {} })
  return (
    <>
      <button type="button" class="button" disabled={attempt.busy.value} onClick={() => run(test)}>
        {inTest ? s('testEnd') : s('testFor')}
      </button>
      {standing.reasons.includes('bump-overdue') && (
        <button type="button" class="button plain" disabled={attempt.busy.value} onClick={() => run(bump)}>
          {s('bumpTest')}
        </button>
      )}
      <Trouble error={attempt.trouble.value} />
    </>
  )
}
