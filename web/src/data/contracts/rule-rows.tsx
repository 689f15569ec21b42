import { Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ContractRule } from '../../api/types.ts'
import { DataTable } from '../../ui/table.tsx'

const types = ['text', 'number', 'integer', 'boolean', 'datetime', 'object', 'list'] as const
type Rules = Record<string, ContractRule>

/** One row a field; whatever is left blank is not demanded. */
export function RuleRows({
  fields,
  isRows,
  disabled,
  onChange,
}: {
  fields: Rules
  isRows: boolean
  disabled: boolean
  onChange: (fields: Rules) => void
}) {
  const { t } = useTranslation()
  const set = (field: string, change: { [K in keyof ContractRule]?: ContractRule[K] | undefined }) => {
    const next = Object.fromEntries(
      Object.entries({ ...fields[field], ...change }).filter(
        ([, value]) => value !== undefined && value !== null,
      ),
    ) as ContractRule
    onChange({ ...fields, [field]: next })
  }
  const name = (field: string, what: string) => t('quality.contracts.ofField', { field, what })
  return (
    <DataTable
      label={t('quality.contracts.fields')}
      rows={Object.entries(fields)}
      rowKey={([field]) => field}
      columns={[
        { key: 'field', title: t('quality.contracts.field'), render: ([field]) => <code>{field}</code> },
        {
          key: 'type',
          title: t('quality.contracts.type'),
          render: ([field, rule]) => (
            <Select
              size="small"
              style={{ width: 116 }}
              aria-label={name(field, t('quality.contracts.type'))}
              disabled={disabled}
              value={rule.type ?? ''}
              onChange={(type) => set(field, { type: types.find((one) => one === type) })}
              options={[
                { value: '' as const, label: t('quality.contracts.anyType') },
                ...types
                  .filter((type) => !isRows || (type !== 'object' && type !== 'list'))
                  .map((value) => ({ value, label: t(`quality.contracts.types.${value}`) })),
              ]}
            />
          ),
        },
        {
          key: 'required',
          title: t('quality.contracts.required'),
          render: ([field, rule]) => (
            <Checkbox
              aria-label={name(field, t('quality.contracts.required'))}
              disabled={disabled}
              checked={rule.required}
              onChange={(event) => set(field, { required: event.target.checked })}
            />
          ),
        },
        ...(isRows
          ? [
              {
                key: 'unique',
                title: t('quality.contracts.unique'),
                render: ([field, rule]: [string, ContractRule]) => (
                  <Checkbox
                    aria-label={name(field, t('quality.contracts.unique'))}
                    disabled={disabled}
                    checked={rule.unique}
                    onChange={(event) => set(field, { unique: event.target.checked })}
                  />
                ),
              },
            ]
          : []),
        {
          key: 'values',
          title: t('quality.contracts.values'),
          render: ([field, rule]) => (
            <Input
              size="small"
              style={{ minWidth: 140 }}
              aria-label={name(field, t('quality.contracts.values'))}
              placeholder={t('quality.contracts.valuesHelp')}
              disabled={disabled}
              defaultValue={rule.values?.join(', ') ?? ''}
              onBlur={(event) => {
                const values = event.target.value
                  .split(/[,，]/)
                  .map((value) => value.trim())
                  .filter((value) => value !== '')
                set(field, { values: values.length === 0 ? undefined : values })
              }}
            />
          ),
        },
        ...(['min', 'max'] as const).map((key) => ({
          key,
          title: t(`quality.contracts.${key}`),
          render: ([field, rule]: [string, ContractRule]) => (
            <InputNumber
              size="small"
              style={{ width: 84 }}
              aria-label={name(field, t(`quality.contracts.${key}`))}
              disabled={disabled}
              value={rule[key] ?? null}
              onChange={(value) => set(field, { [key]: value ?? undefined })}
            />
          ),
        })),
        {
          key: 'pattern',
          title: t('quality.contracts.pattern'),
          render: ([field, rule]) => (
            <Input
              size="small"
              style={{ minWidth: 110 }}
              aria-label={name(field, t('quality.contracts.pattern'))}
              disabled={disabled}
              value={rule.pattern ?? ''}
              onChange={(event) =>
                set(field, { pattern: event.target.value === '' ? undefined : event.target.value })
              }
            />
          ),
        },
        {
          key: 'remove',
          title: <span className="visually-hidden">{t('common.remove')}</span>,
          render: ([field]) =>
            disabled ? null : (
              <Button
                size="small"
                aria-label={t('quality.contracts.remove', { field })}
                onClick={() =>
                  onChange(Object.fromEntries(Object.entries(fields).filter(([one]) => one !== field)))
                }
              >
                {t('common.remove')}
              </Button>
            ),
        },
      ]}
    />
  )
}
