/** What the code on a cabinet's door opens on a phone: one big button, and how it goes. */
import type { CabinetDetail } from '../../../core/contract/cabinet.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { duration, moment } from '../../data/shown.ts'
import { devices, feed, loaded, may, now } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Empty, Skeletons, Trouble } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { Tile } from '../../widgets/tile.tsx'
import { k } from './words.ts'

const REFRESH_MS = 5000

export default function Restock({ rest }: { rest: string }) {
  const device = devices.value.get(rest)
  const [detail, again] = useResource(
    () => call(api.getCabinet, { params: { id: rest } }),
    `restock/${rest}`,
    { everyMs: REFRESH_MS },
  )
  if (!loaded.value) return <Skeletons count={1} />
  if (device === undefined) return <Empty title={w('notFoundTitle')} text={w('notFoundText')} />
  return (
    <div class="page restock">
      <h1>{k('restockTitle', { cabinet: n(device.name) })}</h1>
      <Tile device={device} href={`/kitchen/${device.id}`} />
      <Answer resource={detail} again={again} skeletons={1}>
        {value => <Going detail={value} again={again} />}
      </Answer>
      <a class="button plain wide" href={`/kitchen/${device.id}`}>
        {k('toCabinet')}
      </a>
    </div>
  )
}

function Going({ detail, again }: { detail: CabinetDetail; again: () => Promise<void> }) {
  const { restocking, state, cabinet } = detail
  const running = restocking !== null && restocking.until > now.value
  if (!may('cabinet.operate')) return <p class="quiet">{k('notAllowed')}</p>
  return (
    <div class="stack" data-testid="restock">
      {state.word === 'far' && (
        <p class="problem" role="alert">
          <Icon svg={icons.octagon} />
          {k('restockFar')}
        </p>
      )}
      {running ? (
        <Running detail={detail} again={again} />
      ) : (
        <>
          <Start id={cabinet.id} label={k('restockStart')} again={again} />
          <p class="quiet">{k('restockStartHint', { minutes: cabinet.restockMin })}</p>
        </>
      )}
    </div>
  )
}

function Start({ id, label, again }: { id: string; label: string; again: () => Promise<void> }) {
  const attempt = useAttempt()
  const start = () => call(api.startRestocking, { params: { id }, body: {} }).then(again)
  return (
    <>
      <Trouble error={attempt.trouble.value} />
      <button
        type="button"
        class="button primary wide huge"
        data-testid="restock-start"
        disabled={attempt.busy.value || feed.value !== 'live'}
        onClick={() => void attempt.run(start)}
      >
        {label}
      </button>
    </>
  )
}

function Running({
  detail: { restocking, state, cabinet },
  again,
}: {
  detail: CabinetDetail
  again: () => Promise<void>
}) {
  const attempt = useAttempt()
  if (restocking === null) return null
  // Its grace is over although its time is not: the curve was not followed.
  const broken = state.grace?.kind !== 'restocking' && state.word !== 'good' && state.word !== 'unknown'
  const done = () => call(api.endRestocking, { params: { id: cabinet.id } }).then(again)
  const until = Math.min(
    restocking.until,
    state.grace?.kind === 'restocking' ? state.grace.until : restocking.until,
  )
  return (
    <>
      <section class={`card section restock-running${broken ? ' broken' : ''}`} role="status">
        <h2>{k(restocking.doneAt === null ? 'restockRunning' : 'restockRecovering')}</h2>
        <p class="restock-left">
          {k('restockUntil', { time: moment(until), left: duration(Math.max(0, until - now.value)) })}
        </p>
        <p class="small quiet">{k('restockBy', { name: restocking.by })}</p>
        {broken && <p class="problem">{k('restockBroken')}</p>}
      </section>
      <Trouble error={attempt.trouble.value} />
      {restocking.doneAt === null ? (
        <button
          type="button"
          class="button primary wide huge"
          data-testid="restock-done"
          disabled={attempt.busy.value}
          onClick={() => void attempt.run(done)}
        >
          {k('restockDone')}
        </button>
      ) : (
        <Start id={cabinet.id} label={k('restockAgain')} again={again} />
      )}
    </>
  )
}
