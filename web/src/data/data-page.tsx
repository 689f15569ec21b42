import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, usePages } from '../api/hooks.ts'
import type { ImportRecord } from '../api/types.ts'
import { Mark } from '../ui/figures.tsx'
import { Page, Part } from '../ui/page.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx'
import { DataTable } from '../ui/table.tsx'
import { useFormat } from '../ui/use-format.ts'
import { DropZone } from './drop-zone.tsx'
import { ImportFlow } from './import-flow.tsx'
import { useImportFlow } from './use-import-flow.ts'

export function DataPage() {
  const { t } = useTranslation()
  const flow = useImportFlow()
  const mayImport = useMay('imports.run')
  return (
    <Page title={t('data.title')} answers={t('data.answers')}>
      {mayImport && flow.flow.step === 'idle' ? <DropZone onFile={(file) => void flow.choose(file)} /> : null}
      <ImportFlow state={flow} />
      <History />
    </Page>
  )
}

export function ImportStatus({ status }: { status: ImportRecord['status'] }) {
  const { t } = useTranslation()
  const tone = status === 'done' ? 'good' : status === 'failed' ? 'look' : 'plain'
  return <Mark tone={tone}>{t(`data.status.${status}`)}</Mark>
}

function History() {
  const { t } = useTranslation()
  const format = useFormat()
  const imports = usePages('/imports', {}, { refetchInterval: 5_000 })
  const figure = (key: 'read' | 'stored' | 'repeated' | 'rejected') => ({
    key,
    title: t(`data.col.${key}`),
    figure: true,
    render: (row: ImportRecord) => format.integer(row.summary?.[key]),
  })
  return (
    <Part title={t('data.history')}>
      {imports.isPending ? (
        <Loading height={200} />
      ) : imports.error ? (
        <ErrorState error={imports.error} where={t('data.history')} onRetry={() => void imports.refetch()} />
      ) : imports.items.length === 0 ? (
        <EmptyState title={t('data.historyEmpty')}>{t('data.historyEmptyHelp')}</EmptyState>
      ) : (
        <DataTable
          label={t('data.history')}
          rows={imports.items}
          rowKey={(row) => row.id}
          linkOf={(row) => `/data/imports/${row.id}`}
          columns={[
            { key: 'file', title: t('data.col.file'), render: (row) => row.fileName },
            { key: 'kind', title: t('data.col.kind'), render: (row) => t(`data.kinds.${row.kind}`) },
            {
              key: 'status',
              title: t('data.col.status'),
              render: (row) => <ImportStatus status={row.status} />,
            },
            { key: 'when', title: t('data.col.when'), render: (row) => format.dateTime(row.createdAt) },
            figure('read'),
            figure('stored'),
            figure('repeated'),
            figure('rejected'),
          ]}
        />
      )}
      {imports.hasNextPage ? (
        <p className="state-actions">
          <Button onClick={() => void imports.fetchNextPage()} loading={imports.isFetchingNextPage}>
            {t('common.more')}
          </Button>
        </p>
      ) : null}
    </Part>
  )
}
