import { Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from './field.tsx'
import { PurposeSelect } from './purpose-select.tsx'

/** What a list of people is taken out for; it stands in the audit log. */
export function AskReason({
  title,
  busy,
  onGive,
  onClose,
}: {
  title: string
  busy?: boolean
  onGive: (reason: string, purpose: string) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [purpose, setPurpose] = useState('analysis')
  const given = reason.trim()
  return (
    <Modal
      open
      title={title}
      okText={t('customers.export.take')}
      okButtonProps={{ disabled: given.length < 3, loading: busy ?? false }}
      onOk={() => onGive(given, purpose)}
      onCancel={onClose}
      destroyOnHidden
    >
      <PurposeSelect value={purpose} onChange={setPurpose} />
      <Field label={t('customers.export.reason')}>
        <Input
          autoFocus
          value={reason}
          maxLength={300}
          onChange={(event) => setReason(event.target.value)}
          onPressEnter={() => (given.length < 3 ? undefined : onGive(given, purpose))}
        />
        <span className="field-help">{t('customers.export.reasonHelp')}</span>
      </Field>
    </Modal>
  )
}
