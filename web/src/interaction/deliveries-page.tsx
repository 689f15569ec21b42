import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages, useRead } from '../api/hooks.ts'
import type { Delivery } from '../api/types.ts'
import { Mark } from '../ui/figures.tsx'
import { Go } from '../ui/go.tsx'
import { Part } from '../ui/page.tsx'
import { Paged, useCountWords } from '../ui/paged.tsx'
import { DataTable } from '../ui/table.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat, useLocal } from '../ui/use-format.ts'
import { InteractionPage } from './interaction-page.tsx'

const states = ['planned', 'sending', 'sent', 'failed', 'unknown', 'suppressed'] as const
const tones = {
  planned: 'quiet',
  sending: 'plain',
  sent: 'good',
  failed: 'look',
  unknown: 'look',
  suppressed: 'plain',
} as const

export function DeliveriesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const count = useCountWords()
  const [url, setUrl] = useUrlState()
  const campaigns = useRead('/campaigns')
  const isCall = campaigns.data?.items.find(({ id }) => id === url.campaign)?.channel === 'call'
  const filtered = Boolean(url.status || url.campaign || url.customer)
  const list = usePages(
    '/deliveries',
    {
      query: {
        limit: 100,
        ...(url.status ? { status: url.status as Delivery['status'] } : {}),
        ...(url.campaign ? { campaign: url.campaign } : {}),
        ...(url.customer ? { customer: url.customer } : {}),
      },
    },
    { refetchInterval: 10_000 },
  )
  return (
    <InteractionPage tab="deliveries" answers={t('interaction.deliveries.answers')}>
      <Part title={t('interaction.deliveries.list')} note={count(list)}>
        <div className="bar" style={{ marginBottom: 12 }}>
          <Select
            aria-label={t('interaction.deliveries.state')}
            style={{ minWidth: 140 }}
            value={url.status ?? ''}
            onChange={(status) => setUrl({ status })}
            options={[
              { value: '', label: t('interaction.deliveries.allStates') },
              ...states.map((value) => ({ value, label: t(`interaction.deliveries.status.${value}`) })),
            ]}
          />
          <Select
            aria-label={t('interaction.deliveries.campaign')}
            style={{ minWidth: 220 }}
            showSearch
            optionFilterProp="label"
            value={url.campaign ?? ''}
            onChange={(campaign) => setUrl({ campaign })}
            options={[
              { value: '', label: t('interaction.deliveries.allCampaigns') },
              ...(campaigns.data?.items ?? []).map((c) => ({ value: c.id, label: c.name })),
            ]}
          />
          {url.customer ? (
            <>
              <span>{t('interaction.deliveries.ofCustomer', { id: url.customer })}</span>
              <Button type="text" onClick={() => setUrl({ customer: null })}>
                {t('interaction.deliveries.clear')}
              </Button>
            </>
          ) : null}
        </div>
        {isCall ? (
          <p className="notice">
            {t('deskTools.report.deliveries')}{' '}
            <Go to={`/interaction/desk/board?campaign=${url.campaign}&state=all`}>
              {t('deskTools.report.queue')}
            </Go>
          </p>
        ) : null}
        <Paged
          list={list}
          where={t('interaction.deliveries.list')}
          empty={
            filtered
              ? { title: t('interaction.deliveries.emptyFilter') }
              : { title: t('interaction.deliveries.empty'), help: t('interaction.deliveries.emptyHelp') }
          }
        >
          {(items) => (
            <DataTable
              label={t('interaction.deliveries.list')}
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: 'customer',
                  title: t('interaction.deliveries.col.customer'),
                  render: (row) => <Go to={`/customers/${row.customerId}`}>{row.customerId}</Go>,
                },
                {
                  key: 'campaign',
                  title: t('interaction.deliveries.col.campaign'),
                  render: (row) => <Go to={`/campaigns/${row.campaignId}`}>{row.campaignName}</Go>,
                },
                {
                  key: 'status',
                  title: t('interaction.deliveries.col.status'),
                  render: (row) => (
                    <Mark tone={tones[row.status]}>{t(`interaction.deliveries.status.${row.status}`)}</Mark>
                  ),
                },
                {
                  key: 'reason',
                  title: t('interaction.deliveries.col.reason'),
                  render: (row) => <span className="soft">{local(row.reason) || '–'}</span>,
                },
                {
                  key: 'receipt',
                  title: t('interaction.deliveries.col.receipt'),
                  render: (row) =>
                    row.receipt ? (
                      <span title={format.dateTime(row.receipt.at)}>{local(row.receipt.words)}</span>
                    ) : (
                      <span className="soft">–</span>
                    ),
                },
                {
                  key: 'planned',
                  title: t('interaction.deliveries.col.planned'),
                  figure: true,
                  render: (row) => format.dateTime(row.plannedAt),
                },
                {
                  key: 'ended',
                  title: t('interaction.deliveries.col.ended'),
                  figure: true,
                  render: (row) => format.dateTime(row.endedAt),
                },
              ]}
            />
          )}
        </Paged>
        <p className="faint" style={{ marginTop: 12 }}>
          {t('interaction.deliveries.promise')}
        </p>
      </Part>
    </InteractionPage>
  )
}
