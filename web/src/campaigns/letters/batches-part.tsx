import { App, Button, Dropdown, Popconfirm, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSlug, useWrite } from '../../api/hooks.ts'
import type { Letters } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, useProblemText } from '../../ui/states.tsx'
import { type Column, DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { HandOverDialog } from './hand-over-dialog.tsx'

type Batch = Letters['batches'][number]
const sheets = ['3x8', '3x7', '2x7'] as const

/** What was printed together, where it is, and what came of it. */
export function BatchesPart({ now }: { now: Letters }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [handing, setHanding] = useState<Batch | null>(null)
  const columns: Column<Batch>[] = [
    {
      key: 'batch',
      title: t('letters.col.batch'),
      render: (row) => t('letters.number', { number: row.number }),
    },
    { key: 'campaign', title: t('letters.col.campaign'), render: (row) => row.campaignName },
    { key: 'level', title: t('letters.col.level'), render: (row) => t(`letters.levels.${row.level}`) },
    {
      key: 'letters',
      title: t('letters.col.letters'),
      figure: true,
      render: (row) => format.integer(row.letters),
    },
    { key: 'left', title: t('letters.col.leftOut'), figure: true, render: (row) => <LeftOut batch={row} /> },
    {
      key: 'cost',
      title: t('letters.col.cost'),
      figure: true,
      render: (row) => (row.costMinor === null ? '–' : format.money(row.costMinor, row.currency)),
    },
    {
      key: 'answered',
      title: t('letters.col.answered'),
      figure: true,
      render: (row) => (row.state === 'ready' ? '–' : format.integer(row.answered)),
    },
    {
      key: 'returned',
      title: t('letters.col.returned'),
      figure: true,
      render: (row) => (row.state === 'ready' ? '–' : format.integer(row.returned)),
    },
    { key: 'state', title: t('letters.col.state'), render: (row) => <State batch={row} /> },
    {
      key: 'files',
      title: <span className="visually-hidden">{t('letters.files')}</span>,
      figure: true,
      render: (row) => <Actions batch={row} onHandOver={() => setHanding(row)} />,
    },
  ]
  return (
    <Part title={t('letters.batches')}>
      {now.batches.length === 0 ? (
        <EmptyState title={t('letters.noBatches')}>{t('letters.noBatchesHelp')}</EmptyState>
      ) : (
        <DataTable
          label={t('letters.batches')}
          rows={now.batches}
          rowKey={(row) => row.id}
          columns={columns}
        />
      )}
      {handing ? <HandOverDialog batch={handing} onClose={() => setHanding(null)} /> : null}
    </Part>
  )
}

function State({ batch }: { batch: Batch }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (batch.handedAt === null) return <Mark tone="look">{t('letters.states.ready')}</Mark>
  return (
    <span>
      {t('letters.states.handed_over', { date: format.date(batch.handedAt) })}
      {batch.pulled > 0 ? (
        <span className="faint">
          {' '}
          · {t('letters.pulled', { count: batch.pulled, shown: format.integer(batch.pulled) })}
        </span>
      ) : null}
    </span>
  )
}

function LeftOut({ batch }: { batch: Batch }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const all = batch.leftOut.reduce((sum, { letters }) => sum + letters, 0)
  if (all === 0) return <>0</>
  const why = (
    <ul className="plain-list">
      {batch.leftOut.map(({ reason, words, letters }) => (
        <li key={reason}>
          {format.integer(letters)} · {local(words)}
        </li>
      ))}
    </ul>
  )
  return (
    <Popover content={why} trigger={['click', 'hover']}>
      <Button
        type="link"
        size="small"
        style={{ paddingInline: 0 }}
        aria-label={t('letters.leftOutOf', { number: batch.number })}
      >
        {format.integer(all)}
      </Button>
    </Popover>
  )
}

function Actions({ batch, onHandOver }: { batch: Batch; onHandOver: () => void }) {
  const { t } = useTranslation()
  const slug = useSlug()
  const { message } = App.useApp()
  const problem = useProblemText()
  const discard = useWrite('delete', '/letters/batches/{id}', ['/letters'])
  const base = `/api/workspaces/${slug}/letters/batches/${batch.id}`
  const file = (key: string, path: string, label: string) => ({
    key,
    label: (
      <a href={`${base}/${path}`} download>
        {label}
      </a>
    ),
  })
  const giveUp = async () => {
    try {
      await discard.mutateAsync({ path: { id: batch.id } })
      void message.success(t('letters.discarded'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <span className="row-actions">
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            file('pdf', 'letters.pdf', t('letters.pdf')),
            ...sheets.map((sheet) =>
              file(
                sheet,
                `labels.pdf?sheet=${sheet}`,
                t('letters.labels', { sheet: sheet.replace('x', ' × ') }),
              ),
            ),
            file('csv', 'letters.csv?encoding=utf-8', t('letters.csv')),
            file('gb', 'letters.csv?encoding=gb18030', t('letters.csvGb')),
          ],
        }}
      >
        <Button size="small" aria-label={t('letters.filesOf', { number: batch.number })}>
          {t('letters.files')}
        </Button>
      </Dropdown>
      {batch.state === 'ready' ? (
        <>
          <Button size="small" type="primary" onClick={onHandOver}>
            {t('letters.handOver')}
          </Button>
          <Popconfirm
            title={t('letters.discardAsk', { number: batch.number })}
            okText={t('letters.discard')}
            onConfirm={() => void giveUp()}
          >
            <Button size="small" loading={discard.isPending}>
              {t('letters.discard')}
            </Button>
          </Popconfirm>
        </>
      ) : null}
    </span>
  )
}
