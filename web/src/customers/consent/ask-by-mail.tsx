import { App, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { type ConsentPolicy, useConsentWords } from './words.ts'

/** Sends a message whose page asks the customer to agree. */
export function AskByMail({
  customerId,
  policy,
  onClose,
}: {
  customerId: string
  policy: ConsentPolicy
  onClose: () => void
}) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const words = useConsentWords(policy)
  const { message } = App.useApp()
  const problem = useProblemText()
  const ask = useWrite('post', '/customers/{id}/consents/confirmation', [
    '/customers',
    '/deliveries',
    '/audit',
  ])
  const [purpose, setPurpose] = useState('marketing')
  const [language, setLanguage] = useState<'zh-CN' | 'en'>(i18n.language === 'en' ? 'en' : 'zh-CN')
  const perChannel = policy.purposes.find(({ id }) => id === purpose)?.perChannel ?? true
  const send = async () => {
    try {
      const { expiresAt } = await ask.mutateAsync({
        path: { id: customerId },
        body: { purpose, channel: perChannel ? 'email' : '*', language },
      })
      void message.success(t('consent.ask.sent', { date: format.date(expiresAt) }))
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('consent.ask.title')}
      okText={t('consent.ask.send')}
      okButtonProps={{ loading: ask.isPending }}
      onOk={() => void send()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="soft">{t('consent.ask.help')}</p>
      <Field label={t('consent.purpose')}>
        <Select
          value={purpose}
          onChange={setPurpose}
          options={policy.purposes.map(({ id, perChannel: each }) => ({
            value: id,
            label: each ? `${words.purpose(id)} · ${words.channel('email')}` : words.purpose(id),
          }))}
        />
      </Field>
      <Field label={t('consent.settings.language')}>
        <Select
          value={language}
          onChange={setLanguage}
          options={(['zh-CN', 'en'] as const).map((value) => ({
            value,
            label: t(`campaigns.creative.languages.${value}`),
          }))}
        />
      </Field>
    </Modal>
  )
}
