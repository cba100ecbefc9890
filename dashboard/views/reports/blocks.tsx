/** The pieces of a neutral document on the page: of a report, and of an answer to where a number comes from. */
import type { Block, BlockOf, Cell, Column, Figure } from '../../../core/contract/report-document.ts'
import {
  cellText,
  figureText,
  footnotesOf,
  headerText,
  isNumeric,
  noteRuns,
  numberOf,
  type Run,
  runsOf,
  traceOf,
} from '../../../core/reports/document.ts'
import { folded } from '../../../core/reports/fold.ts'
import { language } from '../../data/preferences.ts'
import { n } from '../../data/words.ts'
import { ReportChart } from './chart.tsx'
import { Traced } from './traced.tsx'
import { rw } from './words.ts'

export function BlockView({ block }: { block: Block }) {
  switch (block.type) {
    case 'text':
      return <p>{n(block.text)}</p>
    case 'paragraph':
      return (
        <p>
          <Runs runs={runsOf(block, language.value)} />
        </p>
      )
    case 'figures':
      return <Figures block={block} />
    case 'table':
      return <Table block={block} />
    case 'chart':
      return <ReportChart block={block} />
    case 'notes':
      return (
        <ul class="report-notes">
          {noteRuns(block, language.value).map((runs, index) => (
            <li key={index}>
              <Runs runs={runs} />
            </li>
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

function Runs({ runs }: { runs: readonly Run[] }) {
  return (
    <>
      {runs.map(({ text, kind, figure }, index) => {
        if (kind === 'words') return text
        return kind === 'blank' ? (
          <mark key={index} class="report-blank">
            {text}
          </mark>
        ) : (
          <strong key={index}>
            <Traced text={text} figure={figure} />
          </strong>
        )
      })}
    </>
  )
}

function Figures({ block }: { block: BlockOf<'figures'> }) {
  return (
    <dl class="alarm-figures">
      {block.figures.map(item => (
        <div key={item.label.en}>
          <dt>{n(item.label)}</dt>
          <dd>
            <Traced text={figureText(item, language.value)} figure={item} />
          </dd>
          {item.comparedWith !== null && (
            <dd class="small quiet">
              {n(item.comparedWith)} <Compared item={item} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}

function Compared({ item }: { item: BlockOf<'figures'>['figures'][number] }) {
  const { trace: _, comparedTrace, ...look } = item
  const figure = { ...look, value: item.compared, ...(comparedTrace && { trace: comparedTrace }) }
  return <Traced text={figureText(figure, language.value)} figure={figure} />
}

/** A cell's number as it is written in its column. */
function figureOf(cell: Cell | undefined, { format, unit = '', digits = 0 }: Column): Figure | undefined {
  const trace = traceOf(cell)
  const value = numberOf(cell)
  if (trace === undefined || value === undefined || format === 'text' || format === 'date') return undefined
  return { value, unit, digits, format, trace }
}

/** Narrower, three parts of a folded table do not stand beside each other. */
const PHONE_PX = 600

function Table({ block: asWritten }: { block: BlockOf<'table'> }) {
  const block = folded(asWritten, innerWidth < PHONE_PX ? 2 : undefined)
  const look = (column: Column) => (isNumeric(column) ? 'number' : undefined)
  const cells = (row: Record<string, Cell>) =>
    block.columns.map(column => (
      <td key={column.key} class={look(column)}>
        <Traced
          text={cellText(row[column.key], column, language.value)}
          figure={figureOf(row[column.key], column)}
        />
      </td>
    ))
  return (
    <>
      <div class="table-wrap">
        <table>
          {n(block.title) !== '' && <caption>{n(block.title)}</caption>}
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
      {footnotesOf(asWritten).map(words => (
        <p key={words.en} class="small quiet">
          {n(words)}
        </p>
      ))}
    </>
  )
}
