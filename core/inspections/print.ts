/** A signed round as a document to file. */
import type { Inspection } from '../contract/inspection.ts'
import type { ReportDocument, Words } from '../contract/report-document.ts'
import type { Site } from '../contract/site.ts'
import { formatMoment } from '../text/format.ts'
import { inspectionTexts as words } from '../text/inspections.ts'
import { fillBoth } from '../text/text.ts'

/** `valueText` writes a reading with its unit. */
export function inspectionDocument(
  round: Inspection,
  site: Site,
  valueText: (itemId: string) => Words,
  now: number,
): ReportDocument {
  const answerOf = (itemId: string) => round.answers.find(answer => answer.itemId === itemId)
  const at = (time: number): Words => ({
    zh: formatMoment(time, now, site.timeZone, 'zh'),
    en: formatMoment(time, now, site.timeZone, 'en'),
  })
  const signature =
    round.signedAt === null
      ? words.unsigned
      : fillBoth(words.signedLine, { by: round.signedBy ?? '', at: at(round.signedAt) })
  return {
    kind: 'inspection',
    title: round.name,
    subtitle: fillBoth(words.subtitle, { site: site.name, date: round.date }),
    siteId: site.id,
    timeZone: site.timeZone,
    currency: site.currency,
    from: round.date,
    to: round.date,
    madeAt: now,
    sections: [
      {
        heading: words.round,
        blocks: [
          {
            type: 'table',
            title: words.round,
            columns: [
              { key: 'what', title: words.what, format: 'text' },
              { key: 'value', title: words.value, format: 'text' },
              { key: 'result', title: words.result, format: 'text' },
              { key: 'note', title: words.note, format: 'text' },
            ],
            rows: round.items.map(({ id, text }) => {
              const answer = answerOf(id)
              const result = answer?.ok == null ? words.open : answer.ok ? words.fine : words.notFine
              return { what: text, value: valueText(id), result, note: answer?.note ?? '' }
            }),
            total: null,
          },
          { type: 'text', text: signature },
          { type: 'signature', roles: [words.inspector, words.manager] },
        ],
      },
    ],
    sources: [],
  }
}
