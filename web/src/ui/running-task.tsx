import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useRefresh, useWrite } from '../api/hooks.ts'
import type { Task } from '../api/types.ts'
import type { Formatter } from './format.ts'
import { useFormat } from './use-format.ts'

const isOver = (task: Task | undefined) =>
  task !== undefined && task.status !== 'queued' && task.status !== 'running'

/**
 * The task under way of a page: the one it reads of, or the one it has just begun. That one may be over before the page
 * reads of it, and the lists read in the same moment be older than its end; so it is followed until it says so itself.
 */
export function useRunningTask(read: string | null | undefined, begun: string | undefined): string | null {
  const own = useRead(
    '/tasks/{id}',
    { path: { id: begun ?? '' } },
    {
      enabled: begun !== undefined,
      refetchInterval: (task) => (isOver(task) ? false : 700),
      staleTime: 0,
    },
  )
  if (read) return read
  return begun !== undefined && !isOver(own.data) ? begun : null
}

/** A task under way in one line: how far it is, and the way to stop it. Shown as long as its page says that it runs. */
export function RunningTask({
  taskId,
  words,
  stop,
  mayStop = true,
  afterwards = [],
}: {
  taskId: string
  /** How far it is; null until it has said so. */
  words: (progress: Task['progress']) => string
  stop: string
  mayStop?: boolean
  /** Beginnings of the paths that are read anew when it has ended. */
  afterwards?: readonly string[]
}) {
  const refresh = useRefresh()
  const task = useRead('/tasks/{id}', { path: { id: taskId } }, { refetchInterval: 700, staleTime: 0 })
  const cancel = useWrite('post', '/tasks/{id}/cancel', ['/tasks'])
  const end = useRef(() => {})
  end.current = () => {
    for (const path of afterwards) void refresh(path)
  }
  // When the task ends, this is taken away.
  useEffect(() => () => end.current(), [])
  return (
    <p className="bar" role="status">
      <span>{words(task.data?.progress ?? null)}</span>
      {mayStop ? (
        <Button
          size="small"
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ path: { id: taskId } })}
        >
          {stop}
        </Button>
      ) : null}
    </p>
  )
}

/** How the last task ended: why it broke off, that it was stopped, or what it brought. */
export function EndedTask({
  task,
  brought,
}: {
  task: Task | null
  /** Without words for it nothing is said of one that came to its end. */
  brought?: (date: string) => string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!task?.endedAt) return null
  const date = format.dateTime(task.endedAt)
  if (task.status === 'failed')
    return (
      <p className="notice notice-look" role="status">
        {t('states.taskFailed', { date, why: task.error?.message ?? '' })}
      </p>
    )
  const words = task.status === 'cancelled' ? t('states.taskStopped', { date }) : brought?.(date)
  return words ? (
    <p className="soft" role="status">
      {words}
    </p>
  ) : null
}

/** The counts of a run as they are written in a sentence. */
export function countsOf(run: Readonly<Record<string, number>>, format: Formatter): Record<string, string> {
  return Object.fromEntries(Object.entries(run).map(([name, count]) => [name, format.integer(count)]))
}
