import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import type { ListedCustomer, ProspectChange, ProspectChoices, SegmentRule } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { type Column, DataTable } from '../../ui/table.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useLocal } from '../../ui/use-format.ts'
import { isFigure, useCell } from '../list/cell.tsx'
import { ExportDialog } from '../list/export-dialog.tsx'
import type { ListState } from '../list/list-state.ts'
import { useCustomers } from '../list/use-customers.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { useProspectChange } from './use-prospects.tsx'

const columns = ['lead_stage', 'lead_days', 'lead_owner', 'lead_next', 'lead_source', 'first_touch', 'city']
const sorts = ['lead_days', 'first_seen'] as const

/** The list as the address says it, in the language of segments. */
function stateOf(url: Record<string, string>, known: ReadonlySet<string>): ListState {
  const stage = url.stage ?? ''
  const rules: SegmentRule[] = []
  if (stage !== '' && stage !== 'all') rules.push({ op: 'prospect_stage', params: { stage } })
  else rules.push({ op: 'status', params: { status: 'prospect' } })
  if (stage === '') rules.push({ not: { op: 'prospect_stage', params: { stage: 'lost' } } })
  if (url.owner) rules.push({ op: 'prospect_owner', params: { owner: url.owner } })
  if (url.from) rules.push({ op: 'prospect_source', params: { from: url.from } })
  const sort = sorts.find((one) => one === url.sort && known.has(one))
  return {
    columns: columns.filter((id) => known.has(id)),
    sort: { column: sort ?? (known.has('lead_days') ? 'lead_days' : 'first_seen'), direction: 'desc' },
    segment: null,
    rule: { all: rules },
  }
}

export function ProspectList({ choices }: { choices: ProspectChoices }) {
  const { t } = useTranslation()
  const countWords = useCountWords()
  const [url, setUrl] = useUrlState()
  // What was searched for may be a telephone number: it stands in no address.
  const [search, setSearch] = useState('')
  const described = useRead('/customer-columns', {}, { staleTime: 300_000 })
  const all = described.data?.columns ?? []
  const state = stateOf(url, new Set(all.map(({ id }) => id)))
  const list = useCustomers(state, search, described.data !== undefined)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<{ customers: string[]; stage?: string } | null>(null)
  const { change, isPending } = useProspectChange()
  const mayEdit = useMay('customers.edit')
  const give = async (customers: string[], what: ProspectChange) => {
    if (!(await change(customers, what))) return
    setAsking(null)
    setChosen(new Set())
  }
  const picked = list.items.filter(({ customerId }) => chosen.has(customerId)).map((one) => one.customerId)
  const filtered = search !== '' || Boolean(url.stage || url.owner || url.from)
  const shown = useColumns({
    choices,
    described: all,
    ids: state.columns,
    picked: mayEdit ? { chosen, setChosen, rows: list.items } : null,
    onStage: (customer, stage) =>
      stage === 'lost'
        ? setAsking({ customers: [customer], stage })
        : void give([customer], { change: 'stage', stage, reason: '', note: '' }),
  })
  return (
    <Part title={t('prospects.list')} note={countWords(list)}>
      <Bar
        choices={choices}
        state={state}
        search={search}
        onSearch={setSearch}
        canExport={list.items.length > 0}
        url={url}
        setUrl={setUrl}
      />
      {mayEdit && picked.length > 0 ? (
        <div className="bar" style={{ marginBottom: 12 }} role="status">
          <span>{t('prospects.chosen', { count: picked.length })}</span>
          <Button onClick={() => setAsking({ customers: picked })}>{t('prospects.change')}</Button>
        </div>
      ) : null}
      {asking ? (
        <ChangeDialog
          count={asking.customers.length}
          choices={choices}
          stage={asking.stage}
          busy={isPending}
          onGive={(what) => void give(asking.customers, what)}
          onClose={() => setAsking(null)}
        />
      ) : null}
      <Paged
        list={list}
        where={t('prospects.list')}
        empty={{
          title: t(filtered ? 'prospects.empty' : 'prospects.noneYet'),
          help: t(filtered ? 'prospects.emptyHelp' : 'prospects.noneYetHelp'),
        }}
      >
        {(items) => (
          <DataTable
            label={t('prospects.list')}
            rows={items}
            rowKey={(row) => row.customerId}
            columns={shown}
          />
        )}
      </Paged>
    </Part>
  )
}

function Bar({
  choices,
  state,
  search,
  onSearch,
  canExport,
  url,
  setUrl,
}: {
  choices: ProspectChoices
  state: ListState
  search: string
  onSearch: (text: string) => void
  canExport: boolean
  url: Record<string, string>
  setUrl: (change: Record<string, string | null>) => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const mayExport = useMay('customers.export')
  const [asking, setAsking] = useState(false)
  return (
    <div className="bar" style={{ marginBottom: 12 }}>
      <Input.Search
        className="grow"
        style={{ maxWidth: 360 }}
        allowClear
        placeholder={t('customers.find')}
        aria-label={t('customers.find')}
        onSearch={(text) => onSearch(text.trim())}
      />
      <Select
        aria-label={t('prospects.stage')}
        popupMatchSelectWidth={false}
        value={url.stage ?? ''}
        onChange={(stage) => setUrl({ stage })}
        options={[
          { value: '', label: t('prospects.anyStage') },
          { value: 'all', label: t('prospects.allStages') },
          ...choices.stages.map(({ id, label }) => ({ value: id, label: local(label) })),
        ]}
      />
      <Select
        aria-label={t('prospects.sort')}
        popupMatchSelectWidth={false}
        value={state.sort.column}
        onChange={(sort) => setUrl({ sort })}
        options={sorts.map((value) => ({ value: value as string, label: t(`prospects.sorts.${value}`) }))}
      />
      {url.from ? (
        <Button aria-label={t('prospects.withoutFrom')} onClick={() => setUrl({ from: null })}>
          {t('prospects.from', { source: url.from })} ×
        </Button>
      ) : null}
      {mayExport ? (
        <Button disabled={!canExport} onClick={() => setAsking(true)}>
          {t('customers.export.button')}
        </Button>
      ) : null}
      {asking ? <ExportDialog state={state} search={search} onClose={() => setAsking(false)} /> : null}
    </div>
  )
}

interface Picking {
  chosen: ReadonlySet<string>
  setChosen: (next: ReadonlySet<string>) => void
  rows: readonly ListedCustomer[]
}

function useColumns({
  choices,
  described,
  ids,
  picked,
  onStage,
}: {
  choices: ProspectChoices
  described: readonly Parameters<ReturnType<typeof useCell>>[1][]
  ids: readonly string[]
  /** null: nothing may be changed. */
  picked: Picking | null
  onStage: (customer: string, stage: string) => void
}): Column<ListedCustomer>[] {
  const { t } = useTranslation()
  const local = useLocal()
  const cell = useCell()
  const byId = new Map(described.map((one) => [one.id, one]))
  const toggle = (customer: string, isOn: boolean, { chosen, setChosen }: Picking) => {
    const next = new Set(chosen)
    if (isOn) next.add(customer)
    else next.delete(customer)
    setChosen(next)
  }
  return [
    ...(picked
      ? [
          {
            key: 'pick',
            width: 36,
            title: (
              <Checkbox
                aria-label={t('prospects.selectAll')}
                checked={
                  picked.rows.length > 0 && picked.rows.every((row) => picked.chosen.has(row.customerId))
                }
                onChange={({ target }) =>
                  picked.setChosen(
                    new Set(target.checked ? picked.rows.slice(0, 1_000).map((row) => row.customerId) : []),
                  )
                }
              />
            ),
            render: (row: ListedCustomer) => (
              <Checkbox
                aria-label={t('prospects.select', { name: row.label })}
                checked={picked.chosen.has(row.customerId)}
                onChange={({ target }) => toggle(row.customerId, target.checked, picked)}
              />
            ),
          },
        ]
      : []),
    {
      key: 'customer',
      title: t('customers.col.customer'),
      render: (row) => <Go to={`/customers/${row.customerId}`}>{row.label}</Go>,
    },
    ...ids.flatMap((id): Column<ListedCustomer>[] => {
      const column = byId.get(id)
      if (!column) return []
      const stage = (row: ListedCustomer) => String(row.values.lead_stage ?? '')
      return [
        {
          key: id,
          title: local(column.label),
          figure: isFigure(column),
          render: (row) =>
            id === 'lead_stage' && picked && stage(row) !== 'won' && stage(row) !== '' ? (
              <select
                className="lead-select"
                aria-label={t('prospects.stageOf', { name: row.label })}
                value={stage(row)}
                onChange={({ target }) => onStage(row.customerId, target.value)}
              >
                {choices.stages
                  .filter((one) => one.id !== 'won')
                  .map((one) => (
                    <option key={one.id} value={one.id}>
                      {local(one.label)}
                    </option>
                  ))}
              </select>
            ) : (
              cell(row, column)
            ),
        },
      ]
    }),
  ]
}
