import { randomUUID } from 'node:crypto'
import { conditionProblem } from '../../../core/alarms/check.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { Rule, ruleRoutes } from '../../../core/contract/rule.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import { createReplayer } from '../../alarms/replay.ts'
import { pastExplainer } from '../../coldchain/past-explainer.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { requireTwo, silences } from '../second-person.ts'

export function ruleHandlers({
  state,
  series,
  alarms,
  clock,
}: AppDependencies): HandlersOf<typeof ruleRoutes> {
  const replay = createReplayer({
    state,
    series,
    clock,
    explain: (point, onDelayS, from) => pastExplainer(state, point, onDelayS, from),
  })

  /** Throws `request.invalid` for a rule that could not work. */
  function check({ siteId, pointId, condition }: Pick<Rule, 'siteId' | 'pointId' | 'condition'>): void {
    const problem = conditionProblem(condition, { siteId, pointId, point: id => state.points.get(id) })
    if (problem !== null) throw new Problem('request.invalid', problem)
  }

  return {
    listRules: ({ query, visible }) => visible(state.rules.list(query)),

    createRule({ body, own, audit }) {
      const point = own(state.points, body.pointId)
      const now = clock.now()
      const rule: Rule = {
        ...body,
        id: randomUUID(),
        siteId: point.siteId,
        name: nameOf(body.name),
        createdAt: now,
        changedAt: now,
      }
      check(rule)
      audit.before = null
      state.rules.put(rule)
      alarms.ruleChanged(rule.id)
      return rule
    },

    changeRule({ params, body, own }) {
      const rule = own(state.rules, params.id)
      const point = own(state.points, body.pointId ?? rule.pointId)
      const changed: Rule = {
        ...rule,
        ...body,
        siteId: point.siteId,
        name: body.name === undefined ? rule.name : nameOf(body.name),
        changedAt: clock.now(),
      }
      check(changed)
      if (silences(rule, changed)) requireTwo(alarms, [rule.id])
      state.rules.put(changed)
      alarms.ruleChanged(rule.id)
      return changed
    },

    deleteRule({ params, own }) {
      const rule = own(state.rules, params.id)
      if (silences(rule, undefined)) requireTwo(alarms, [rule.id])
      state.rules.remove(rule.id)
      alarms.ruleChanged(rule.id)
      return {}
    },

    async replayRule({ body, own, audit }) {
      const point = own(state.points, body.pointId)
      const old = body.ruleId === undefined ? undefined : own(state.rules, body.ruleId)
      check({ siteId: point.siteId, pointId: point.id, condition: body.condition })
      const answer = await replay(body, point, old)
      audit.target = body.ruleId ?? String(point.id)
      audit.before = null
      audit.after = { before: answer.before, after: answer.after, missed: answer.missed }
      return answer
    },

    listStandings: ({ visible }) => visible(alarms.standings()),
  }
}
