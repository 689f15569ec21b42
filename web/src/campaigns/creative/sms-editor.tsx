import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-format.ts'
import type { CreativeEditing } from './channels.tsx'
import { CreativeDrawer, NameAndLanguage, useKeepCreative } from './editor-frame.tsx'
import { SmsPreview } from './sms-preview.tsx'

const variables = [
  'customer.name',
  'brand.name',
  'offer.words',
  'offer.code',
  'offer.valid_days',
  'links.main',
]

/** The text of an SMS on the left, what arrives and what it costs on the right. */
export function SmsEditor({ saved, offerId, onClose, onSaved }: CreativeEditing) {
  const { t } = useTranslation()
  const reading = useLanguage()
  const { keep, isKeeping } = useKeepCreative({ saved, onClose, onSaved })
  const [sms, setSms] = useState({
    name: saved?.name ?? '',
    language: saved?.language ?? reading,
    text: saved?.text ?? '',
    templateNumber: saved?.templateNumber ?? '',
    params: String(saved?.fields?.params ?? ''),
  })
  const [customerId, setCustomerId] = useState('')
  const set = (part: Partial<typeof sms>) => setSms((old) => ({ ...old, ...part }))
  const who = /^[1-9]\d*$/.test(customerId) ? customerId : null
  const { params, ...written } = sms
  return (
    <CreativeDrawer
      title={t(saved ? 'campaigns.creative.editSms' : 'campaigns.creative.newSms')}
      widestPx={960}
      isComplete={sms.name.trim() !== '' && sms.text.trim() !== ''}
      isKeeping={isKeeping}
      onKeep={() => keep({ ...written, channel: 'sms', fields: { params } })}
      onClose={onClose}
    >
      <div className="creative-editor">
        <div className="stack">
          <NameAndLanguage value={sms} onChange={set} />
          <Field label={t('campaigns.creative.smsText')}>
            <Input.TextArea
              autoSize={{ minRows: 6, maxRows: 14 }}
              maxLength={1_000}
              value={sms.text}
              onChange={(event) => set({ text: event.target.value })}
            />
            <span className="field-help">
              {t('campaigns.creative.smsTextHelp', { variable: '{{ links.main }}' })}
            </span>
          </Field>
          <p className="faint">
            {t('campaigns.creative.variables')}: {variables.map((name) => `{{ ${name} }}`).join('  ')}
          </p>
          <Field label={t('campaigns.creative.templateNumber')} optional>
            <Input
              value={sms.templateNumber}
              maxLength={60}
              onChange={(event) => set({ templateNumber: event.target.value })}
            />
            <span className="field-help">{t('campaigns.creative.templateNumberHelp')}</span>
          </Field>
          <Field label={t('campaigns.creative.templateParams')} optional>
            <Input.TextArea
              className="code"
              spellCheck={false}
              autoSize={{ minRows: 2, maxRows: 8 }}
              maxLength={2_000}
              value={sms.params}
              onChange={(event) => set({ params: event.target.value })}
            />
            <span className="field-help">
              {t('campaigns.creative.templateParamsHelp', { example: '{"name": "{{ customer.name }}"}' })}
            </span>
          </Field>
        </div>
        <div className="stack">
          <Field label={t('campaigns.creative.previewFor')} optional>
            <Input
              value={customerId}
              inputMode="numeric"
              style={{ maxWidth: 200 }}
              onChange={(event) => setCustomerId(event.target.value.trim())}
            />
          </Field>
          {sms.text.trim() === '' ? (
            <p className="soft">{t('campaigns.creative.smsEmpty')}</p>
          ) : (
            <SmsPreview creative={sms} offerId={offerId} customerId={who} />
          )}
        </div>
      </div>
    </CreativeDrawer>
  )
}
