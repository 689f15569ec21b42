import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'

export interface Wanted {
  attribute: string
  to: string
}
const most = 20

/** Which attributes are wrong, what stands there now, and what the customer says they are. */
export function CorrectionFields({
  customerId,
  wanted,
  onChange,
}: {
  customerId: string
  wanted: readonly Wanted[]
  onChange: (wanted: Wanted[]) => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const query = useRead('/customers/{id}/correctable-fields', { path: { id: customerId } })
  const change = (at: number, news: Partial<Wanted>) =>
    onChange(wanted.map((one, i) => (i === at ? { ...one, ...news } : one)))
  return (
    <Loaded query={query} where={t('privacy.correct.title')} height={120}>
      {({ fields }) => (
        <fieldset className="plan-fields stack-tight">
          <legend className="field-name">{t('privacy.correct.title')}</legend>
          <p className="soft">{t('privacy.correct.help')}</p>
          {wanted.map(({ attribute, to }, i) => {
            const field = fields.find((one) => one.attribute === attribute)
            const n = i + 1
            return (
              // Rows are added at the end and taken away one at a time: their place is who they are.
              // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name
              <div key={i} className="stack-tight">
                <Field label={t('privacy.correct.field', { n })}>
                  <Select
                    showSearch
                    optionFilterProp="label"
                    value={attribute === '' ? null : attribute}
                    placeholder={t('privacy.correct.choose')}
                    onChange={(value: string) => change(i, { attribute: value, to: '' })}
                    options={fields
                      .filter(
                        (one) =>
                          one.attribute === attribute ||
                          !wanted.some((other) => other.attribute === one.attribute),
                      )
                      .map((one) => ({ value: one.attribute, label: local(one.label) }))}
                  />
                  {field ? (
                    <span className="field-help">
                      {field.value === null
                        ? t('privacy.correct.nothing')
                        : t('privacy.correct.now', { value: field.value })}
                    </span>
                  ) : null}
                </Field>
                <Field label={t('privacy.correct.to', { n })}>
                  {field?.type === 'yes_no' ? (
                    <Select
                      value={to === '' ? null : to}
                      onChange={(value: string) => change(i, { to: value })}
                      options={['true', 'false'].map((value) => ({
                        value,
                        label: t(value === 'true' ? 'privacy.correct.yes' : 'privacy.correct.no'),
                      }))}
                    />
                  ) : (
                    <Input
                      value={to}
                      maxLength={500}
                      disabled={field === undefined}
                      {...(field?.type === 'number' ? { inputMode: 'decimal' as const } : {})}
                      onChange={(event) => change(i, { to: event.target.value })}
                    />
                  )}
                </Field>
              </div>
            )
          })}
          <div className="bar">
            <Button
              size="small"
              disabled={wanted.length >= most || wanted.length >= fields.length}
              onClick={() => onChange([...wanted, { attribute: '', to: '' }])}
            >
              {t('privacy.correct.add')}
            </Button>
            {wanted.length > 1 ? (
              <Button size="small" onClick={() => onChange(wanted.slice(0, -1))}>
                {t('privacy.correct.less')}
              </Button>
            ) : null}
          </div>
        </fieldset>
      )}
    </Loaded>
  )
}
