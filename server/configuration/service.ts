/** The configuration of the running server: what is imported is in force at once, as far as it is held in memory. */
import type { ImportReply } from '../../core/contract/configuration.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import type { Directory } from '../directory.ts'
import type { AlarmService, ChangeFeed } from '../services.ts'
import { applyPlan, changedDevices } from './apply.ts'
import { exportFiles } from './documents.ts'
import { type Plan, planImport } from './plan.ts'

export interface ConfigurationParts {
  readonly state: StateStore
  readonly clock: Clock
  readonly directory: Directory
  readonly alarms: Pick<AlarmService, 'ruleChanged'>
  readonly changes: ChangeFeed
  readonly mappings: { reload(): void }
  readonly credentials: {
    /** A device that is out of service may not connect. */
    setDisabled(deviceId: string, disabled: boolean): void
    /** Ends the MQTT connections whose credential does not hold any more. */
    recheck(): void
  }
}

export interface ConfigurationService {
  export(): Record<string, string>
  import(files: Readonly<Record<string, string>>, dryRun: boolean): ImportReply
}

export function createConfiguration(parts: ConfigurationParts): ConfigurationService {
  const { state, clock, directory } = parts
  return {
    export: () => {
      directory.flush()
      return exportFiles(state)
    },
    import(files, dryRun) {
      directory.flush()
      const plan = planImport(state, files, clock.now())
      const reply = replyOf(plan, !dryRun)
      if (reply.applied) {
        const before = state.rules.list().map(({ id }) => id)
        applyPlan(state, plan)
        takeOver(parts, plan, before)
      }
      return reply
    },
  }
}

export function replyOf(plan: Plan, wanted: boolean): ImportReply {
  const { changes, faults, notes } = plan
  const applied = wanted && faults.length === 0 && changes.length > 0
  return { changes: [...changes], faults: [...faults], notes: [...notes], applied }
}

/** What this process holds in memory learns of it. */
function takeOver(
  { state, directory, alarms, changes, mappings, credentials }: ConfigurationParts,
  plan: Plan,
  before: readonly string[],
): void {
  const wanted = new Map(state.rules.list().map(rule => [rule.id, rule]))
  const said = plan.changes.flatMap(({ noun, id }) => (noun === 'credentials' ? [id] : []))
  for (const device of changedDevices(plan)) {
    directory.put(device)
    if (!said.includes(device.id)) credentials.setDisabled(device.id, device.status === 'disabled')
  }
  credentials.recheck()
  const moved = new Set(changedDevices(plan).map(({ id }) => id))
  const touched = new Set(plan.points.map(({ id }) => id))
  for (const point of state.points.list())
    if (touched.has(point.id) || moved.has(point.deviceId)) directory.putPoint(point)
  // A point that is new brings the rules of its device's template; the files say which rules there are.
  for (const { id } of state.rules.list())
    if (!wanted.has(id) && plan.changes.some(({ noun }) => noun === 'rules')) state.rules.remove(id)
  for (const id of new Set([...before, ...state.rules.list().map(rule => rule.id), ...wanted.keys()]))
    alarms.ruleChanged(id)
  mappings.reload()
  changes.publish({ type: 'zones' })
}
