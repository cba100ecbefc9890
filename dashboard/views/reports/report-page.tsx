import type { Block, Cell, Column, ReportDocument } from '../../../core/contract/report.ts'
import { moment, money, number, unit } from '../../data/shown.ts'
import { n, w } from '../../data/words.ts'
import { Bars } from './bars.tsx'
import { figure } from './figure.ts'

type BlockOf<T extends Block['type']> = Extract<Block, { type: T }>

/** A neutral report document as a page. */
export function ReportPage({ document }: { document: ReportDocument }) {
  return (
    <article class="page">
      <header>
        <h1>{n(document.title)}</h1>
        <p class="quiet">{n(document.subtitle)}</p>
        <p class="small quiet">{w('madeAt', { time: moment(document.madeAt) })}</p>
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
          <h2 class="small">{w('sources')}</h2>
          {document.sources.map(source => (
            <p key={source.en}>{n(source)}</p>
          ))}
        </footer>
      )}
    </article>
  )
}

function BlockView({ block }: { block: Block }) {
  if (block.type === 'text') return <p>{n(block.text)}</p>
  if (block.type === 'figures') return <Figures block={block} />
  if (block.type === 'table') return <Table block={block} />
  return <Bars block={block} />
}

function Figures({ block }: { block: BlockOf<'figures'> }) {
  return (
    <dl class="alarm-figures">
      {block.figures.map(item => (
        <div key={item.label.en}>
          <dt>{n(item.label)}</dt>
          <dd>{figure(item.value, item.unit, item.digits)}</dd>
          {item.comparedWith !== null && (
            <dd class="small quiet">
              {n(item.comparedWith)} {figure(item.compared, item.unit, item.digits)}
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}

function Table({ block }: { block: BlockOf<'table'> }) {
  const isNumber = ({ format }: Column) => format !== 'text' && format !== 'date'
  const cells = (row: Record<string, Cell>) =>
    block.columns.map(column => (
      <td key={column.key} class={isNumber(column) ? 'number' : undefined}>
        {cellText(row[column.key], column)}
      </td>
    ))
  return (
    <div class="table-wrap">
      <table>
        <caption>{n(block.title)}</caption>
        <thead>
          <tr>
            {block.columns.map(column => (
              <th key={column.key} scope="col" class={isNumber(column) ? 'number' : undefined}>
                {n(column.title)}
                {column.unit !== undefined && column.unit !== '' && ` (${unit(column.unit)})`}
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
  )
}

function cellText(cell: Cell | undefined, column: Column): string {
  if (cell === undefined) return ''
  if (cell === null) return w('notMeasured')
  if (typeof cell === 'object') return n(cell)
  if (typeof cell === 'string') return cell
  if (column.format === 'money') return money(cell)
  if (column.format === 'percent') return `${number(cell * 100, column.digits ?? 0)} %`
  return number(cell, column.digits ?? 0)
}
