import { useEffect, useRef } from 'react'
import { useRead, useRefresh } from './hooks.ts'

const calmMs = 30_000
const behindMs = 1_000

/** Whether the figures of the workspace are as new as its data; asked more often while they are behind. */
export function useFreshness() {
  const { data } = useRead(
    '/freshness',
    {},
    { refetchInterval: (now) => (stateOf(now) === 'stale' ? behindMs : calmMs) },
  )
  return { data, state: stateOf(data) }
}

type Times = NonNullable<ReturnType<typeof useRead<'/freshness'>>['data']>

function stateOf(data: Times | undefined): 'noData' | 'fresh' | 'stale' {
  if (!data?.newestOrderAt) return 'noData'
  const fresh = data.featuresAt && (!data.newestImportAt || data.featuresAt >= data.newestImportAt)
  return fresh ? 'fresh' : 'stale'
}

/** Reads everything on screen again once the figures have caught up with the data. Used once, by the frame's light. */
export function useCatchUp(state: 'noData' | 'fresh' | 'stale'): void {
  const refresh = useRefresh()
  const before = useRef(state)
  useEffect(() => {
    const caughtUp = before.current === 'stale' && state === 'fresh'
    before.current = state
    if (caughtUp) void refresh('/')
  }, [state, refresh])
}
