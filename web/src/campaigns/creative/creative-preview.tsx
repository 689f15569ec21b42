import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MailFrame } from '../../ui/mail-frame.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { useLatePreview } from './use-late-preview.ts'

export interface CreativeText {
  subject: string
  preheader: string
  mjml: string
  language: 'zh-CN' | 'en'
}

/** The mail as it is rendered. */
export function usePreview(
  { subject, preheader, mjml, language }: CreativeText,
  offerId: string | null,
  customerId: string | null,
) {
  const asked = { subject, preheader, mjml, language, offerId, customerId }
  return useLatePreview('/creatives/preview', asked)
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
