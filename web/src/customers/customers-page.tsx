import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../api/hooks.ts'
import { Page, Part } from '../ui/page.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx'
import { useFormat } from '../ui/use-format.ts'
import { CustomerTable } from './customer-table.tsx'
import { CustomersTabs } from './customers-tabs.tsx'
import { ColumnsDrawer } from './list/columns-drawer.tsx'
import { ExportDialog } from './list/export-dialog.tsx'
import { FilterPanel } from './list/filter-panel.tsx'
import { type ListControl, useListState } from './list/list-state.ts'
import { useCustomers } from './list/use-customers.ts'
import { ViewMenu } from './list/view-menu.tsx'

export function CustomersPage() {
  const { t } = useTranslation()
  const control = useListState()
  return (
    <Page title={t('shell.customers')} answers={t('customers.answers')}>
      <CustomersTabs />
      {control.isPending ? (
        <Loading height={480} />
      ) : control.error ? (
        <ErrorState error={control.error} where={t('shell.customers')} onRetry={control.retry} />
      ) : (
        <CustomerList control={control} />
      )}
    </Page>
  )
}

function CustomerList({ control }: { control: ListControl }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { state, search, known } = control
  const list = useCustomers(state, search, true)
  const [showsFilter, setShowsFilter] = useState(state.rule !== null)
  const [choosesColumns, setChoosesColumns] = useState(false)
  const byId = new Map(known.map((column) => [column.id, column]))
  const columns = state.columns.flatMap((id) => byId.get(id) ?? [])
  const filtered = search !== '' || state.segment !== null || state.rule !== null
  return (
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
      actions={<ViewMenu control={control} />}
    >
      <Toolbar
        control={control}
        canExport={list.items.length > 0}
        showsFilter={showsFilter}
        onFilter={() => setShowsFilter((old) => !old)}
        onColumns={() => setChoosesColumns(true)}
      />
      {showsFilter ? (
        <FilterPanel
          // Another view brings other filters.
          key={`${control.view?.id ?? ''}`}
          rule={state.rule}
          onApply={(rule) => control.change({ rule })}
        />
      ) : null}
      <ColumnsDrawer
        open={choosesColumns}
        known={known}
        chosen={state.columns}
        onChange={(next) => control.change({ columns: next })}
        onClose={() => setChoosesColumns(false)}
      />
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
          columns={columns}
          sort={state.sort}
          onSort={(sort) => control.change({ sort })}
          hasMore={list.hasNextPage}
          loadMore={() => {
            if (!list.isFetchingNextPage) void list.fetchNextPage()
          }}
        />
      )}
    </Part>
  )
}

function Toolbar({
  control,
  canExport,
  showsFilter,
  onFilter,
  onColumns,
}: {
  control: ListControl
  canExport: boolean
  showsFilter: boolean
  onFilter: () => void
  onColumns: () => void
}) {
  const { t } = useTranslation()
  const { state, search, setSearch } = control
  const segments = useRead('/segments')
  const mayExport = useMay('customers.export')
  const [asking, setAsking] = useState(false)
  return (
    <div className="bar" style={{ marginBottom: 12 }}>
      <Input.Search
        className="grow"
        style={{ maxWidth: 420 }}
        allowClear
        defaultValue={search}
        placeholder={t('customers.find')}
        aria-label={t('customers.find')}
        onSearch={(text) => setSearch(text.trim())}
      />
      <Select
        aria-label={t('customers.segment')}
        style={{ minWidth: 180 }}
        showSearch
        optionFilterProp="label"
        value={state.segment ?? ''}
        onChange={(segment) => control.change({ segment: segment === '' ? null : segment })}
        options={[
          { value: '', label: t('customers.everybody') },
          ...(segments.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      <Button onClick={onFilter} aria-expanded={showsFilter}>
        {t('customers.filter.title')}
        {state.rule ? ` (${conditionCount(state.rule)})` : ''}
      </Button>
      <Button onClick={onColumns}>{t('customers.columns.title')}</Button>
      {mayExport ? (
        <Button disabled={!canExport} title={t('customers.export.help')} onClick={() => setAsking(true)}>
          {t('customers.export.button')}
        </Button>
      ) : null}
      {asking ? <ExportDialog state={state} search={search} onClose={() => setAsking(false)} /> : null}
    </div>
  )
}

function conditionCount(rule: NonNullable<ListControl['state']['rule']>): number {
  if ('all' in rule) return rule.all.reduce((sum, part) => sum + conditionCount(part), 0)
  if ('any' in rule) return rule.any.reduce((sum, part) => sum + conditionCount(part), 0)
  return 'not' in rule ? conditionCount(rule.not) : 1
}
