import type { ReactNode } from 'react'
import { Go } from './go.tsx'
import { Scroll } from './scroll.tsx'

export interface Column<T> {
  key: string
  title: ReactNode
  render: (row: T) => ReactNode
  /** Figures stand on the right, in tabular digits. */
  figure?: boolean
  width?: number | string
}

/** A plain table. With `linkOf`, the first cell opens the row; the whole row follows the pointer. */
export function DataTable<T>({
  label,
  columns,
  rows,
  rowKey,
  linkOf,
  onOpen,
  selected,
  foot,
  maxHeight,
}: {
  label: string
  columns: Column<T>[]
  rows: readonly T[]
  rowKey: (row: T) => string
  linkOf?: (row: T) => string | null
  onOpen?: (row: T) => void
  selected?: string | null
  foot?: ReactNode
  /** Longer ones scroll in themselves. */
  maxHeight?: number
}) {
  return (
    <Scroll label={label} {...(maxHeight === undefined ? {} : { maxHeight })}>
      <table className="table">
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={column.figure ? 'figure' : ''}
                style={column.width ? { width: column.width } : {}}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = rowKey(row)
            const link = linkOf?.(row) ?? null
            const opens = link !== null || onOpen !== undefined
            return (
              <tr
                key={key}
                className={opens ? 'opens' : ''}
                {...(selected === key ? { 'aria-current': 'true' as const } : {})}
              >
                {columns.map((column, index) => (
                  <td key={column.key} className={column.figure ? 'figure' : ''}>
                    {index === 0 && link !== null ? (
                      <Go to={link} className="row-link">
                        {column.render(row)}
                      </Go>
                    ) : index === 0 && onOpen ? (
                      <button type="button" className="row-link" onClick={() => onOpen(row)}>
                        {column.render(row)}
                      </button>
                    ) : (
                      column.render(row)
                    )}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
        {foot ? <tfoot>{foot}</tfoot> : null}
      </table>
    </Scroll>
  )
}
