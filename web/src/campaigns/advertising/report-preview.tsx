import { useTranslation } from 'react-i18next'
import type { SpendReport } from '../../api/types.ts'
import { BadRows } from '../../ui/file/bad-rows.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** The report as it was read: its days, what would change, what is wrong. */
export function ReportPreview({ report, home }: { report: SpendReport; home: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { currency } = report
  const count = (n: number | null) => (n === null ? '–' : format.decimal(n, Number.isInteger(n) ? 0 : 2))
  return (
    <>
      <p role="status">
        {report.from === null
          ? t('advertising.take.noDays')
          : t('advertising.take.found', {
              ...{ rows: format.integer(report.rows), from: report.from, to: report.to },
              ...{
                spend: format.money(report.spendMinor, currency),
                campaigns: format.integer(report.campaigns),
              },
            })}{' '}
        {report.from === null
          ? null
          : t('advertising.take.would', {
              ...{ added: format.integer(report.added), changed: format.integer(report.changed) },
              ...{ same: format.integer(report.same), totals: format.integer(report.totals) },
            })}
      </p>
      {report.sample.length > 0 ? (
        <DataTable
          label={t('advertising.take.sample')}
          maxHeight={240}
          rows={report.sample}
          rowKey={(row) => `${row.medium}\n${row.campaign}\n${row.day}`}
          columns={[
            { key: 'day', title: t('advertising.take.fields.date'), render: (row) => row.day },
            { key: 'campaign', title: t('advertising.campaign'), render: (row) => row.campaign || '–' },
            {
              ...{ key: 'impressions', title: t('advertising.take.fields.impressions'), figure: true },
              render: (row) => count(row.impressions),
            },
            {
              key: 'clicks',
              title: t('advertising.clicks'),
              figure: true,
              render: (row) => count(row.clicks),
            },
            {
              ...{ key: 'spend', title: t('advertising.spend'), figure: true },
              render: (row) => format.money(row.spendMinor, currency),
            },
            {
              ...{ key: 'conversions', title: t('advertising.take.fields.conversions'), figure: true },
              render: (row) => count(row.conversions),
            },
          ]}
        />
      ) : null}
      {report.changes.length > 0 ? (
        <DataTable
          label={t('advertising.take.changes')}
          maxHeight={200}
          rows={report.changes}
          rowKey={(row) => `${row.medium}\n${row.campaign}\n${row.day}`}
          columns={[
            { key: 'day', title: t('advertising.take.changes'), render: (row) => row.day },
            { key: 'campaign', title: t('advertising.campaign'), render: (row) => row.campaign || '–' },
            {
              ...{ key: 'before', title: t('advertising.take.before'), figure: true },
              render: (row) => format.money(row.beforeMinor, home),
            },
            {
              ...{ key: 'after', title: t('advertising.take.after'), figure: true },
              render: (row) => format.money(row.afterMinor, home),
            },
          ]}
        />
      ) : null}
      <BadRows bad={report.bad} />
    </>
  )
}
