import { useEffect } from 'react'
import type { Creative } from '../../api/types.ts'
import { useLatePreview } from '../../ui/use-late-preview.ts'
import type { Writing } from './use-writing.ts'

/** What is asked about, as it stands. */
export interface Checked {
  channel: Creative['channel']
  language: string
  variants: { language: string }[]
}

/** Faults of each language, and which of them the customer named gets: the preview turns to that one. */
export function useCheck<W extends object>(
  writing: Writing<W>,
  creative: Checked,
  asked: { offerId: string | null; customerId: string | null },
) {
  const query = useLatePreview('/creatives/check', { ...creative, ...asked })
  const theirs = asked.customerId === null ? null : (query.data?.reader?.language ?? null)
  const { choose } = writing
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new customer turns the page, not a change of words
  useEffect(() => {
    if (theirs !== null) choose(theirs)
  }, [theirs, asked.customerId])
  return query
}
