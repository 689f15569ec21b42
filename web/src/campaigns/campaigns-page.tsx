import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../api/hooks.ts'
import type { CampaignRow } from '../api/types.ts'
import { MoneyEstimate } from '../ui/figures.tsx'
import { Part } from '../ui/page.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { DataTable } from '../ui/table.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat } from '../ui/use-format.ts'
import { CampaignsRoom } from './campaigns-room.tsx'
import { NewCampaign } from './new-campaign.tsx'
import { PauseButton, PauseDialog } from './pause.tsx'
import { CampaignStatusMark } from './status.tsx'

const states = ['draft', 'scheduled', 'launching', 'live', 'paused', 'stopped', 'ended'] as const

export function CampaignsPage() {
  const { t } = useTranslation()
  const [url, setUrl] = useUrlState()
  const mayEdit = useMay('campaigns.edit')
  const inBin = url.status === 'bin'
  const query = useRead(
    '/campaigns',
    {
      query: {
        ...(url.q ? { search: url.q } : {}),
        ...(inBin
          ? { deleted: 'true' }
          : url.status
            ? { status: url.status as (typeof states)[number] }
            : {}),
      },
    },
    { keep: true, refetchInterval: 10_000 },
  )
  return (
    <CampaignsRoom
      tab="list"
      answers={t('campaigns.answers')}
      actions={
        mayEdit ? (
          <Button type="primary" onClick={() => setUrl({ new: '1' })}>
            {t('campaigns.new')}
          </Button>
        ) : null
      }
    >
      {url.new === '1' && mayEdit ? <NewCampaign onClose={() => setUrl({ new: null })} /> : null}
      <Part title={t('campaigns.tabs.list')}>
        <div className="bar" style={{ marginBottom: 12 }}>
          <Input.Search
            className="grow"
            style={{ maxWidth: 360 }}
            allowClear
            defaultValue={url.q ?? ''}
            placeholder={t('campaigns.find')}
            aria-label={t('campaigns.find')}
            onSearch={(q) => setUrl({ q })}
          />
          <Select
            aria-label={t('campaigns.state')}
            style={{ minWidth: 140 }}
            value={url.status ?? ''}
            onChange={(status) => setUrl({ status })}
            options={[
              { value: '', label: t('campaigns.allStates') },
              ...states.map((value) => ({ value, label: t(`campaignStatus.${value}`) })),
              { value: 'bin', label: t('campaigns.bin') },
            ]}
          />
        </div>
        <Loaded query={query} where={t('shell.campaigns')} height={320}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title={inBin ? t('campaigns.binEmpty') : t('campaigns.empty')}>
                {inBin ? null : t('campaigns.emptyHelp')}
              </EmptyState>
            ) : (
              <List items={items} inBin={inBin} />
            )
          }
        </Loaded>
      </Part>
    </CampaignsRoom>
  )
}

function List({ items, inBin }: { items: CampaignRow[]; inBin: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const mayLaunch = useMay('campaigns.launch')
  const [asking, setAsking] = useState<CampaignRow | null>(null)
  const restore = useWrite('post', '/campaigns/{id}/restore', ['/campaigns', '/home'])
  return (
    <>
      <DataTable
        label={t('campaigns.tabs.list')}
        rows={items}
        rowKey={(row) => row.id}
        linkOf={(row) => `/campaigns/${row.id}`}
        columns={[
          { key: 'name', title: t('campaigns.col.name'), render: (row) => row.name },
          {
            key: 'objective',
            title: t('campaigns.col.objective'),
            render: (row) => <span className="unbroken">{t(`objective.${row.objective}`)}</span>,
          },
          {
            key: 'status',
            title: t('campaigns.col.status'),
            render: (row) => <CampaignStatusMark status={row.status} isPaused={row.paused !== null} />,
          },
          { key: 'segment', title: t('campaigns.col.segment'), render: (row) => row.segmentName ?? '–' },
          {
            key: 'recipients',
            title: t('campaigns.col.recipients'),
            figure: true,
            render: (row) => format.integer(row.recipients),
          },
          {
            key: 'effect',
            title: t('campaigns.col.effect'),
            figure: true,
            render: (row) =>
              row.incrementalMarginMinor ? (
                <MoneyEstimate interval={row.incrementalMarginMinor} currency={row.currency} />
              ) : (
                '–'
              ),
          },
          {
            key: 'changed',
            title: t('campaigns.col.changed'),
            figure: true,
            render: (row) =>
              inBin ? (
                <Button size="small" onClick={() => restore.mutate({ path: { id: row.id } })}>
                  {t('common.restore')}
                </Button>
              ) : (
                format.date(row.updatedAt)
              ),
          },
          ...(mayLaunch && !inBin
            ? [
                {
                  key: 'pause',
                  title: <span className="visually-hidden">{t('campaigns.pause.action')}</span>,
                  figure: true,
                  render: (row: CampaignRow) => (
                    <PauseButton campaign={row} onAsk={() => setAsking(row)} small />
                  ),
                },
              ]
            : []),
        ]}
      />
      {asking ? <PauseDialog campaign={asking} onClose={() => setAsking(null)} /> : null}
    </>
  )
}
