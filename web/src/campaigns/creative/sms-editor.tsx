import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/field.tsx'
import type { CreativeEditing } from './channels.tsx'
import { CreativeDrawer, NameAndLanguages, useKeepCreative } from './editor-frame.tsx'
import { customerNumber, PreviewFor } from './preview-for.tsx'
import { SmsPreview } from './sms-preview.tsx'
import { TestSend } from './test-send.tsx'
import { useCheck } from './use-check.ts'
import { inAllLanguages, useWriting } from './use-writing.ts'
import { Variables } from './variables.tsx'

const partsOf = ({
  text,
  templateNumber,
  params,
}: {
  text: string
  templateNumber: string
  params: string
}) => ({
  ...{ text, templateNumber },
  fields: { params },
})

/** The text of an SMS on the left, what arrives and what it costs on the right. */
export function SmsEditor({ saved, offerId, onClose, onSaved }: CreativeEditing) {
  const { t } = useTranslation()
  const { keep, isKeeping } = useKeepCreative({ saved, onClose, onSaved })
  const writing = useWriting(saved, (source) => ({
    text: source?.text ?? '',
    templateNumber: source?.templateNumber ?? '',
    params: String(source?.fields?.params ?? ''),
  }))
  const { words, set } = writing
  const [customerId, setCustomerId] = useState('')
  const who = customerNumber(customerId)
  const creative = { ...inAllLanguages(writing, partsOf), channel: 'sms' as const }
  const check = useCheck(writing, creative, { offerId, customerId: who }).data
  return (
    <CreativeDrawer
      title={t(saved ? 'campaigns.creative.editSms' : 'campaigns.creative.newSms')}
      widestPx={960}
      isComplete={writing.name.trim() !== '' && writing.all.every(({ text }) => text.trim() !== '')}
      isKeeping={isKeeping}
      onKeep={() => keep(creative)}
      onClose={onClose}
    >
      <div className="creative-editor">
        <div className="stack">
          <NameAndLanguages writing={writing} check={check} />
          <Field label={t('campaigns.creative.smsText')}>
            <Input.TextArea
              autoSize={{ minRows: 6, maxRows: 14 }}
              maxLength={1_000}
              value={words.text}
              onChange={(event) => set({ text: event.target.value })}
            />
            <span className="field-help">
              {t('campaigns.creative.smsTextHelp', { variable: '{{ links.main }}' })}
            </span>
          </Field>
          <Variables channel="sms" />
          <Field label={t('campaigns.creative.templateNumber')} optional>
            <Input
              value={words.templateNumber}
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
              value={words.params}
              onChange={(event) => set({ params: event.target.value })}
            />
            <span className="field-help">
              {t('campaigns.creative.templateParamsHelp', { example: '{"name": "{{ customer.name }}"}' })}
            </span>
          </Field>
        </div>
        <div className="stack">
          <PreviewFor value={customerId} onChange={setCustomerId} check={check} />
          {words.text.trim() === '' ? (
            <p className="soft">{t('campaigns.creative.smsEmpty')}</p>
          ) : (
            <>
              <SmsPreview creative={words} offerId={offerId} customerId={who} />
              <TestSend
                channel="sms"
                words={{ language: words.language, ...partsOf(words) }}
                offerId={offerId}
              />
            </>
          )}
        </div>
      </div>
    </CreativeDrawer>
  )
}
