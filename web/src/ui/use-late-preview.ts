import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useCall, useSlug } from '../api/hooks.ts'
import type { Answer, LongPath } from '../api/types.ts'

const waitMs = 400

type PreviewPath =
  | '/creatives/preview'
  | '/creatives/preview-sms'
  | '/creatives/preview-message'
  | '/creatives/check'
  | '/brand/preview'
  | '/sign-up/preview'
type Preview<P extends PreviewPath> = NonNullable<Answer<LongPath<'post', P>, 'post'>>

/** What customers would get, as the engine that makes it writes it; asked anew a moment after each change. */
export function useLatePreview<P extends PreviewPath>(path: P, body: object) {
  const slug = useSlug()
  const send = useCall()
  const asked = JSON.stringify(body)
  const [late, setLate] = useState(asked)
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(asked), waitMs)
    return () => window.clearTimeout(timer)
  }, [asked])
  return useQuery({
    queryKey: [slug, path, late],
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
    queryFn: ({ signal }) =>
      send('post', path, { body: JSON.parse(late) as never, signal }) as Promise<Preview<P>>,
  })
}
