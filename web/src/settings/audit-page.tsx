import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages } from '../api/hooks.ts'
import { Part } from '../ui/page.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx'
import { DataTable } from '../ui/table.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat } from '../ui/use-format.ts'
import { SettingsPage } from './settings-page.tsx'

export function AuditPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const [url, setUrl] = useUrlState()
  const list = usePages('/audit', { query: { limit: 100, ...(url.action ? { action: url.action } : {}) } })
  return (
    <SettingsPage tab="audit" answers={t('settings.audit.answers')}>
      <Part title={t('settings.audit.list')}>
        <Input.Search
          style={{ maxWidth: 360, marginBottom: 12 }}
          allowClear
          defaultValue={url.action ?? ''}
          placeholder={t('settings.audit.find')}
          aria-label={t('settings.audit.find')}
          onSearch={(action) => setUrl({ action: action.trim() })}
        />
        {list.isPending ? (
          <Loading height={320} />
        ) : list.error ? (
          <ErrorState
            error={list.error}
            where={t('settings.audit.list')}
            onRetry={() => void list.refetch()}
          />
        ) : list.items.length === 0 ? (
          <EmptyState title={t('settings.audit.empty')} />
        ) : (
          <DataTable
            label={t('settings.audit.list')}
            rows={list.items}
            rowKey={(row) => row.id}
            columns={[
              {
                key: 'at',
                title: t('settings.audit.col.at'),
                render: (row) => <span className="clip">{format.dateTime(row.at)}</span>,
              },
              { key: 'actor', title: t('settings.audit.col.actor'), render: (row) => row.actor },
              {
                key: 'action',
                title: t('settings.audit.col.action'),
                render: (row) => <code>{row.action}</code>,
              },
              {
                key: 'subject',
                title: t('settings.audit.col.subject'),
                render: (row) => `${row.subjectKind} ${row.subjectId}`,
              },
              {
                key: 'detail',
                title: t('settings.audit.col.detail'),
                render: (row) => (
                  <code className="raw">
                    {Object.keys(row.detail).length === 0 ? '–' : JSON.stringify(row.detail)}
                  </code>
                ),
              },
            ]}
          />
        )}
        {list.hasNextPage ? (
          <p className="state-actions">
            <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
              {t('common.more')}
            </Button>
          </p>
        ) : null}
      </Part>
    </SettingsPage>
  )
}
