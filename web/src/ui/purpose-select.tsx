import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { Field } from './field.tsx'
import { useLocal } from './use-format.ts'

/** What people's data are used for; kept to what the workspace knows. */
export function PurposeSelect({
  value,
  onChange,
  disabled = false,
  help,
}: {
  value: string
  onChange: (purpose: string) => void
  disabled?: boolean
  help?: string
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const { data } = useRead('/privacy/purposes', {}, { staleTime: 60_000 })
  return (
    <Field label={t('privacy.purposes.purpose')}>
      <Select
        value={value}
        disabled={disabled}
        onChange={onChange}
        options={(data?.uses ?? [{ id: value, label: { en: value, 'zh-CN': value } }]).map((use) => ({
          value: use.id,
          label: local(use.label),
        }))}
      />
      {help ? <span className="field-help">{help}</span> : null}
    </Field>
  )
}
