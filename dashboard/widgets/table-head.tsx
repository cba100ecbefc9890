/** The head of a table: a word a column, figures to the right. */
import type { ComponentChildren } from 'preact'

export interface Column {
  /** Left out for the column whose cells say themselves what they are. */
  readonly title?: ComponentChildren
  /** Figures stand to the right. */
  readonly number?: boolean
}

export const figure = (title: ComponentChildren): Column => ({ title, number: true })

export function TableHead({ columns }: { columns: readonly Column[] }) {
  return (
    <thead>
      <tr>
        {columns.map(({ title, number }, index) => (
          <th scope="col" class={number ? 'number' : undefined} key={index}>
            {title}
          </th>
        ))}
      </tr>
    </thead>
  )
}
