import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import type { SourceItem } from '../../api/types.ts'
import { useGo } from '../../ui/go.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { DataTabs } from '../data-tabs.tsx'
import { Health, isStream, KindName } from './words.tsx'

const refreshEveryMs = 5_000

export function SourcesPage() {
  const { t } = useTranslation()
  const mayManage = useMay('settings.manage')
  const go = useGo()
  const query = useRead('/sources', {}, { refetchInterval: refreshEveryMs })
  return (
    <Page
      title={t('sources.title')}
      answers={t('sources.answers')}
      actions={
        mayManage ? (
          <Button type="primary" onClick={() => go('/data/sources/new')}>
            {t('sources.new')}
          </Button>
        ) : null
      }
    >
      <DataTabs />
      <Part title={t('sources.list')}>
        <Loaded query={query} where={t('sources.list')} height={200}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title={t('sources.empty')}>{t('sources.emptyHelp')}</EmptyState>
            ) : (
              <List items={items} />
            )
          }
        </Loaded>
      </Part>
    </Page>
  )
}

function List({ items }: { items: SourceItem[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const last = (row: SourceItem) => row.lastRun?.startedAt ?? row.lastEventAt
  return (
    <DataTable
      label={t('sources.list')}
      rows={items}
      rowKey={(row) => row.id}
      linkOf={(row) => `/data/sources/${row.id}`}
      columns={[
        { key: 'name', title: t('sources.col.name'), render: (row) => row.name },
        { key: 'kind', title: t('sources.kind'), render: (row) => <KindName {...row} /> },
        { key: 'health', title: t('sources.col.state'), render: (row) => <Health source={row} /> },
        { key: 'owner', title: t('sources.col.owner'), render: (row) => row.owner || '–' },
        {
          key: 'last',
          title: t('sources.col.last'),
          figure: true,
          render: (row) => {
            const at = last(row)
            return at ? format.dateTime(at) : t('sources.never')
          },
        },
        {
          key: 'next',
          title: t('sources.col.next'),
          figure: true,
          render: (row) => (row.nextRunAt ? format.dateTime(row.nextRunAt) : '–'),
        },
        {
          key: 'rows',
          title: t('sources.col.rows'),
          figure: true,
          render: (row) => (isStream(row) ? '–' : format.integer(row.stored)),
        },
        {
          key: 'rate',
          title: t('sources.col.perMinute'),
          figure: true,
          render: (row) => (isStream(row) ? format.integer(row.perMinute) : '–'),
        },
        {
          key: 'quarantined',
          title: t('sources.col.quarantined'),
          figure: true,
          render: (row) => (isStream(row) ? format.integer(row.quarantined) : '–'),
        },
      ]}
    />
  )
}
