/** Out of service, for maintenance: who took what out, why and until when, always in view; and how it is done. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { RuleOutOfService } from '../../core/contract/quiet.ts'
import type { Rule } from '../../core/contract/rule.ts'
import { quietUi } from '../../core/text/quiet-ui.ts'
import { api, call } from '../data/api.ts'
import { useAttempt } from '../data/attempt.ts'
import { loadMaintenance, quietRequests, rulesOut } from '../data/maintenance.ts'
import { moment } from '../data/shown.ts'
import { devices, may } from '../data/store.ts'
import { n, wordsFrom } from '../data/words.ts'
import { Trouble } from './answer.tsx'
import { ChoiceChips } from './choice-chips.tsx'
import { AskQuiet, Pending } from './second-person.tsx'
import { StateChip } from './state-chip.tsx'
import { hrefOf } from './tile.tsx'

const HOUR = 60
const MINUTES = [HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR, 72 * HOUR, 168 * HOUR] as const

const q = wordsFrom(quietUi)

const byDevice = () => Map.groupBy(rulesOut.value, ({ deviceId }) => deviceId)
const nameOf = (deviceId: string) => n(devices.value.get(deviceId)?.name ?? { zh: deviceId, en: deviceId })

function hrefIn(deviceId: string): string {
  const device = devices.value.get(deviceId)
  return device === undefined ? `/devices/${deviceId}` : hrefOf(device)
}

/** Until when, why and by whom, each said once. */
function linesOf(rules: readonly RuleOutOfService[]): string[] {
  const lines = rules.map(({ until, note, by, second }) =>
    q('outLine', { time: moment(until), note, people: [by, second].filter(Boolean).join(' + ') }),
  )
  return [...new Set(lines)]
}

/** Everything that tells nobody for now, where people look first. Nothing where all is in service. */
export function OutOfServiceNow() {
  const shown = byDevice()
  const asked = quietRequests.value.filter(({ what }) => what === 'out-of-service')
  if (shown.size === 0 && asked.length === 0) return null
  return (
    <section class="section" data-testid="out-of-service">
      <h2>{q('heading')}</h2>
      {asked.map(request => (
        <Pending key={request.id} request={request} again={loadMaintenance} />
      ))}
      {[...shown].map(([deviceId, rules]) => (
        <div key={deviceId} class="card stack">
          <p>
            <a href={hrefIn(deviceId)}>
              <strong>{nameOf(deviceId)}</strong>
            </a>
            <span class="small quiet"> · {rules.map(({ name }) => n(name)).join(' · ')}</span>
          </p>
          <Out deviceId={deviceId} rules={rules} />
        </div>
      ))}
    </section>
  )
}

/** The same for a screen on which nobody presses anything: a line for each device. */
export function OutOfServiceLines() {
  return (
    <>
      {[...byDevice()].map(([deviceId, rules]) => (
        <p key={deviceId} class="row" data-testid="out-of-service">
          <StateChip state="out-of-service" />
          <strong>{nameOf(deviceId)}</strong>
          <span>{linesOf(rules).join(' · ')}</span>
          {rules.some(({ active }) => active) && <b class="is-failed">{q('wouldAlarm')}</b>}
        </p>
      ))}
    </>
  )
}

/**
 * The state of one device's rules, and the way out of service and back. `rules` are those it has in force; `children`
 * stand beside the button.
 */
export function MaintenanceControl(props: {
  deviceId: string
  rules?: readonly Rule[]
  lifeSafety: boolean
  children?: ComponentChildren
}) {
  const { deviceId, lifeSafety, children } = props
  const asking = useSignal(false)
  const own = rulesOut.value.filter(one => one.deviceId === deviceId)
  const request = quietRequests.value.find(one => one.deviceId === deviceId)
  const idle = request === undefined && own.length === 0
  const done = () => {
    asking.value = false
    void loadMaintenance()
  }
  return (
    <>
      {own.length > 0 && <Out deviceId={deviceId} rules={own} />}
      {request !== undefined && <Pending request={request} again={loadMaintenance} />}
      {asking.value && idle && (
        <TakeOut {...props} lifeSafety={lifeSafety} done={done} cancel={() => (asking.value = false)} />
      )}
      <div class="row">
        {children}
        {idle && !asking.value && may('alarm.shelve') && (
          <button
            type="button"
            class="button plain"
            data-testid="take-out"
            onClick={() => (asking.value = true)}
          >
            {q('takeOut')}
          </button>
        )}
      </div>
    </>
  )
}

function TakeOut(props: {
  deviceId: string
  rules?: readonly Rule[]
  lifeSafety: boolean
  done: () => void
  cancel: () => void
}) {
  const { deviceId, rules = [], done, cancel } = props
  const attempt = useAttempt()
  const chosen = useSignal<readonly string[]>(rules.map(({ id }) => id))
  const two =
    rules.length === 0
      ? props.lifeSafety
      : rules.some(({ id, lifeSafety }) => lifeSafety && chosen.value.includes(id))
  const ask = (minutes: number, note: string) =>
    void attempt.run(async () => {
      const some = chosen.value.length === rules.length ? {} : { ruleIds: [...chosen.value] }
      await call(api.takeOutOfService, { params: { id: deviceId }, body: { minutes, note, ...some } })
      done()
    })
  return (
    <AskQuiet
      attempt={attempt}
      ask={ask}
      cancel={cancel}
      legend={q('outFor')}
      minutes={MINUTES}
      submit={q(two ? 'ask' : 'takeOutNow')}
      valid={rules.length === 0 || chosen.value.length > 0}
    >
      <p class="small">{q(two ? 'takeOutWhy' : 'takeOutWhyOne')}</p>
      {rules.length > 1 && (
        <ChoiceChips
          label={q('which')}
          value={chosen}
          choices={rules.map(({ id, name }) => ({ value: id, label: n(name) }))}
        />
      )}
    </AskQuiet>
  )
}

function Out({ deviceId, rules }: { deviceId: string; rules: readonly RuleOutOfService[] }) {
  const attempt = useAttempt()
  const back = () =>
    void attempt
      .run(() => call(api.putIntoService, { params: { id: deviceId }, body: {} }))
      .then(well => (well ? loadMaintenance() : undefined))
  return (
    <div class="stack" data-testid="is-out">
      {rules.some(({ active }) => active) && <b class="is-failed">{q('wouldAlarm')}</b>}
      {linesOf(rules).map(line => (
        <p key={line} class="small">
          {line}
        </p>
      ))}
      <Trouble error={attempt.trouble.value} />
      {may('alarm.shelve') && (
        <div>
          <button type="button" class="button" disabled={attempt.busy.value} onClick={back}>
            {q('putBack')}
          </button>
        </div>
      )}
    </div>
  )
}
