import { useTranslation } from 'react-i18next'
import type { Home } from '../api/types.ts'
import { CampaignStatusMark } from '../campaigns/status.tsx'
import { MoneyEstimate } from '../ui/figures.tsx'
import { DataTable } from '../ui/table.tsx'
import { useFormat } from '../ui/use-format.ts'

export function RunningCampaigns({ home }: { home: Home }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <DataTable
      label={t('home.running')}
      rows={home.campaigns}
      rowKey={(row) => row.id}
      linkOf={(row) => `/campaigns/${row.id}`}
      columns={[
        { key: 'name', title: t('home.colName'), render: (row) => row.name },
        { key: 'objective', title: t('home.colObjective'), render: (row) => t(`objective.${row.objective}`) },
        {
          key: 'status',
          title: t('home.colStatus'),
          render: (row) => <CampaignStatusMark status={row.status} isPaused={row.isPaused} />,
        },
        {
          key: 'sent',
          title: t('home.colSent'),
          figure: true,
          render: (row) =>
            t('common.ofTotal', { part: format.integer(row.sent), total: format.integer(row.recipients) }),
        },
        {
          key: 'effect',
          title: t('home.colEffect'),
          figure: true,
          render: (row) =>
            home.leftOut.length > 0 ? (
              <span className="soft">{t('home.effectLeftOut')}</span>
            ) : (
              <MoneyEstimate interval={row.incrementalMarginMinor} currency={home.currency} />
            ),
        },
        {
          key: 'left',
          title: t('home.colLeft'),
          figure: true,
          render: (row) =>
            row.daysLeft === null || row.daysLeft === 0 ? '–' : t('home.daysLeft', { count: row.daysLeft }),
        },
      ]}
    />
  )
}
