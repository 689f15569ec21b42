import { useNavigate } from '@tanstack/react-router'
import { App, Button, Drawer, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, usePages, useRead, useSlug, useWorkspace, useWrite } from '../../api/hooks.ts'
import type { CompanyRow } from '../../api/types.ts'
import { ComputedAt } from '../../ui/figures.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { countsOf, EndedTask, RunningTask, useRunningTask } from '../../ui/running-task.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { CustomersTabs } from '../customers-tabs.tsx'
import { CompanyFileDialog } from './company-file.tsx'
import { CompanyForm } from './company-form.tsx'
import { Filters, useListQuery } from './filters.tsx'
import { Proposals } from './proposals.tsx'

/** Which companies customers work for. */
export function CompaniesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const navigate = useNavigate()
  const slug = useSlug()
  const mayChange = useMay('customers.merge')
  const [adding, setAdding] = useState(false)
  const choices = useRead(
    '/companies/choices',
    {},
    { refetchInterval: (data) => (data?.taskId ? 1_000 : false) },
  )
  const start = useWrite('post', '/companies/find', ['/companies', '/company-proposals'])
  const lastRun = choices.data?.lastRun
  const running = useRunningTask(choices.data?.taskId, start.data?.taskId)
  const find = async () => {
    try {
      await start.mutateAsync({})
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Page
      title={t('companies.title')}
      answers={t('companies.answers')}
      actions={
        mayChange ? (
          <>
            <Button loading={start.isPending} disabled={running !== null} onClick={() => void find()}>
              {t('companies.search')}
            </Button>
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('companies.add')}
            </Button>
          </>
        ) : null
      }
    >
      <CustomersTabs />
      {running ? (
        <RunningTask
          key={running}
          taskId={running}
          words={(progress) => `${t('companies.searching')} ${progress ? format.integer(progress.done) : ''}`}
          stop={t('companies.stop')}
          afterwards={['/companies', '/company-proposals']}
        />
      ) : (
        <EndedTask
          task={choices.data?.lastTask ?? null}
          brought={(date) => (lastRun ? t('companies.ran', { date, ...countsOf(lastRun, format) }) : '')}
        />
      )}
      <Proposals mayChange={mayChange} />
      <List industries={choices.data?.industries ?? []} owners={choices.data?.owners ?? []} />
      <Drawer
        open={adding}
        size="min(480px, 100vw)"
        title={t('companies.add')}
        onClose={() => setAdding(false)}
        destroyOnHidden
      >
        <CompanyForm
          company={null}
          onDone={(id) => {
            setAdding(false)
            if (id) void navigate({ to: `/w/${slug}/customers/companies/${id}` as string })
          }}
        />
      </Drawer>
    </Page>
  )
}

function List({ industries, owners }: { industries: string[]; owners: { id: string; name: string }[] }) {
  const { t } = useTranslation()
  const countWords = useCountWords()
  const { setUrl, query, isFiltered } = useListQuery()
  const list = usePages(
    '/companies',
    { query: { ...query, limit: 50 } },
    { refetchInterval: (first) => (first?.isBehind ? 5_000 : false) },
  )
  const mayExport = useMay('customers.export')
  const [asking, setAsking] = useState(false)
  const columns = useColumns()
  return (
    <Part
      title={t('companies.list')}
      note={countWords(list)}
      actions={
        <Segmented
          aria-label={t('companies.basis')}
          value={query.basis}
          onChange={(basis) => setUrl({ basis: basis === 'there' ? null : basis })}
          options={[
            { value: 'there', label: t('companies.bases.there') },
            { value: 'now', label: t('companies.bases.now') },
          ]}
        />
      }
    >
      <Filters industries={industries} owners={owners}>
        {mayExport ? (
          <Button disabled={list.items.length === 0} onClick={() => setAsking(true)}>
            {t('companies.export')}
          </Button>
        ) : null}
      </Filters>
      {asking ? <CompanyFileDialog query={query} onClose={() => setAsking(false)} /> : null}
      <Paged
        list={list}
        where={t('companies.list')}
        empty={{
          title: t(isFiltered ? 'companies.empty' : 'companies.noneYet'),
          help: t(isFiltered ? 'companies.emptyHelp' : 'companies.noneYetHelp'),
        }}
      >
        {(items) => (
          <DataTable
            label={t('companies.list')}
            rows={items}
            rowKey={(row) => row.id}
            linkOf={(row) => `/customers/companies/${row.id}`}
            columns={columns}
          />
        )}
      </Paged>
      <p className="faint">
        {t(`companies.basisHelp.${query.basis}`)} <ComputedAt at={list.first?.computedAt} />
        {list.first?.isBehind ? ` ${t('companies.behind')}` : null}
      </p>
    </Part>
  )
}

function useColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  const currency = useWorkspace()?.currency ?? 'CNY'
  const day = (at: string | null) => (at === null ? '–' : format.date(at))
  return [
    { key: 'name', title: t('companies.name'), render: (row: CompanyRow) => row.name },
    { key: 'industry', title: t('companies.industry'), render: (row: CompanyRow) => row.industry || '–' },
    {
      key: 'size',
      title: t('companies.size'),
      render: (row: CompanyRow) => (row.size ? t(`companies.sizes.${row.size}`) : '–'),
    },
    { key: 'owner', title: t('companies.owner'), render: (row: CompanyRow) => row.owner?.name ?? '–' },
    ...(
      [
        ['contacts', t('companies.contacts'), (row) => format.integer(row.contacts)],
        ['orders', t('companies.orders'), ({ figures }) => format.integer(figures.orders)],
        ['revenue', t('companies.revenue'), ({ figures }) => format.money(figures.revenueMinor, currency)],
        [
          'margin',
          t('companies.margin'),
          ({ figures }) => (figures.marginMinor === null ? '–' : format.money(figures.marginMinor, currency)),
        ],
        [
          'rfm',
          t('companies.rfm'),
          ({ figures }) => (figures.r === null ? '–' : `${figures.r} · ${figures.f} · ${figures.m}`),
        ],
        [
          'knowledge',
          t('companies.knowledge'),
          ({ figures }) => (figures.knowledge === null ? '–' : format.integer(Math.round(figures.knowledge))),
        ],
        ['last_order', t('companies.lastOrder'), ({ figures }) => day(figures.lastOrderAt)],
        ['last_touch', t('companies.lastTouch'), ({ figures }) => day(figures.lastTouchAt)],
      ] satisfies [string, string, (row: CompanyRow) => string][]
    ).map(([key, title, render]) => ({ key, title, render, figure: true })),
  ]
}
