import { useTranslation } from 'react-i18next'
import type { Report } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { writeP } from './effect-part.tsx'

/** Whether the groups split as they were drawn. */
export function Split({ report }: { report: Report }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { srm } = report
  if (srm.observedShare === null || srm.p === null) return <>{t('campaigns.report.srmNone')}</>
  const words = {
    observed: format.percent(srm.observedShare),
    expected: format.percent(srm.expectedShare),
    p: writeP(srm.p),
  }
  return <>{srm.mismatch ? t('campaigns.report.srmBad', words) : t('campaigns.report.srmOk', words)}</>
}

export function CostPart({ report }: { report: Report }) {
  const { t } = useTranslation()
  const format = useFormat()
  const rows = [
    ['contact', report.cost.contactMinor],
    ['offer', report.cost.offerMinor],
    ['fixed', report.cost.fixedMinor],
    ['total', report.cost.totalMinor],
  ] as const
  return (
    <Part title={t('campaigns.report.costTitle')}>
      <dl className="pairs pairs-total">
        {rows.map(([key, amount]) => (
          <div key={key}>
            <dt>{t(`campaigns.report.costs.${key}`)}</dt>
            <dd>{format.money(amount, report.currency)}</dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}

export function ForecastError({ report }: { report: Report }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { forecastMinor, actualMinor } = report.forecastError
  if (forecastMinor === null && actualMinor === null) return null
  const money = (amount: number | null) => format.moneyCompact(amount, report.currency, { signed: true })
  return (
    <Part title={t('campaigns.report.forecastError')}>
      <dl className="pairs">
        <div>
          <dt>{t('campaigns.report.forecast')}</dt>
          <dd>{money(forecastMinor)}</dd>
        </div>
        <div>
          <dt>{t('campaigns.report.actual')}</dt>
          <dd>{money(actualMinor)}</dd>
        </div>
      </dl>
    </Part>
  )
}
