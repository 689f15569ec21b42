import { InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { MoneyInput } from '../../ui/money-input.tsx'
import { Part } from '../../ui/page.tsx'
import type { SectionProps } from './section-who-when.tsx'

export function MoneySection({ draft, change, currency }: SectionProps & { currency: string }) {
  const { t } = useTranslation()
  const rate = (key: 'incrementalRate' | 'marginRate') => {
    const value = draft.assumptions[key]
    return (
      <label className="field">
        <span>{t(`campaigns.plan.${key}`)}</span>
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
      </label>
    )
  }
  return (
    <Part title={t('campaigns.plan.money')}>
      <div className="stack">
        <div className="fields-row">
          <label className="field">
            <span>
              {t('campaigns.plan.budget')} <span className="faint">{t('common.optional')}</span>
            </span>
            <MoneyInput
              value={draft.budgetMinor}
              currency={currency}
              onChange={(budgetMinor) => change({ budgetMinor })}
            />
            <span className="field-help">{t('campaigns.plan.budgetHelp')}</span>
          </label>
          <label className="field">
            <span>{t('campaigns.plan.perContact')}</span>
            <MoneyInput
              value={draft.costPerContactMinor}
              currency={currency}
              onChange={(amount) => change({ costPerContactMinor: amount ?? 0 })}
            />
          </label>
          <label className="field">
            <span>{t('campaigns.plan.fixed')}</span>
            <MoneyInput
              value={draft.fixedCostMinor}
              currency={currency}
              onChange={(amount) => change({ fixedCostMinor: amount ?? 0 })}
            />
          </label>
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
