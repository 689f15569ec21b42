import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages } from '../api/hooks.ts'
import type { Campaign } from '../api/types.ts'
import { Part } from '../ui/page.tsx'
import { Paged, useCountWords } from '../ui/paged.tsx'
import { DataTable } from '../ui/table.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat, useLocal } from '../ui/use-format.ts'

const arms = ['treatment', 'control'] as const
const actions = ['send', 'withhold', 'silent'] as const

/** Everybody the campaign decided about, with the decision and its reason. */
export function CampaignPeople({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const count = useCountWords()
  const [url, setUrl] = useUrlState()
  const arm = arms.find((a) => a === url.arm)
  const action = actions.find((a) => a === url.action)
  const list = usePages('/campaigns/{id}/people', {
    path: { id: campaign.id },
    query: {
      limit: 100,
      ...(arm ? { arm } : {}),
      ...(action ? { action } : {}),
      ...(url.reason ? { reason: url.reason } : {}),
    },
  })
  const deliveryName = (status: string | null) => {
    const words = campaign.channel === 'call' ? 'deskTools.people' : 'interaction.deliveries.status'
    const key = `${words}.${status}`
    return status !== null && i18n.exists(key)
      ? i18n.t(key as 'interaction.deliveries.status.sent')
      : (status ?? '–')
  }
  return (
    <Part title={t('campaigns.people.title')} note={count(list)}>
      <div className="bar" style={{ marginBottom: 12 }}>
        <Select
          aria-label={t('campaigns.people.arm')}
          style={{ minWidth: 120 }}
          value={arm ?? ''}
          onChange={(value) => setUrl({ arm: value })}
          options={[
            { value: '', label: `${t('campaigns.people.arm')}: ${t('campaigns.people.all')}` },
            ...arms.map((value) => ({ value, label: t(`campaigns.report.arm.${value}`) })),
          ]}
        />
        <Select
          aria-label={t('campaigns.people.action')}
          style={{ minWidth: 200 }}
          value={action ?? ''}
          onChange={(value) => setUrl({ action: value })}
          options={[
            { value: '', label: `${t('campaigns.people.action')}: ${t('campaigns.people.all')}` },
            ...actions.map((value) => ({ value, label: t(`campaigns.people.actions.${value}`) })),
          ]}
        />
      </div>
      <Paged list={list} where={t('campaigns.people.title')} empty={{ title: t('campaigns.people.empty') }}>
        {(items) => (
          <DataTable
            label={t('campaigns.people.title')}
            rows={items}
            rowKey={(row) => row.customerId}
            linkOf={(row) => `/customers/${row.customerId}`}
            columns={[
              { key: 'customer', title: t('campaigns.people.col.customer'), render: (row) => row.label },
              {
                key: 'arm',
                title: t('campaigns.people.col.arm'),
                render: (row) => t(`campaigns.report.arm.${row.arm}`),
              },
              {
                key: 'action',
                title: t('campaigns.people.col.action'),
                render: (row) => t(`campaigns.people.actions.${row.action}`),
              },
              {
                key: 'reason',
                title: t('campaigns.people.col.reason'),
                render: (row) => <span className="soft">{local(row.reason) || '–'}</span>,
              },
              {
                key: 'delivery',
                title: t('campaigns.people.col.delivery'),
                render: (row) => deliveryName(row.delivery),
              },
              {
                key: 'spent',
                title: t('campaigns.people.col.spent'),
                figure: true,
                render: (row) => format.money(row.spentMinor, campaign.currency),
              },
            ]}
          />
        )}
      </Paged>
    </Part>
  )
}
