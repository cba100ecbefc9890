/** A neutral report document as a page. Every number is written by core, as it is in the printed forms. */
import { useSignal } from '@preact/signals'
import type { ReportDocument } from '../../../core/contract/report-document.ts'
import { madeAtText } from '../../../core/reports/document.ts'
import { language } from '../../data/preferences.ts'
import { n } from '../../data/words.ts'
import { BlockView } from './blocks.tsx'
import { TracePanel } from './trace-panel.tsx'
import { type Asked, FollowContext } from './traced.tsx'
import { rw } from './words.ts'

/** `report`: the id of one that is kept; its numbers are followed with the prices and factors kept in it. */
export function ReportPage({ document, report }: { document: ReportDocument; report?: string }) {
  /** The number asked about, and those it was come from. */
  const asked = useSignal<readonly Asked[]>([])
  return (
    <>
      <FollowContext.Provider value={one => (asked.value = [one])}>
        <Article document={document} />
      </FollowContext.Provider>
      <FollowContext.Provider value={one => (asked.value = [...asked.value, one])}>
        <TracePanel asked={asked} report={report} />
      </FollowContext.Provider>
    </>
  )
}

function Article({ document }: { document: ReportDocument }) {
  return (
    <article class="page report">
      <header>
        <h1>{n(document.title)}</h1>
        <p class="quiet">{n(document.subtitle)}</p>
        <p class="small quiet">{madeAtText(document, language.value)}</p>
      </header>
      {document.sections.map(({ heading, blocks }) => (
        <section class="card section" key={heading.en}>
          <h2>{n(heading)}</h2>
          {blocks.map((block, index) => (
            <BlockView key={`${block.type}${index}`} block={block} />
          ))}
        </section>
      ))}
      {document.sources.length > 0 && (
        <footer class="small quiet">
          <h2 class="small">{rw('sources')}</h2>
          {document.sources.map(source => (
            <p key={source.en}>{n(source)}</p>
          ))}
        </footer>
      )}
    </article>
  )
}
