import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/field.tsx'
import { ownName } from '../../ui/language-name.ts'
import type { useCheck } from './use-check.ts'

/** A customer's number as it is typed; null while it is none. */
export function customerNumber(typed: string): string | null {
  return /^[1-9]\d*$/.test(typed) ? typed : null
}

/** For whom the preview is, in which language they get it, and why. */
export function PreviewFor({
  value,
  onChange,
  check,
}: {
  value: string
  onChange: (typed: string) => void
  check: ReturnType<typeof useCheck>['data']
}) {
  const { t } = useTranslation()
  const reader = customerNumber(value) === null ? null : (check?.reader ?? null)
  const isOneOf = (check?.languages.length ?? 1) > 1
  return (
    <Field label={t('campaigns.creative.previewFor')} optional>
      <Input
        value={value}
        inputMode="numeric"
        style={{ maxWidth: 200 }}
        onChange={(event) => onChange(event.target.value.trim())}
      />
      {reader && isOneOf ? (
        <span className="field-help" role="status">
          {t(`campaigns.creative.reader.${reader.reason}`, {
            theirs: reader.theirs ?? '',
            language: ownName(reader.language),
          })}
        </span>
      ) : null}
    </Field>
  )
}
