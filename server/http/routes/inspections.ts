import { Problem } from '../../../core/contract/error.ts'
import type { Checklist, Inspection, inspectionRoutes } from '../../../core/contract/inspection.ts'
import type { BodyOf } from '../../../core/contract/route.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import { inspectionDocument } from '../../../core/inspections/print.ts'
import { formatMetric } from '../../../core/text/format.ts'
import { unitText } from '../../../core/text/metrics.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function inspectionHandlers(deps: AppDependencies): HandlersOf<typeof inspectionRoutes> {
  const { state, inspections, clock, press } = deps

  function checked(
    body: BodyOf<typeof inspectionRoutes.createChecklist>,
    visit: Visit,
  ): Omit<Checklist, 'id' | 'createdAt'> {
    if (!visit.sees(body.siteId) || state.sites.get(body.siteId) === undefined)
      throw new Problem('thing.not-found', `there is no ${body.siteId}`)
    for (const { pointId } of body.items) if (pointId !== null) visit.own(state.points, pointId)
    if (new Set(body.items.map(({ id }) => id)).size < body.items.length)
      throw new Problem('request.invalid', 'two items have the same id')
    return { ...body, name: nameOf(body.name) }
  }

  function readingIn(round: Inspection, itemId: string) {
    const item = round.items.find(({ id }) => id === itemId)
    const value = round.answers.find(answer => answer.itemId === itemId)?.value
    const point = item?.pointId == null ? undefined : state.points.get(item.pointId)
    if (value == null || point === undefined) return { zh: '', en: '' }
    const text = (language: 'zh' | 'en') =>
      `${formatMetric(value, point.metric, language)} ${unitText(point.unit, language)}`.trim()
    return { zh: text('zh'), en: text('en') }
  }

  return {
    listChecklists: ({ visible }) => visible(state.checklists.list()),
    createChecklist: ({ body, ...visit }) => inspections.create(checked(body, visit)),
    changeChecklist({ params, body, ...visit }) {
      const before = visit.own(state.checklists, params.id)
      const changed = { ...before, ...checked(body, visit) }
      state.checklists.put(changed)
      return changed
    },
    deleteChecklist({ params, own }) {
      const checklist = own(state.checklists, params.id)
      state.checklists.remove(checklist.id)
      return checklist
    },
    listInspections: ({ query, visible }) =>
      visible(query.signed === 'yes' ? inspections.done() : inspections.due()),
    signInspection: ({ params, body, own, actor }) =>
      inspections.sign(own(inspections, params.id), body.answers, actor.name),
    async printInspection({ params, query, own, identity, reply }) {
      const round = own(inspections, params.id)
      const site = state.sites.get(round.siteId)
      if (site === undefined) throw new Problem('thing.not-found', 'there is no such site')
      const document = inspectionDocument(round, site, itemId => readingIn(round, itemId), clock.now())
      reply.type('application/pdf').header('content-disposition', 'inline; filename="inspection.pdf"')
      return Buffer.from(await press.print(document, 'pdf', query.language ?? identity.user.language))
    },
  }
}
