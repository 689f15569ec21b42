import { useInfiniteQuery } from '@tanstack/react-query'
import { readKey, useCall, useSlug } from '../../api/hooks.ts'
import type { ListState } from './list-state.ts'

/** What is sent: the list, and whom it is asked for. */
export function listBody(state: ListState, search: string) {
  return {
    columns: state.columns,
    sort: state.sort,
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(state.segment ? { segment: state.segment } : {}),
    ...(state.rule ? { rule: state.rule as Record<string, unknown> } : {}),
  }
}

/** Customers page by page; what is asked for goes in the body. */
export function useCustomers(state: ListState, search: string, enabled: boolean) {
  const slug = useSlug()
  const send = useCall()
  const body = listBody(state, search)
  const query = useInfiniteQuery({
    queryKey: [...readKey(slug, '/customers/list', body), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      send('post', '/customers/list', {
        body: { ...body, limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled,
  })
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return { ...query, items, total: query.data?.pages[0]?.total ?? null }
}
