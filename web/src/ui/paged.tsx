import { Button } from 'antd'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, ErrorState, Loading } from './states.tsx'
import { useFormat } from './use-format.ts'

/** What `usePages` gives, as far as a list needs it. */
interface Pages<T> {
  items: readonly T[]
  isPending: boolean
  error: unknown
  refetch: () => unknown
  hasNextPage: boolean
  fetchNextPage: () => unknown
  isFetchingNextPage: boolean
}

/**
 * A list that comes in pages, in each of its states: on its way, failed, empty, there; and the button for more.
 * What is there stays when fetching it anew fails: old rows are worth more than a message alone.
 * @param where names the list where it could not be loaded
 * @param empty what will stand here
 */
export function Paged<T>({
  list,
  where,
  height = 320,
  empty,
  endless = false,
  children,
}: {
  list: Pages<T>
  where: string
  height?: number
  empty: { title: string; help?: ReactNode }
  /** More comes by itself when the end comes into view; the button stays for the keyboard. */
  endless?: boolean
  children: (items: readonly T[]) => ReactNode
}) {
  if (list.isPending) return <Loading height={height} />
  if (list.error && list.items.length === 0)
    return <ErrorState error={list.error} where={where} onRetry={() => void list.refetch()} />
  if (list.items.length === 0) return <EmptyState title={empty.title}>{empty.help}</EmptyState>
  return (
    <>
      {children(list.items)}
      {list.error ? (
        <ErrorState error={list.error} where={where} onRetry={() => void list.refetch()} />
      ) : null}
      <More list={list} endless={endless} />
    </>
  )
}

function More({
  list,
  endless,
}: {
  list: Pick<Pages<unknown>, 'hasNextPage' | 'fetchNextPage' | 'isFetchingNextPage' | 'error'>
  endless: boolean
}) {
  const { t } = useTranslation()
  const end = useRef<HTMLParagraphElement>(null)
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error } = list
  // After a failure nothing is asked again until somebody wants it.
  const isWatched = endless && hasNextPage && !isFetchingNextPage && !error
  useEffect(() => {
    if (!isWatched || !end.current) return
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void fetchNextPage()
      },
      { rootMargin: '600px' },
    )
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [isWatched, fetchNextPage])
  if (!hasNextPage) return null
  return (
    <p className="state-actions" ref={end}>
      <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
        {t('common.more')}
      </Button>
    </p>
  )
}

/** How many stand here of how many there are; the whole number alone once all are here. */
export function useCountWords(): (list: {
  items: readonly unknown[]
  total: number | null
}) => string | null {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ items, total }) => {
    if (total === null || total === 0) return null
    if (items.length >= total) return format.integer(total)
    return t('common.loadedOf', { loaded: format.integer(items.length), total: format.integer(total) })
  }
}
