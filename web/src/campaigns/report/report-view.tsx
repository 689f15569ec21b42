import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import type { Campaign, Report } from '../../api/types.ts'
import { EffectChart } from '../../ui/chart/effect-chart.tsx'
import { ComputedAt } from '../../ui/figures.tsx'
import { InSteps } from '../../ui/in-steps.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { ArmsTable } from './arms-table.tsx'
import { CostPart, ForecastError, Split } from './checks.tsx'
import { EffectPart } from './effect-part.tsx'
import { Lessons } from './lessons.tsx'
import { LiveNumbers } from './live-numbers.tsx'

/** What the campaign caused, against its control group; live while it runs, final afterwards. */
export function ReportView({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const running = campaign.status === 'live' || campaign.status === 'launching'
  const query = useRead(
    '/campaigns/{id}/report',
    { path: { id: campaign.id } },
    { keep: true, refetchInterval: running ? 3_000 : false },
  )
  return (
    <Loaded query={query} where={t('campaigns.one.tabs.report')} height={560}>
      {(report) =>
        report === null ? (
          <EmptyState
            title={campaign.status === 'launching' ? t('campaigns.live.waiting') : t('campaigns.report.none')}
          >
            {t('campaigns.report.noneHelp')}
          </EmptyState>
        ) : (
          <Whole campaign={campaign} report={report} />
        )
      }
    </Loaded>
  )
}

function Whole({ campaign, report }: { campaign: Campaign; report: Report }) {
  const { t } = useTranslation()
  const local = useLocal()
  const mayCount = useMay('customers.read')
  return (
    <>
      <InSteps />
      <p className={`verdict verdict-${report.incrementalMarginMinor.verdict}`} data-testid="verdict">
        {local(report.verdict)}
      </p>
      {report.srm.mismatch || report.warnings.length > 0 ? (
        <div className="notice notice-look">
          <ul className="plain-list">
            {report.warnings.map((warning) => (
              <li key={warning.en}>{local(warning)}</li>
            ))}
            {report.srm.mismatch ? (
              <li>
                <Split report={report} />
              </li>
            ) : null}
          </ul>
        </div>
      ) : null}
      <div className="columns">
        <EffectPart campaign={campaign} report={report} />
        <Part
          className="span-8 fill"
          title={t('campaigns.report.series')}
          actions={<ComputedAt at={report.computedAt} />}
        >
          {report.series.length > 1 ? (
            <EffectChart
              title={t('campaigns.report.series')}
              series={report.series}
              currency={report.currency}
              fill
            />
          ) : (
            <EmptyState title={t(mayCount ? 'chart.nothingYet' : 'shell.noDays')} />
          )}
        </Part>
      </div>
      <LiveNumbers campaign={campaign} report={report} />
      <Part title={t('campaigns.report.arms')} note={t(`campaigns.report.marginBasis.${report.marginBasis}`)}>
        <ArmsTable campaign={campaign} report={report} />
        <p className="faint" style={{ marginTop: 12 }}>
          <Split report={report} />
        </p>
      </Part>
      <div className="columns">
        <div className="span-5 stack">
          <CostPart report={report} />
          <ForecastError report={report} />
        </div>
        <Lessons campaign={campaign} />
      </div>
    </>
  )
}
