import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWorkspace } from '../../api/hooks.ts'
import type { Mapping } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'

/** What holds for the whole file: its source, the zone and currency of what does not say, and equal rows. */
export function SourceSettings({
  mapping,
  onChange,
  fixed = false,
}: {
  mapping: Mapping
  onChange: (mapping: Mapping) => void
  /** What makes a row the same row stays as it is. */
  fixed?: boolean
}) {
  const { t } = useTranslation()
  const workspace = useWorkspace()
  const withOptional = (key: 'timeZone' | 'currency', value: string) => {
    const { [key]: _old, ...rest } = mapping
    onChange(value === '' ? rest : { ...rest, [key]: value })
  }
  return (
    <details>
      <summary>{t('data.settings')}</summary>
      <div className="fields-row" style={{ marginTop: 12 }}>
        <Field label={t('data.source')}>
          <Input
            value={mapping.source ?? 'file'}
            disabled={fixed}
            maxLength={60}
            onChange={(event) => onChange({ ...mapping, source: event.target.value })}
          />
          <span className="field-help">{t('data.sourceHelp')}</span>
        </Field>
        <Field label={t('data.timeZone')}>
          <Input
            value={mapping.timeZone ?? ''}
            placeholder={workspace?.timeZone ?? ''}
            onChange={(event) => withOptional('timeZone', event.target.value.trim())}
          />
        </Field>
        <Field label={t('data.currency')}>
          <Input
            value={mapping.currency ?? ''}
            maxLength={3}
            placeholder={workspace?.currency ?? ''}
            onChange={(event) => withOptional('currency', event.target.value.trim().toUpperCase())}
          />
        </Field>
        <Field label={t('data.repeats')}>
          <Select
            value={mapping.repeats ?? 'drop'}
            disabled={fixed}
            onChange={(repeats) => onChange({ ...mapping, repeats })}
            options={[
              { value: 'drop', label: t('data.repeatsDrop') },
              { value: 'keep', label: t('data.repeatsKeep') },
            ]}
          />
        </Field>
      </div>
    </details>
  )
}
