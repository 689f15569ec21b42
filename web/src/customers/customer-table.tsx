import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useWorkspace } from '../api/hooks.ts'
import type { CustomerRow } from '../api/types.ts'
import { Mark } from '../ui/figures.tsx'
import { Go } from '../ui/go.tsx'
import { Scroll } from '../ui/scroll.tsx'
import { useFormat } from '../ui/use-format.ts'

const rowHeight = 41

/** A long list of customers: only the rows in sight exist, more are fetched on the way down. */
export function CustomerTable({
  rows,
  hasMore,
  loadMore,
}: {
  rows: readonly CustomerRow[]
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
  const heads = ['customer', 'city', 'last', 'orders', 'spent', 'rfm', 'reach'] as const
  const figures = new Set(['last', 'orders', 'spent', 'rfm'])
  return (
    <div ref={host}>
      <Scroll label={t('customers.list')}>
        <table className="table table-fixed" aria-rowcount={rows.length}>
          <caption className="visually-hidden">{t('customers.list')}</caption>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col" className={figures.has(head) ? 'figure' : ''}>
                  {t(`customers.col.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {before > 0 ? (
              <tr className="spacer">
                <td colSpan={7} style={{ height: before, padding: 0, border: 0 }} />
              </tr>
            ) : null}
            {items.map((item) => {
              const row = rows[item.index]
              return row ? <Row key={row.customerId} row={row} index={item.index} /> : null
            })}
            {after > 0 ? (
              <tr className="spacer">
                <td colSpan={7} style={{ height: after, padding: 0, border: 0 }} />
              </tr>
            ) : null}
          </tbody>
        </table>
      </Scroll>
    </div>
  )
}

function Row({ row, index }: { row: CustomerRow; index: number }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const currency = useWorkspace()?.currency ?? 'CNY'
  const channel = (name: string) => {
    const key = `insight.segments.channels.${name}`
    return i18n.exists(key) ? i18n.t(key as 'insight.segments.channels.email') : name
  }
  return (
    <tr className="opens" aria-rowindex={index + 2} style={{ height: rowHeight }}>
      <td className="clip">
        <Go to={`/customers/${row.customerId}`} className="row-link">
          {row.label}
        </Go>{' '}
        {row.status === 'prospect' ? <Mark tone="quiet">{t('customers.prospect')}</Mark> : null}
      </td>
      <td className="clip">{row.city || '–'}</td>
      <td className="figure">{format.date(row.lastOrderAt)}</td>
      <td className="figure">{format.integer(row.orders)}</td>
      <td className="figure">{format.money(row.monetaryMinor, currency)}</td>
      <td className="figure">{row.r === null ? '–' : `${row.r} ${row.f} ${row.m}`}</td>
      <td className="clip">{row.reachable.length === 0 ? '–' : row.reachable.map(channel).join(', ')}</td>
    </tr>
  )
}
