import { useTranslation } from 'react-i18next'
import type { Campaign, Report } from '../../api/types.ts'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** Target and control side by side; a group opens its people. */
export function ArmsTable({ campaign, report }: { campaign: Campaign; report: Report }) {
  const { t } = useTranslation()
  const format = useFormat()
  const money = (amount: number) => format.moneyCompact(amount, report.currency)
  return (
    <DataTable
      label={t('campaigns.report.arms')}
      rows={report.arms}
      rowKey={(row) => row.arm}
      linkOf={(row) => `/campaigns/${campaign.id}?tab=people&arm=${row.arm}`}
      columns={[
        {
          key: 'arm',
          title: t('campaigns.report.col.arm'),
          render: (row) => t(`campaigns.report.arm.${row.arm}`),
        },
        {
          key: 'customers',
          title: t('campaigns.report.col.customers'),
          figure: true,
          render: (row) => format.integer(row.customers),
        },
        {
          key: 'contacted',
          title: t('campaigns.report.col.contacted'),
          figure: true,
          render: (row) => format.integer(row.contacted),
        },
        {
          key: 'buyers',
          title: t('campaigns.report.col.buyers'),
          figure: true,
          render: (row) => format.integer(row.buyers),
        },
        {
          key: 'rate',
          title: t('campaigns.report.col.rate'),
          figure: true,
          render: (row) => format.percent(row.buyerRate, 2),
        },
        {
          key: 'revenue',
          title: t('campaigns.report.col.revenue'),
          figure: true,
          render: (row) => money(row.revenueMinor),
        },
        {
          key: 'margin',
          title: t('campaigns.report.col.margin'),
          figure: true,
          render: (row) => money(row.marginMinor),
        },
        {
          key: 'per',
          title: t('campaigns.report.col.perCustomer'),
          figure: true,
          render: (row) => money(row.marginPerCustomerMinor),
        },
      ]}
    />
  )
}
