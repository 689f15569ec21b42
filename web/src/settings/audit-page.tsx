import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages } from '../api/hooks.ts'
import { Go } from '../ui/go.tsx'
import { Part } from '../ui/page.tsx'
import { Paged } from '../ui/paged.tsx'
import { DataTable } from '../ui/table.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat } from '../ui/use-format.ts'
import { auditedActions, useAuditWords } from './audit-words.ts'
import { SettingsPage } from './settings-page.tsx'

export function AuditPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useAuditWords()
  const [url, setUrl] = useUrlState()
  const list = usePages('/audit', { query: { limit: 100, ...(url.action ? { action: url.action } : {}) } })
  const actions = url.action && !auditedActions.includes(url.action) ? [url.action] : []
  return (
    <SettingsPage tab="audit" answers={t('settings.audit.answers')}>
      <Part title={t('settings.audit.list')}>
        <div className="bar" style={{ marginBottom: 12 }}>
          <Select
            aria-label={t('settings.audit.col.action')}
            style={{ minWidth: 240 }}
            showSearch
            optionFilterProp="label"
            value={url.action ?? ''}
            onChange={(action) => setUrl({ action })}
            options={[
              { value: '', label: t('settings.audit.allActions') },
              ...[...auditedActions, ...actions].map((value) => ({ value, label: words.action(value) })),
            ]}
          />
        </div>
        <Paged
          list={list}
          where={t('settings.audit.list')}
          empty={{ title: url.action ? t('settings.audit.emptyFilter') : t('settings.audit.empty') }}
        >
          {(items) => (
            <DataTable
              label={t('settings.audit.list')}
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: 'at',
                  title: t('settings.audit.col.at'),
                  render: (row) => <span className="clip">{format.dateTime(row.at)}</span>,
                },
                {
                  key: 'actor',
                  title: t('settings.audit.col.actor'),
                  render: (row) => words.actor(row.actor),
                },
                {
                  key: 'action',
                  title: t('settings.audit.col.action'),
                  render: (row) => words.action(row.action),
                },
                {
                  key: 'subject',
                  title: t('settings.audit.col.subject'),
                  render: (row) => <Subject kind={row.subjectKind} id={row.subjectId} />,
                },
                {
                  key: 'detail',
                  title: t('settings.audit.col.detail'),
                  render: (row) => <Detail detail={row.detail} />,
                },
              ]}
            />
          )}
        </Paged>
      </Part>
    </SettingsPage>
  )
}

const pages: Record<string, string> = {
  campaign: '/campaigns',
  segment: '/insight/segments',
  customer: '/customers',
  import: '/data/imports',
}

/** What it was done to, with a way there where it has a page. */
function Subject({ kind, id }: { kind: string; id: string }) {
  const words = useAuditWords()
  const page = pages[kind]
  // The last part of an id tells two apart; its beginning is the time, the same for neighbours.
  const short = id.length > 12 ? `…${id.slice(-8)}` : id
  const name = <span title={id}>{`${words.subject(kind)} ${short}`}</span>
  return page ? <Go to={`${page}/${id}`}>{name}</Go> : name
}

function Detail({ detail }: { detail: Record<string, unknown> }) {
  const words = useAuditWords()
  const entries = Object.entries(detail)
  if (entries.length === 0) return <span className="faint">–</span>
  return (
    <dl className="inline-pairs">
      {entries.map(([key, value]) => (
        <div key={key}>
          <dt>{words.key(key)}</dt>
          <dd>{words.value(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
