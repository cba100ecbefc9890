/** A neutral report document as a page. Every number is written by core, as it is in the printed forms. */
import { useSignal } from '@preact/signals'
import type {
  Block,
  BlockOf,
  Cell,
  Column,
  ReportDocument,
  Trace,
} from '../../../core/contract/report-document.ts'
import {
  cellText,
  figureText,
  footnotesOf,
  headerText,
  isNumeric,
  madeAtText,
  runsOf,
  traceOf,
} from '../../../core/reports/document.ts'
import { language } from '../../data/preferences.ts'
import { n } from '../../data/words.ts'
import { ReportChart } from './chart.tsx'
import { FollowContext, Traced, TracePanel } from './trace.tsx'
import { rw } from './words.ts'

export function ReportPage({ document }: { document: ReportDocument }) {
  const traced = useSignal<Trace | null>(null)
  return (
    <FollowContext.Provider value={trace => (traced.value = trace)}>
      <Article document={document} />
      {traced.value !== null && <TracePanel trace={traced.value} close={() => (traced.value = null)} />}
    </FollowContext.Provider>
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

function BlockView({ block }: { block: Block }) {
  switch (block.type) {
    case 'text':
      return <p>{n(block.text)}</p>
    case 'paragraph':
      return <Sentence block={block} />
    case 'figures':
      return <Figures block={block} />
    case 'table':
      return <Table block={block} />
    case 'chart':
      return <ReportChart block={block} />
    case 'notes':
      return (
        <ul class="report-notes">
          {block.notes.map(note => (
            <li key={note.en}>{n(note)}</li>
          ))}
        </ul>
      )
    case 'blank':
      return <p class="report-blank">【{n(block.prompt)}】</p>
    case 'signature':
      return (
        <dl class="report-signature">
          {block.roles.map(role => (
            <div key={role.en}>
              <dt>{n(role)}</dt>
              <dd />
              <dt>{rw('date')}</dt>
              <dd />
            </div>
          ))}
        </dl>
      )
  }
}

function Sentence({ block }: { block: BlockOf<'paragraph'> }) {
  return (
    <p>
      {runsOf(block, language.value).map(({ text, kind, trace }, index) => {
        if (kind === 'words') return text
        return kind === 'blank' ? (
          <mark key={index} class="report-blank">
            {text}
          </mark>
        ) : (
          <strong key={index}>
            <Traced text={text} trace={trace} />
          </strong>
        )
      })}
    </p>
  )
}

function Figures({ block }: { block: BlockOf<'figures'> }) {
  return (
    <dl class="alarm-figures">
      {block.figures.map(item => (
        <div key={item.label.en}>
          <dt>{n(item.label)}</dt>
          <dd>
            <Traced text={figureText(item, language.value)} trace={item.trace} />
          </dd>
          {item.comparedWith !== null && (
            <dd class="small quiet">
              {n(item.comparedWith)} {figureText({ ...item, value: item.compared }, language.value)}
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}

function Table({ block }: { block: BlockOf<'table'> }) {
  const look = (column: Column) => (isNumeric(column) ? 'number' : undefined)
  const cells = (row: Record<string, Cell>) =>
    block.columns.map(column => (
      <td key={column.key} class={look(column)}>
        <Traced text={cellText(row[column.key], column, language.value)} trace={traceOf(row[column.key])} />
      </td>
    ))
  return (
    <>
      <div class="table-wrap">
        <table>
          <caption>{n(block.title)}</caption>
          <thead>
            <tr>
              {block.columns.map(column => (
                <th key={column.key} scope="col" class={look(column)}>
                  {headerText(column, language.value)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, index) => (
              <tr key={index}>{cells(row)}</tr>
            ))}
          </tbody>
          {block.total !== null && (
            <tfoot>
              <tr>{cells(block.total)}</tr>
            </tfoot>
          )}
        </table>
      </div>
      {footnotesOf(block).map(words => (
        <p key={words.en} class="small quiet">
          {n(words)}
        </p>
      ))}
    </>
  )
}
