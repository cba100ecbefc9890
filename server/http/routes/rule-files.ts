import { Value } from 'typebox/value'
import { parse, stringify } from 'yaml'
import { conditionProblem } from '../../../core/alarms/check.ts'
import { Condition } from '../../../core/contract/condition.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { Point } from '../../../core/contract/point.ts'
import type { Rule } from '../../../core/contract/rule.ts'
import { type RuleChange, RuleEntry, type ruleFileRoutes } from '../../../core/contract/rule-file.ts'
import { changesOf, entriesOf, pointPath, ruleOf } from '../../../core/rules/rule-file.ts'
import { writeAudit } from '../audit.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { requireTwo, silences } from '../second-person.ts'

const ENTRIES_MAX = 10_000
/** A file that names things by reference can grow without end; ours has none. */
const ALIASES_MAX = 0
const HEAD = `# Alarm rules of Steward. Points are device/metric or device/metric/channel, delays are seconds.\n`

interface Fault {
  readonly id: string
  readonly message: string
}

export function ruleFileHandlers({
  state,
  clock,
  alarms,
}: AppDependencies): HandlersOf<typeof ruleFileRoutes> {
  /** What the entries say as rules, and what is wrong with the others. */
  function read(entries: readonly unknown[], points: readonly Point[]): { rules: Rule[]; faults: Fault[] } {
    const ids = new Map(points.map(point => [pointPath(point), point.id]))
    const known = new Map(points.map(point => [point.id, point]))
    const rules: Rule[] = []
    const faults: Fault[] = []
    const seen = new Set<string>()
    for (const entry of entries) {
      const id = idOf(entry)
      const made = seen.has(id)
        ? 'the id is there twice'
        : Value.Check(RuleEntry, entry)
          ? ruleOf(entry, ids)
          : whyNot(entry)
      seen.add(id)
      if (typeof made === 'string') {
        faults.push({ id, message: made })
        continue
      }
      const siteId = known.get(made.pointId)?.siteId ?? ''
      const old = state.rules.get(made.id)
      const problem = problemOf(made, siteId, old)
      if (problem !== null) faults.push({ id, message: problem })
      else rules.push({ ...made, siteId, createdAt: old?.createdAt ?? clock.now(), changedAt: clock.now() })
    }
    return { rules, faults }
  }

  function problemOf(rule: Pick<Rule, 'condition' | 'pointId'>, siteId: string, old: Rule | undefined) {
    if (old !== undefined && old.siteId !== siteId) return 'a rule of another site has this id'
    if (!Value.Check(Condition, rule.condition)) return 'the condition is none'
    return conditionProblem(rule.condition, {
      siteId,
      pointId: rule.pointId,
      point: id => state.points.get(id),
    })
  }

  function apply(changes: readonly RuleChange[], rules: readonly Rule[], by: string): void {
    const byId = new Map(rules.map(rule => [rule.id, rule]))
    const silenced = changes.filter(({ id }) => silences(state.rules.get(id), byId.get(id)))
    requireTwo(
      alarms,
      silenced.map(({ id }) => id),
    )
    state.transaction(() => {
      for (const { id, kind } of changes) {
        const before = state.rules.get(id) ?? null
        const after = byId.get(id)
        if (after === undefined) state.rules.remove(id)
        else state.rules.put(after)
        const name = { added: 'createRule', changed: 'changeRule', removed: 'deleteRule' }[kind]
        writeAudit(state, clock, { name, by, params: {}, audit: { target: id, before }, answer: after ?? {} })
      }
    })
    for (const { id } of changes) alarms.ruleChanged(id)
  }

  return {
    exportRules: ({ visible }) => ({
      yaml:
        HEAD +
        stringify(entriesOf(visible(state.rules.list()), visible(state.points.list())), {
          lineWidth: 0,
          aliasDuplicateObjects: false,
        }),
    }),

    importRules({ body, visible, actor, audit }) {
      const points = visible(state.points.list())
      const { rules, faults } = read(entriesIn(body.text), points)
      const changes = changesOf(
        entriesOf(visible(state.rules.list()), points),
        entriesOf(rules, points),
        body.removeOthers,
      )
      const applied = body.apply && faults.length === 0
      if (applied) apply(changes, rules, actor.name)
      const changed = new Set(changes.map(({ id }) => id))
      audit.target = 'file'
      audit.before = null
      audit.after = { changes: changes.length, faults: faults.length, applied }
      return { changes, same: rules.filter(({ id }) => !changed.has(id)).length, faults, applied }
    },
  }
}

function entriesIn(text: string): unknown[] {
  let found: unknown
  try {
    found = parse(text, { maxAliasCount: ALIASES_MAX })
  } catch (error) {
    throw new Problem(
      'request.invalid',
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'no YAML',
    )
  }
  if (!Array.isArray(found)) throw new Problem('request.invalid', 'a list of rules is expected')
  if (found.length > ENTRIES_MAX) throw new Problem('request.invalid', `more than ${ENTRIES_MAX} rules`)
  return found
}

function idOf(entry: unknown): string {
  const id = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined
  return typeof id === 'string' ? id : '?'
}

function whyNot(entry: unknown): string {
  const [fault] = Value.Errors(RuleEntry, entry)
  return fault === undefined ? 'it is no rule' : `${fault.instancePath.slice(1)} ${fault.message}`.trim()
}
