import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead, useWorkspace } from '../api/hooks.ts'
import { MoneyEstimate } from '../ui/figures.tsx'
import { Part } from '../ui/page.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { DataTable } from '../ui/table.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat } from '../ui/use-format.ts'
import { CampaignsRoom } from './campaigns-room.tsx'
import { objectives } from './new-campaign.tsx'

export function LessonsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const currency = useWorkspace()?.currency ?? 'CNY'
  const [url, setUrl] = useUrlState()
  const objective = objectives.find((o) => o === url.objective)
  const query = useRead('/lessons', { query: objective ? { objective } : {} }, { keep: true })
  return (
    <CampaignsRoom tab="lessons" answers={t('campaigns.lessons.answers')}>
      <Part title={t('campaigns.lessons.list')}>
        <Select
          aria-label={t('campaigns.plan.objective')}
          style={{ minWidth: 160, marginBottom: 12 }}
          value={objective ?? ''}
          onChange={(value) => setUrl({ objective: value })}
          options={[
            { value: '', label: t('campaigns.lessons.all') },
            ...objectives.map((value) => ({ value, label: t(`objective.${value}`) })),
          ]}
        />
        <Loaded query={query} where={t('campaigns.lessons.list')} height={240}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title={t('campaigns.lessons.empty')}>{t('campaigns.lessons.emptyHelp')}</EmptyState>
            ) : (
              <DataTable
                label={t('campaigns.lessons.list')}
                rows={items}
                rowKey={(row) => row.id}
                linkOf={(row) => `/campaigns/${row.campaignId}?tab=report`}
                columns={[
                  {
                    key: 'campaign',
                    title: t('campaigns.col.name'),
                    width: '22%',
                    render: (row) => row.campaignName,
                  },
                  {
                    key: 'objective',
                    title: t('campaigns.col.objective'),
                    render: (row) => t(`objective.${row.objective}`),
                  },
                  { key: 'text', title: t('campaigns.report.lessons'), render: (row) => row.text },
                  {
                    key: 'effect',
                    title: t('campaigns.col.effect'),
                    figure: true,
                    render: (row) =>
                      row.effect ? <MoneyEstimate interval={row.effect} currency={currency} /> : '–',
                  },
                  {
                    key: 'at',
                    title: t('campaigns.col.changed'),
                    figure: true,
                    render: (row) => format.date(row.at),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Part>
    </CampaignsRoom>
  )
}
