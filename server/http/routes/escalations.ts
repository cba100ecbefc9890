import { randomUUID } from 'node:crypto'
import { Problem } from '../../../core/contract/error.ts'
import type { EscalationPlan, escalationRoutes } from '../../../core/contract/escalation.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import {
  canBeReached,
  isPersonal,
  type Matter,
  personsOf,
  tellingsOf,
} from '../../../core/notify/audience.ts'
import { NO_PLAN, planFor } from '../../../core/notify/course.ts'
import { worldOf } from '../../notify/world.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function escalationHandlers({ state, clock }: AppDependencies): HandlersOf<typeof escalationRoutes> {
  /** Throws `request.invalid` for a plan that could not work. */
  function check(plan: EscalationPlan): EscalationPlan {
    const late = plan.steps.some((step, n) => n > 0 && step.afterS <= (plan.steps[n - 1]?.afterS ?? 0))
    if (late) throw new Problem('request.invalid', 'each step comes later than the one before')
    for (const id of plan.steps.flatMap(({ channelIds }) => channelIds))
      if (state.channels.get(id)?.siteId !== plan.siteId)
        throw new Problem('request.invalid', `there is no channel ${id}`)
    for (const id of plan.areaIds)
      if (state.areas.get(id)?.siteId !== plan.siteId)
        throw new Problem('request.invalid', `there is no place ${id}`)
    return plan
  }

  const nameOfPerson = (id: string) => {
    const user = state.users.get(id)
    return user === undefined ? id : user.displayName || user.username
  }

  return {
    listPlans: ({ visible }) => visible(state.escalationPlans.list()),

    createPlan({ body, homeSiteId }) {
      const base = { id: randomUUID(), siteId: homeSiteId(), createdAt: clock.now() }
      const plan = check({ ...body, ...base, name: nameOf(body.name) })
      state.escalationPlans.put(plan)
      return plan
    },

    changePlan({ params, body, own }) {
      const plan = own(state.escalationPlans, params.id)
      const name = body.name === undefined ? plan.name : nameOf(body.name)
      const changed = check({ ...plan, ...body, name })
      state.escalationPlans.put(changed)
      return changed
    },

    deletePlan({ params, own }) {
      state.escalationPlans.remove(own(state.escalationPlans, params.id).id)
      return {}
    },

    previewPlan({ query, homeSiteId, own }) {
      const { areaId, priority = 'high' } = query
      const siteId = areaId === undefined ? homeSiteId() : own(state.areas, areaId).siteId
      const world = worldOf(state, siteId, clock.now())
      const lifeSafety = query.lifeSafety === 'true'
      const matter: Matter = { siteId, areaId: areaId ?? null, priority, lifeSafety }
      const chosen = planFor(matter, world)
      const { steps } = chosen ?? NO_PLAN
      const personal = world.channels.filter(isPersonal)
      const meant = steps.flatMap(({ who }) => personsOf(who, matter, world))
      const lost = meant.filter(one => !personal.some(channel => canBeReached(one, channel)))
      return {
        plan: chosen?.name ?? null,
        tellings: steps.flatMap(step =>
          tellingsOf(step, matter, world).map(({ channelId, userId, heldUntil }) => ({
            afterS: step.afterS,
            channel: world.channels.find(({ id }) => id === channelId)?.name ?? {
              zh: channelId,
              en: channelId,
            },
            person: userId === null ? null : nameOfPerson(userId),
            heldUntil,
          })),
        ),
        unreachable: [...new Set(lost.map(({ userId }) => nameOfPerson(userId)))],
      }
    },
  }
}
