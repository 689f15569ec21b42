import { useState } from 'react'
import { useRead } from '../../api/hooks.ts'
import type { CustomerColumn, SavedView, SegmentRule } from '../../api/types.ts'
import { useUrlState } from '../../ui/url-state.ts'

/** What the list shows: columns and their order, what it is sorted by, and whom. */
export interface ListState {
  columns: string[]
  sort: { column: string; direction: 'asc' | 'desc' }
  segment: string | null
  rule: SegmentRule | null
}

/** The name in the address of the list as it is where nobody saved another. */
export const standardView = 'standard'

const keys = ['segment', 'sort', 'cols', 'rule'] as const

function parseRule(text: string | undefined): SegmentRule | null {
  if (!text) return null
  try {
    const rule: unknown = JSON.parse(text)
    return typeof rule === 'object' && rule !== null ? (rule as SegmentRule) : null
  } catch {
    return null // an address that was cut off shows everybody
  }
}

/** Empty groups say nothing. */
function saysSomething(rule: SegmentRule | null): rule is SegmentRule {
  return rule !== null && !('all' in rule && rule.all.length === 0)
}

/**
 * State of the list: the address over the chosen view over the reader's default. What is searched for is kept out of
 * the address, since it may be a telephone number.
 */
export function useListState() {
  const [url, setUrl] = useUrlState()
  const [search, setSearch] = useState(url.q ?? '')
  const known = useRead('/customer-columns', {}, { staleTime: 300_000 })
  const views = useRead('/customer-views')
  const items = views.data?.items ?? []
  const view =
    items.find((one) => (url.view ? one.id === url.view : one.isDefault && url.view !== standardView)) ?? null
  const content = (view?.content ?? null) as ListState | null
  const [column, direction] = (url.sort ?? '').split('.')
  const ids = new Set(known.data?.columns.map(({ id }) => id) ?? [])
  const sortable = new Set(known.data?.columns.filter((one) => one.sortable).map(({ id }) => id) ?? [])
  const chosen = url.cols ? url.cols.split(',') : (content?.columns ?? known.data?.standard ?? [])
  const asked =
    column !== undefined && sortable.has(column)
      ? { column, direction: direction === 'asc' ? ('asc' as const) : ('desc' as const) }
      : content?.sort
  const rule = url.rule === undefined ? (content?.rule ?? null) : parseRule(url.rule)
  const segment = url.segment ?? content?.segment ?? null
  const state: ListState = {
    // A view may name an attribute nobody has any more.
    columns: chosen.filter((id) => ids.has(id)),
    sort: asked && sortable.has(asked.column) ? asked : { column: 'monetary', direction: 'desc' },
    segment: segment === '' || segment === 'all' ? null : segment,
    rule: saysSomething(rule) ? rule : null,
  }
  const change = (next: Partial<ListState>) =>
    setUrl({
      ...(next.columns ? { cols: next.columns.join(',') } : {}),
      ...(next.sort ? { sort: `${next.sort.column}.${next.sort.direction}` } : {}),
      ...(next.segment === undefined ? {} : { segment: next.segment ?? 'all' }),
      ...(next.rule === undefined ? {} : { rule: JSON.stringify(next.rule ?? { all: [] }) }),
    })
  const open = (id: string) => setUrl({ ...Object.fromEntries(keys.map((key) => [key, null])), view: id })
  return {
    state,
    change,
    open,
    view,
    views: items,
    isChanged: keys.some((key) => url[key] !== undefined),
    search,
    setSearch,
    known: known.data?.columns ?? [],
    error: known.error ?? views.error,
    isPending: known.isPending || views.isPending,
    retry: () => {
      void known.refetch()
      void views.refetch()
    },
  }
}

export type ListControl = ReturnType<typeof useListState>
export type { CustomerColumn, SavedView }
