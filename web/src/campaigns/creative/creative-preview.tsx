import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useSlug } from '../../api/hooks.ts'
import type { CreativePreview as Preview } from '../../api/types.ts'
import { MailFrame } from '../../ui/mail-frame.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

const waitMs = 400

export interface CreativeText {
  subject: string
  preheader: string
  mjml: string
  language: 'zh-CN' | 'en'
}

/** The message as the engine that sends it renders it; asked anew a moment after each change. */
export function usePreview(text: CreativeText, offerId: string | null, customerId: string | null) {
  const slug = useSlug()
  const send = useCall()
  const asked = JSON.stringify([text.subject, text.preheader, text.mjml, text.language, offerId, customerId])
  const [late, setLate] = useState(asked)
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(asked), waitMs)
    return () => window.clearTimeout(timer)
  }, [asked])
  return useQuery({
    queryKey: [slug, '/creatives/preview', late],
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    queryFn: ({ signal }) => {
      const [subject, preheader, mjml, language, offer, customer] = JSON.parse(late) as [
        string,
        string,
        string,
        'zh-CN' | 'en',
        string | null,
        string | null,
      ]
      const body = { subject, preheader, mjml, language, offerId: offer, customerId: customer }
      return send('post', '/creatives/preview', { body, signal }) as Promise<Preview>
    },
  })
}

export function CreativePreview({
  creative,
  offerId,
  customerId = null,
  height,
}: {
  creative: CreativeText
  offerId: string | null
  customerId?: string | null
  height: number | string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const query = usePreview(creative, offerId, customerId)
  const [width, setWidth] = useState<'wide' | 'narrow'>('wide')
  return (
    <Loaded query={query} where={t('campaigns.creative.preview')} height={320}>
      {(preview) => (
        <div className="stack-tight" aria-busy={query.isFetching}>
          <div className="bar">
            <strong className="grow clip">{preview.subject}</strong>
            <span className="faint">{format.bytes(preview.bytes)}</span>
            <Segmented
              size="small"
              aria-label={t('campaigns.creative.preview')}
              value={width}
              onChange={setWidth}
              options={[
                { value: 'wide', label: t('campaigns.creative.wide') },
                { value: 'narrow', label: t('campaigns.creative.narrow') },
              ]}
            />
          </div>
          {preview.problems.length > 0 ? (
            <ul className="notice notice-look" aria-label={t('campaigns.creative.problems')}>
              {preview.problems.map((problem) => (
                <li key={problem.message.en}>{local(problem.message)}</li>
              ))}
            </ul>
          ) : null}
          <div className={width === 'narrow' ? 'narrow-mail' : ''}>
            <MailFrame html={preview.html} title={t('campaigns.creative.preview')} height={height} />
          </div>
        </div>
      )}
    </Loaded>
  )
}
