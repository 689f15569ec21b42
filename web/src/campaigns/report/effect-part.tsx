import { useTranslation } from 'react-i18next'
import type { Campaign, Report } from '../../api/types.ts'
import { MoneyEstimate, PercentEstimate, ReturnEstimate, VerdictMark } from '../../ui/figures.tsx'
import { isMultiple } from '../../ui/format.ts'
import { Part } from '../../ui/page.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** The effect with its range, in money, in people and against its cost. */
export function EffectPart({ campaign, report }: { campaign: Campaign; report: Report }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { currency } = report
  const effect = report.incrementalMarginMinor
  const { figure, range } = format.moneyEstimate(effect, currency)
  return (
    <Part
      className="span-4"
      title={t('campaigns.report.effect')}
      note={
        report.final
          ? t('campaigns.report.final')
          : t('campaigns.report.open', { until: format.date(campaign.outcomeEndsAt ?? report.windowTo) })
      }
    >
      <div className="stack">
        <div>
          <p className="headline">{figure}</p>
          <p className="headline-range">
            {range} <VerdictMark verdict={effect.verdict} />
          </p>
        </div>
        <dl className="pairs">
          <div>
            <dt>{t('campaigns.report.perCustomer')}</dt>
            <dd>
              <MoneyEstimate interval={report.effectPerCustomer} currency={currency} verdict={false} />
            </dd>
          </div>
          <div>
            <dt>{t('campaigns.report.buyerRate')}</dt>
            <dd>
              <PercentEstimate interval={report.effectBuyerRate} digits={2} />
            </dd>
          </div>
          <div>
            <dt>{t('campaigns.report.lift')}</dt>
            <dd>
              <PercentEstimate interval={report.relativeLift} />
            </dd>
          </div>
          <div>
            <dt>
              {t('campaigns.report.roi')}
              {isMultiple(report.roi.estimate) ? (
                <span className="row-help">{t('campaigns.report.roiHelp')}</span>
              ) : null}
            </dt>
            <dd>
              <ReturnEstimate interval={report.roi} />
            </dd>
          </div>
        </dl>
        <p className="faint">{t(`campaigns.report.method.${report.method}`)}</p>
        <p className="faint">
          {report.pValue === null
            ? null
            : `${t('campaigns.report.pValue', { value: writeP(report.pValue) })} · `}
          {t('campaigns.report.level', { level: format.percent(effect.level, 0) })}
          {report.effectUnadjusted.estimate === null
            ? null
            : ` · ${t('campaigns.report.unadjusted', {
                value: Object.values(format.moneyEstimate(report.effectUnadjusted, currency)).join(' '),
              })}`}
        </p>
      </div>
    </Part>
  )
}

export function writeP(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`
}
