import { randomUUID } from 'node:crypto'
import type { Rule, ruleRoutes } from '../../../core/contract/rule.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function ruleHandlers({ state, alarms, clock }: AppDependencies): HandlersOf<typeof ruleRoutes> {
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
      state.rules.put(changed)
      alarms.ruleChanged(rule.id)
      return changed
    },

    deleteRule({ params, own }) {
      const rule = own(state.rules, params.id)
      state.rules.remove(rule.id)
      alarms.ruleChanged(rule.id)
      return {}
    },

    listStandings: ({ visible }) => visible(alarms.standings()),

    serviceRule: ({ params, body, own, actor }) =>
      alarms.service(own(state.rules, params.id).id, actor.name, body.inService, body.note),
  }
}
