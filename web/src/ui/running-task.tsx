import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useRead, useRefresh, useWrite } from '../api/hooks.ts'
import type { Task } from '../api/types.ts'

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
  afterwards = null,
}: {
  taskId: string
  /** How far it is; null until it has said so. */
  words: (progress: Task['progress']) => string
  stop: string
  mayStop?: boolean
  /** Beginning of the paths that are read anew when it has ended. */
  afterwards?: string | null
}) {
  const refresh = useRefresh()
  const task = useRead('/tasks/{id}', { path: { id: taskId } }, { refetchInterval: 700, staleTime: 0 })
  const cancel = useWrite('post', '/tasks/{id}/cancel', ['/tasks'])
  const end = useRef(() => {})
  end.current = () => {
    if (afterwards !== null) void refresh(afterwards)
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
