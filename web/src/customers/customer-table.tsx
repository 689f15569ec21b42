import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerColumn, ListedCustomer } from '../api/types.ts'
import { Mark } from '../ui/figures.tsx'
import { Go } from '../ui/go.tsx'
import { Scroll } from '../ui/scroll.tsx'
import { useLocal } from '../ui/use-format.ts'
import { isFigure, useCell } from './list/cell.tsx'
import type { ListState } from './list/list-state.ts'

const rowHeight = 41
/** Names need more room than figures; below the sum the table scrolls. */
const nameWidth = 190
const widths: Record<CustomerColumn['type'], number> = {
  text: 104,
  number: 96,
  money: 120,
  instant: 128,
  list: 110,
}
const widthOf = (column: CustomerColumn) => (column.group === 'scores' ? 48 : widths[column.type])

/** A long list of customers: only the rows in sight exist, more are fetched on the way down. */
export function CustomerTable({
  rows,
  columns,
  sort,
  onSort,
  hasMore,
  loadMore,
}: {
  rows: readonly ListedCustomer[]
  columns: readonly CustomerColumn[]
  sort: ListState['sort']
  onSort: (sort: ListState['sort']) => void
  hasMore: boolean
  loadMore: () => void
}) {
  const { t } = useTranslation()
  const host = useRef<HTMLDivElement>(null)
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: host.current?.offsetTop ?? 0,
  })
  const items = virtual.getVirtualItems()
  const lastIndex = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && lastIndex >= rows.length - 20) loadMore()
  }, [hasMore, lastIndex, rows.length, loadMore])
  const before = items[0] ? items[0].start - virtual.options.scrollMargin : 0
  const after =
    items.length > 0 ? virtual.getTotalSize() - ((items.at(-1)?.end ?? 0) - virtual.options.scrollMargin) : 0
  const spacer = (height: number) =>
    height > 0 ? (
      <tr className="spacer">
        <td colSpan={columns.length + 1} style={{ height, padding: 0, border: 0 }} />
      </tr>
    ) : null
  return (
    <div ref={host}>
      <Scroll label={t('customers.list')}>
        <table
          className="table table-fixed"
          aria-rowcount={rows.length}
          style={{ minWidth: columns.reduce((sum, column) => sum + widthOf(column), nameWidth) }}
        >
          <caption className="visually-hidden">{t('customers.list')}</caption>
          <thead>
            <tr>
              <th scope="col" style={{ width: nameWidth }}>
                {t('customers.col.customer')}
              </th>
              {columns.map((column) => (
                <Head key={column.id} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {spacer(before)}
            {items.map((item) => {
              const row = rows[item.index]
              return row ? <Row key={row.customerId} row={row} columns={columns} index={item.index} /> : null
            })}
            {spacer(after)}
          </tbody>
        </table>
      </Scroll>
    </div>
  )
}

function Head({
  column,
  sort,
  onSort,
}: {
  column: CustomerColumn
  sort: ListState['sort']
  onSort: (sort: ListState['sort']) => void
}) {
  const local = useLocal()
  const name = local(column.label)
  const sorted = sort.column === column.id ? sort.direction : null
  const next = sorted === 'desc' ? 'asc' : 'desc'
  return (
    <th
      scope="col"
      className={isFigure(column) ? 'figure' : ''}
      title={name}
      style={{ width: widthOf(column) }}
      aria-sort={sorted === null ? 'none' : sorted === 'asc' ? 'ascending' : 'descending'}
    >
      {column.sortable ? (
        <button
          type="button"
          className="plain sort-head clip"
          onClick={() => onSort({ column: column.id, direction: next })}
        >
          <span aria-hidden="true">{sorted === null ? '' : sorted === 'asc' ? '↑ ' : '↓ '}</span>
          {name}
        </button>
      ) : (
        name
      )}
    </th>
  )
}

function Row({
  row,
  columns,
  index,
}: {
  row: ListedCustomer
  columns: readonly CustomerColumn[]
  index: number
}) {
  const { t } = useTranslation()
  const cell = useCell()
  return (
    <tr className="opens" aria-rowindex={index + 2} style={{ height: rowHeight }}>
      <td className="clip">
        <Go to={`/customers/${row.customerId}`} className="row-link">
          {row.label}
        </Go>{' '}
        {row.status === 'prospect' ? <Mark tone="quiet">{t('customers.prospect')}</Mark> : null}
      </td>
      {columns.map((column) => {
        const text = cell(row, column)
        return (
          <td key={column.id} className={isFigure(column) ? 'figure clip' : 'clip'} title={text}>
            {text}
          </td>
        )
      })}
    </tr>
  )
}
