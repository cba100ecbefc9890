/** Out of service, for maintenance: who took what out, why and until when, always in view; and how it is done. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { QuietRequest, RuleOutOfService } from '../../core/contract/quiet.ts'
import type { Rule } from '../../core/contract/rule.ts'
import { quietUi } from '../../core/text/quiet-ui.ts'
import { api, call } from '../data/api.ts'
import { useAttempt } from '../data/attempt.ts'
import { useResource } from '../data/resource.ts'
import { moment } from '../data/shown.ts'
import { devices, may, site } from '../data/store.ts'
import { n, wordsFrom } from '../data/words.ts'
import { Trouble } from './answer.tsx'
import { ChoiceChips } from './choice-chips.tsx'
import { AskQuiet, Pending } from './second-person.tsx'

const REFRESH_MS = 5000
const HOUR = 60
const MINUTES = [HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR, 72 * HOUR, 168 * HOUR] as const

const q = wordsFrom(quietUi)

export interface Maintenance {
  readonly out: readonly RuleOutOfService[]
  readonly requests: readonly QuietRequest[]
  again(): Promise<void>
}

/** What is out of service at this site, and what waits for a second person to be. */
export function useMaintenance(): Maintenance {
  const key = site.value?.id ?? ''
  const every = { everyMs: REFRESH_MS }
  const [out, outAgain] = useResource(() => call(api.listOutOfService), `out-${key}`, every)
  const ask = async () => (may('alarm.shelve') ? call(api.listQuietRequests) : [])
  const [asked, askedAgain] = useResource(ask, `asked-${key}`, every)
  return {
    out: here(out.value).filter(({ siteId }) => siteId === key),
    requests: here(asked.value).filter(({ siteId, what }) => siteId === key && what === 'out-of-service'),
    async again() {
      await Promise.all([outAgain(), askedAgain()])
    },
  }
}

function here<T>(held: { state: string; value?: readonly T[] }): readonly T[] {
  return held.state === 'here' ? (held.value ?? []) : []
}

/** Everything that tells nobody for now, where people look first. Nothing where all is in service. */
export function OutOfServiceNow({ readOnly = false }: { readOnly?: boolean }) {
  const { out, requests, again } = useMaintenance()
  const shown = Map.groupBy(out, ({ deviceId }) => deviceId)
  const asked = readOnly ? [] : requests
  if (shown.size === 0 && asked.length === 0) return null
  return (
    <section class="section" data-testid="out-of-service">
      <h2>{q('heading')}</h2>
      {asked.map(request => (
        <Pending key={request.id} request={request} again={again} />
      ))}
      {[...shown].map(([deviceId, rules]) => (
        <div key={deviceId} class="card stack is-out-of-service">
          <p>
            <a href={`/devices/${deviceId}`}>
              <strong>{n(devices.value.get(deviceId)?.name ?? { zh: deviceId, en: deviceId })}</strong>
            </a>
            <span class="small quiet"> · {rules.map(({ name }) => n(name)).join(' · ')}</span>
          </p>
          <Out deviceId={deviceId} rules={rules} again={again} readOnly={readOnly} />
        </div>
      ))}
    </section>
  )
}

/**
 * The state of one device's rules, and the way out of service and back. `rules` are those it has in force; `children`
 * stand beside the button.
 */
export function MaintenanceControl(props: {
  deviceId: string
  rules?: readonly Rule[]
  maintenance: Maintenance
  lifeSafety: boolean
  children?: ComponentChildren
}) {
  const { deviceId, maintenance, lifeSafety, children } = props
  const { out, requests, again } = maintenance
  const asking = useSignal(false)
  const own = out.filter(one => one.deviceId === deviceId)
  const request = requests.find(one => one.deviceId === deviceId)
  const idle = request === undefined && own.length === 0
  const done = () => {
    asking.value = false
    void again()
  }
  return (
    <>
      {own.length > 0 && <Out deviceId={deviceId} rules={own} again={again} />}
      {request !== undefined && <Pending request={request} again={again} />}
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

function Out(props: {
  deviceId: string
  rules: readonly RuleOutOfService[]
  again: () => Promise<void>
  readOnly?: boolean
}) {
  const { deviceId, rules, again, readOnly = false } = props
  const attempt = useAttempt()
  const back = () =>
    void attempt
      .run(() => call(api.putIntoService, { params: { id: deviceId }, body: {} }))
      .then(well => (well ? again() : undefined))
  const said = new Set(
    rules.map(({ until, note, by, second }) =>
      q('outLine', { time: moment(until), note, people: [by, second].filter(Boolean).join(' + ') }),
    ),
  )
  return (
    <div class="stack" data-testid="is-out">
      {rules.some(({ active }) => active) && <b class="is-failed">{q('wouldAlarm')}</b>}
      {[...said].map(line => (
        <p key={line} class="small">
          {line}
        </p>
      ))}
      <Trouble error={attempt.trouble.value} />
      {may('alarm.shelve') && !readOnly && (
        <div>
          <button type="button" class="button" disabled={attempt.busy.value} onClick={back}>
            {q('putBack')}
          </button>
        </div>
      )}
    </div>
  )
}
