import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages, useRead } from '../api/hooks.ts'
import { Page, Part } from '../ui/page.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat } from '../ui/use-format.ts'
import { CustomerTable } from './customer-table.tsx'
import { CustomersTabs } from './customers-tabs.tsx'

const sorts = ['monetary', 'recent', 'frequency', 'newest'] as const
type Sort = (typeof sorts)[number]

export function CustomersPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const [url, setUrl] = useUrlState()
  const segments = useRead('/segments')
  const sort = (sorts as readonly string[]).includes(url.sort ?? '') ? (url.sort as Sort) : 'monetary'
  const filtered = Boolean(url.q || url.segment)
  const list = usePages('/customers', {
    query: {
      limit: 100,
      sort,
      ...(url.q ? { search: url.q } : {}),
      ...(url.segment ? { segment: url.segment } : {}),
    },
  })
  return (
    <Page title={t('shell.customers')} answers={t('customers.answers')}>
      <CustomersTabs />
      <Part
        title={t('customers.list')}
        note={
          list.total === null
            ? null
            : t('common.loadedOf', {
                loaded: format.integer(list.items.length),
                total: format.integer(list.total),
              })
        }
      >
        <div className="bar" style={{ marginBottom: 12 }}>
          <Input.Search
            key={url.q ?? ''}
            className="grow"
            style={{ maxWidth: 460 }}
            allowClear
            defaultValue={url.q ?? ''}
            placeholder={t('customers.find')}
            aria-label={t('customers.find')}
            onSearch={(q) => setUrl({ q: q.trim() })}
          />
          <Select
            aria-label={t('customers.segment')}
            style={{ minWidth: 200 }}
            showSearch
            optionFilterProp="label"
            value={url.segment ?? ''}
            onChange={(segment) => setUrl({ segment })}
            options={[
              { value: '', label: t('customers.everybody') },
              ...(segments.data?.items ?? []).map((s) => ({ value: s.id, label: s.name })),
            ]}
          />
          <Select
            aria-label={t('customers.sort')}
            style={{ minWidth: 130 }}
            value={sort}
            onChange={(next) => setUrl({ sort: next })}
            options={sorts.map((value) => ({ value, label: t(`customers.sorts.${value}`) }))}
          />
        </div>
        {list.isPending ? (
          <Loading height={480} />
        ) : list.error ? (
          <ErrorState error={list.error} where={t('shell.customers')} onRetry={() => void list.refetch()} />
        ) : list.items.length === 0 ? (
          <EmptyState title={filtered ? t('customers.empty') : t('customers.noneYet')}>
            {filtered ? t('customers.emptyHelp') : t('customers.noneYetHelp')}
          </EmptyState>
        ) : (
          <CustomerTable
            rows={list.items}
            hasMore={list.hasNextPage}
            loadMore={() => {
              if (!list.isFetchingNextPage) void list.fetchNextPage()
            }}
          />
        )}
      </Part>
    </Page>
  )
}
