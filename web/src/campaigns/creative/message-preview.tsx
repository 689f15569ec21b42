import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import type { Creative } from '../../api/types.ts'
import { Loaded } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { useLatePreview } from '../../ui/use-late-preview.ts'

export type MessageSource = Pick<Creative, 'channel' | 'language' | 'fields'>
/** What a recipient reads, by part. */
export type MessageParts = Readonly<Record<string, string>>

/** A message made of texts as one customer gets it, in the shape its channel gives it, and what looks wrong. */
export function MessagePreview({
  creative,
  offerId,
  customerId = null,
  Shape,
}: {
  creative: MessageSource
  offerId: string | null
  customerId?: string | null
  Shape: ComponentType<{ parts: MessageParts }>
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const { channel, language, fields } = creative
  const asked = { channel, language, fields, offerId, customerId }
  const query = useLatePreview('/creatives/preview-message', asked)
  return (
    <Loaded query={query} where={t('campaigns.creative.preview')} height={160}>
      {(preview) => (
        <div className="stack-tight" aria-busy={query.isFetching}>
          {Object.keys(preview.message).length > 0 ? <Shape parts={preview.message} /> : null}
          {preview.problems.length > 0 ? (
            <ul className="notice notice-look" aria-label={t('campaigns.creative.problems')}>
              {preview.problems.map((problem) => (
                <li key={problem.message.en}>{local(problem.message)}</li>
              ))}
            </ul>
          ) : null}
        </div>
      )}
    </Loaded>
  )
}
