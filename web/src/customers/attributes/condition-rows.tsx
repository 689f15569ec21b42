import { Button, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ComputedOverview } from '../../api/types.ts'
import { useLocal } from '../../ui/use-format.ts'
import { type DraftCondition, newRowId } from './draft.ts'

type FactField = ComputedOverview['sources'][number]['fields'][number]
const most = 5

/** Conditions on the rows that count; all of them hold. */
export function ConditionRows({
  fields,
  value,
  isNeeded,
  onChange,
}: {
  fields: readonly FactField[]
  value: readonly DraftCondition[]
  isNeeded: boolean
  onChange: (where: DraftCondition[]) => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const change = (id: string, next: Partial<DraftCondition>) =>
    onChange(value.map((one) => (one.id === id ? { ...one, ...next } : one)))
  return (
    <fieldset className="rule-group">
      <legend>{t(isNeeded ? 'attributes.shareOf' : 'attributes.where')}</legend>
      {value.map((condition, index) => {
        const isText = fields.find(({ id }) => id === condition.field)?.type === 'text'
        const ops = isText ? (['is', 'is_not'] as const) : (['is', 'at_least', 'at_most'] as const)
        const named = (part: string) => `${t('attributes.condition', { number: index + 1 })}: ${part}`
        return (
          <div key={condition.id} className="bar" style={{ marginBottom: 8 }}>
            <Select
              aria-label={named(t('attributes.field'))}
              className="param"
              popupMatchSelectWidth={false}
              value={condition.field}
              onChange={(field: string) => change(condition.id, { field, op: 'is', value: null })}
              options={fields.map((one) => ({ value: one.id, label: local(one.label) }))}
            />
            <Select
              aria-label={named(t('attributes.compare'))}
              className="param"
              popupMatchSelectWidth={false}
              value={condition.op}
              onChange={(op) => change(condition.id, { op })}
              options={ops.map((op) => ({ value: op, label: t(`attributes.ops.${op}`) }))}
            />
            {isText ? (
              <Input
                aria-label={named(t('attributes.value'))}
                className="param"
                maxLength={200}
                value={String(condition.value ?? '')}
                onChange={(event) => change(condition.id, { value: event.target.value })}
              />
            ) : (
              <InputNumber
                aria-label={named(t('attributes.value'))}
                className="param-number"
                value={typeof condition.value === 'number' ? condition.value : null}
                onChange={(next) => change(condition.id, { value: next })}
              />
            )}
            <Button
              type="text"
              size="small"
              aria-label={named(t('common.remove'))}
              onClick={() => onChange(value.filter((one) => one.id !== condition.id))}
            >
              {t('common.remove')}
            </Button>
          </div>
        )
      })}
      <Button
        disabled={value.length >= most}
        onClick={() =>
          onChange([...value, { id: newRowId(), field: fields[0]?.id ?? '', op: 'is', value: null }])
        }
      >
        {t('attributes.addCondition')}
      </Button>
    </fieldset>
  )
}
