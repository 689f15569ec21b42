import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { asProblem } from '../api/problem.ts'

/** Words for a problem: the server's own where it has some, ours where nothing came back. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation()
  return (error) => {
    const problem = asProblem(error)
    if (problem.code === 'offline') return t('states.offline')
    if (problem.message !== '') return problem.message
    if (problem.status === 403) return t('states.forbidden')
    if (problem.status === 404) return t('states.notFound')
    return t('states.unexpected', { status: problem.status })
  }
}

/** What happened, where, what to do, and the button that does it. */
export function ErrorState({
  error,
  where,
  onRetry,
}: {
  error: unknown
  where?: string
  onRetry?: () => void
}) {
  const { t } = useTranslation()
  const text = useProblemText()
  const problem = asProblem(error)
  return (
    <div className="state state-error" role="alert">
      <p className="state-title">{where ? t('states.failedWhere', { where }) : t('states.failed')}</p>
      <p>{text(error)}</p>
      <p className="state-actions">
        {onRetry && problem.status !== 403 ? <Button onClick={onRetry}>{t('states.retry')}</Button> : null}
        {problem.requestId ? (
          <span className="faint">{t('states.reference', { id: problem.requestId })}</span>
        ) : null}
      </p>
    </div>
  )
}

/** What will stand here, and the first step towards it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {children ? <div className="soft">{children}</div> : null}
      {action ? <div className="state-actions">{action}</div> : null}
    </div>
  )
}

/** Keeps the height the content will have, so that nothing jumps. */
export function Loading({ height = 160, label }: { height?: number; label?: string }) {
  const { t } = useTranslation()
  const rows = Math.max(1, Math.floor(height / 40) - 1)
  return (
    <div
      className="loading"
      style={{ minHeight: height }}
      role="status"
      aria-label={label ?? t('states.loading')}
    >
      <Skeleton
        active
        title={false}
        paragraph={{ rows, width: ['92%', '76%', '84%', '60%'].slice(0, rows) }}
      />
    </div>
  )
}

interface QueryLike<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

/** Shows a query's loading, failure or answer; `children` gets the answer alone. */
export function Loaded<T>({
  query,
  where,
  height,
  children,
}: {
  query: QueryLike<T>
  where?: string
  height?: number
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) {
    return (
      <ErrorState error={query.error} {...(where ? { where } : {})} onRetry={() => void query.refetch()} />
    )
  }
  return <Loading {...(height ? { height } : {})} />
}
