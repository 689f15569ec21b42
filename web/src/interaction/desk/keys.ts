import { useEffect, useRef } from 'react'
import type { DeskOutcome, DeskRefusal } from '../../api/types.ts'

/** In the order of their figures. */
export const outcomeKeys: readonly DeskOutcome[] = [
  'accepted',
  'considering',
  'refused',
  'no_answer',
  'call_back',
  'wrong_number',
  'complaint',
]

export const refusalKeys: readonly { id: DeskRefusal; key: string }[] = [
  { id: 'price', key: 'p' },
  { id: 'no_need', key: 'n' },
  { id: 'has_other', key: 's' },
  { id: 'bad_experience', key: 'b' },
  { id: 'later', key: 't' },
  { id: 'not_decision_maker', key: 'd' },
  { id: 'unsuited', key: 'u' },
  { id: 'trust', key: 'r' },
  { id: 'privacy', key: 'v' },
  { id: 'no_calls', key: 'x' },
  { id: 'other', key: 'o' },
]

export const consideringDays = [
  { id: 'd3', days: 3 },
  { id: 'd7', days: 7 },
  { id: 'd14', days: 14 },
  { id: 'd30', days: 30 },
] as const

export const callBackMinutes = [
  { id: 'm30', minutes: 30 },
  { id: 'h1', minutes: 60 },
  { id: 'h3', minutes: 180 },
  { id: 'd1', minutes: 1_440 },
] as const

/**
 * Single keys, while nobody writes into a field or has a dialog open and nothing is held down with them. They come here
 * before the shell hears of them: what a page takes is not its.
 */
export function useKeys(handle: (key: string) => boolean): void {
  const latest = useRef(handle)
  latest.current = handle
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      const { target } = event
      const isWriting =
        target instanceof HTMLElement &&
        (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
      if (isWriting) {
        // Out of a note, back to the keys.
        if (event.key === 'Escape') target.blur()
        return
      }
      if (target instanceof HTMLElement && target.closest('[role="dialog"]')) return
      if (latest.current(event.key.toLowerCase())) event.preventDefault()
    }
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [])
}
