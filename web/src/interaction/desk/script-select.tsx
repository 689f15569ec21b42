import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'

/** Which words go with it; none is a choice. */
export function ScriptSelect({
  kind,
  value,
  onChange,
}: {
  kind: 'call' | 'shop'
  value: string | null
  onChange: (id: string | null) => void
}) {
  const { t } = useTranslation()
  const scripts = useRead('/desk/scripts')
  return (
    <Field label={t('deskTools.script')} optional>
      <Select
        showSearch
        optionFilterProp="label"
        loading={scripts.isPending}
        value={value ?? ''}
        onChange={(id: string) => onChange(id === '' ? null : id)}
        options={[
          { value: '', label: t('deskTools.scriptNone') },
          ...(scripts.data?.items ?? [])
            .filter((one) => one.kind === kind)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </Field>
  )
}
