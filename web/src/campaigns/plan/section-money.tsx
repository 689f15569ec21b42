import { InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/field.tsx'
import { MoneyInput } from '../../ui/money-input.tsx'
import { Part } from '../../ui/page.tsx'
import type { SectionProps } from './section-who-when.tsx'

export function MoneySection({ draft, change, currency }: SectionProps & { currency: string }) {
  const { t } = useTranslation()
  const rate = (key: 'incrementalRate' | 'marginRate') => {
    const value = draft.assumptions[key]
    return (
      <Field label={t(`campaigns.plan.${key}`)}>
        <InputNumber
          style={{ width: '100%' }}
          min={0}
          max={100}
          precision={2}
          suffix="%"
          value={value === null ? null : value * 100}
          onChange={(next) =>
            change({
              assumptions: {
                ...draft.assumptions,
                [key]: next === null ? null : Math.round(next * 100) / 10_000,
              },
            })
          }
        />
      </Field>
    )
  }
  return (
    <Part title={t('campaigns.plan.money')}>
      <div className="stack">
        <div className="fields-row">
          <Field label={t('campaigns.plan.budget')} optional>
            <MoneyInput
              value={draft.budgetMinor}
              currency={currency}
              onChange={(budgetMinor) => change({ budgetMinor })}
            />
            <span className="field-help">{t('campaigns.plan.budgetHelp')}</span>
          </Field>
          <Field
            label={
              draft.channel === 'list' ? t('campaigns.plan.perContactList') : t('campaigns.plan.perContact')
            }
          >
            <MoneyInput
              value={draft.costPerContactMinor}
              currency={currency}
              onChange={(amount) => change({ costPerContactMinor: amount ?? 0 })}
            />
          </Field>
          <Field label={t('campaigns.plan.fixed')}>
            <MoneyInput
              value={draft.fixedCostMinor}
              currency={currency}
              onChange={(amount) => change({ fixedCostMinor: amount ?? 0 })}
            />
          </Field>
        </div>
        <div className="stack-tight">
          <h3>{t('campaigns.plan.assumptions')}</h3>
          <p className="field-help">{t('campaigns.plan.assumptionsHelp')}</p>
          <div className="fields-row">
            {rate('incrementalRate')}
            {rate('marginRate')}
          </div>
        </div>
      </div>
    </Part>
  )
}
