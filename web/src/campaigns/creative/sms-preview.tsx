import { useTranslation } from 'react-i18next'
import { useWorkspace } from '../../api/hooks.ts'
import { Loaded } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { useLatePreview } from '../../ui/use-late-preview.ts'

interface SmsText {
  text: string
  language: string
}

/** The SMS as it arrives, how many it is charged as, and what looks wrong. */
export function SmsPreview({
  creative,
  offerId,
  customerId = null,
}: {
  creative: SmsText
  offerId: string | null
  customerId?: string | null
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const currency = useWorkspace()?.currency ?? 'CNY'
  const { text, language } = creative
  const query = useLatePreview('/creatives/preview-sms', { text, language, offerId, customerId })
  return (
    <Loaded query={query} where={t('campaigns.creative.preview')} height={160}>
      {(preview) => (
        <div className="stack-tight" aria-busy={query.isFetching}>
          <p className="sms-bubble">{preview.text}</p>
          <p className="soft" role="status">
            {t('campaigns.creative.smsCount', {
              units: format.integer(preview.units),
              parts: format.integer(preview.parts),
              left: format.integer(preview.left),
            })}
            {preview.costMinor === null
              ? ''
              : t('campaigns.creative.smsCost', { cost: format.money(preview.costMinor, currency) })}
          </p>
          <p className="faint">{t(`campaigns.creative.smsAlphabet.${preview.encoding}`)}</p>
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
