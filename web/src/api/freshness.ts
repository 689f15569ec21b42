import { useEffect, useRef } from 'react'
import { useRead, useRefresh, useSlug } from './hooks.ts'

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

/**
 * Reads everything on screen again whenever the figures were computed anew. Whether they were behind for a moment is not
 * what counts: an answer asked for while they were computed can be older than the light that already says they are fresh.
 * Used once, by the frame's light.
 */
export function useCatchUp(data: Times | undefined): void {
  const slug = useSlug()
  const refresh = useRefresh()
  const seen = useRef<{ slug: string; at: string | null } | null>(null)
  useEffect(() => {
    if (!data) return
    const before = seen.current
    seen.current = { slug, at: data.featuresAt }
    if (before?.slug === slug && before.at !== data.featuresAt) void refresh('/')
  }, [data, slug, refresh])
}
