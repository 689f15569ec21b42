import { App, Button, Drawer, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useLanguage } from '../../ui/use-format.ts'
import type { CreativeEditing } from './channels.tsx'
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
  const { message } = App.useApp()
  const problem = useProblemText()
  const reading = useLanguage()
  const create = useWrite('post', '/creatives', ['/creatives', '/campaigns'])
  const update = useWrite('put', '/creatives/{id}', ['/creatives', '/campaigns'])
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
  const save = async () => {
    const { params, ...written } = sms
    const body = { ...written, channel: 'sms' as const, fields: { params } }
    try {
      const kept = saved
        ? await update.mutateAsync({ path: { id: saved.id }, body })
        : await create.mutateAsync({ body })
      void message.success(t('campaigns.creative.saved'))
      onSaved(kept)
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Drawer
      open
      size="min(960px, 94vw)"
      title={t(saved ? 'campaigns.creative.editSms' : 'campaigns.creative.newSms')}
      onClose={onClose}
      extra={
        <Button
          type="primary"
          disabled={sms.name.trim() === '' || sms.text.trim() === ''}
          loading={create.isPending || update.isPending}
          onClick={() => void save()}
        >
          {t('common.save')}
        </Button>
      }
    >
      <div className="creative-editor">
        <div className="stack">
          <Field label={t('common.name')}>
            <Input value={sms.name} maxLength={100} onChange={(event) => set({ name: event.target.value })} />
          </Field>
          <Field label={t('campaigns.creative.language')}>
            <Select
              value={sms.language}
              onChange={(language) => set({ language })}
              options={(['zh-CN', 'en'] as const).map((value) => ({
                value,
                label: t(`campaigns.creative.languages.${value}`),
              }))}
            />
          </Field>
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
    </Drawer>
  )
}
