import type { reportRoutes } from '../../../core/contract/report.ts'
import { fill } from '../../../core/text/text.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function reportHandlers({ reports }: AppDependencies): HandlersOf<typeof reportRoutes> {
  return {
    listReports: async () => (await reports.months()).map(month => ({ kind: 'energy', month })),

    getEnergyReport: ({ query, homeSiteId }) => reports.energyMonth(homeSiteId(), query.month),

    async getEnergyReportExcel({ query, homeSiteId, identity, reply }) {
      const language = query.language ?? identity.user.language
      const document = await reports.energyMonth(homeSiteId(), query.month)
      const file = await reports.excel(document, language)
      const name = `${fill(document.title, language)} ${query.month}.xlsx`
      reply.type(XLSX).header('content-disposition', attachment(name, `energy-${query.month}.xlsx`))
      return Buffer.from(file)
    },
  }
}

/** A file name in any language (RFC 6266 with RFC 5987), and a plain one for what cannot read that. */
export function attachment(name: string, plainName: string): string {
  const safe = name.replaceAll(/[\\/:*?"<>|\r\n]/g, '-')
  const encoded = encodeURIComponent(safe).replaceAll(
    /['()*]/g,
    c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plainName}"; filename*=UTF-8''${encoded}`
}
