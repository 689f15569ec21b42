import { useEffect, useRef, useSyncExternalStore } from 'react'

/*
 * A file dropped anywhere belongs to the product: the browser would open it and leave the page. Drops are watched from the
 * first moment on, before any page has loaded; a page that takes files says so, and one that comes later finds what waits.
 */

type Take = (file: File) => void
export interface Drop {
  /** A file is being dragged over the window. */
  over: boolean
  /** Dropped where no page took it yet. */
  waiting: File | null
}

let drop: Drop = { over: false, waiting: null }
let taker: { current: Take | 'busy' } | null = null
const listeners = new Set<() => void>()

function change(next: Partial<Drop>): void {
  drop = { ...drop, ...next }
  for (const tell of listeners) tell()
}

/** Watches the window; called once, before anything is drawn. */
export function watchDrops(target: Window = window): void {
  let depth = 0
  const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
  target.addEventListener('dragenter', (event) => {
    if (!hasFile(event)) return
    depth += 1
    change({ over: true })
  })
  target.addEventListener('dragleave', () => {
    depth = Math.max(0, depth - 1)
    if (depth === 0) change({ over: false })
  })
  target.addEventListener('dragover', (event) => {
    if (hasFile(event)) event.preventDefault()
  })
  target.addEventListener('drop', (event) => {
    depth = 0
    if (!hasFile(event)) return change({ over: false })
    event.preventDefault()
    const file = event.dataTransfer?.files[0] ?? null
    const take = taker?.current
    if (file && typeof take === 'function') {
      change({ over: false })
      take(file)
    } else change({ over: false, waiting: file })
  })
}

export function useDrop(): Drop {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => drop,
  )
}

/** Whether the page shown works on another file. */
export const isTakerBusy = (): boolean => taker?.current === 'busy'

/** Forgets the file that waits. */
export const forgetDropped = (): void => change({ waiting: null })

/**
 * The page takes dropped files, also one that waits already.
 * @param take 'busy' while it works on another; null where it takes none
 */
export function useTakesDrops(take: Take | 'busy' | null): void {
  const current = useRef<Take | 'busy'>('busy')
  current.current = take ?? 'busy'
  const takes = take !== null
  const ready = typeof take === 'function'
  useEffect(() => {
    if (!takes) return
    taker = current
    return () => {
      if (taker === current) taker = null
    }
  }, [takes])
  useEffect(() => {
    const { waiting } = drop
    if (!ready || waiting === null || typeof current.current !== 'function') return
    forgetDropped()
    current.current(waiting)
  }, [ready])
}
