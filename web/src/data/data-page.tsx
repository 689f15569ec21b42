import { useTranslation } from 'react-i18next'
import { useMay, usePages } from '../api/hooks.ts'
import type { ImportRecord } from '../api/types.ts'
import { useTakesDrops } from '../shell/dropped-file.ts'
import { Mark } from '../ui/figures.tsx'
import { Go } from '../ui/go.tsx'
import { Page, Part } from '../ui/page.tsx'
import { Paged } from '../ui/paged.tsx'
import { DataTable } from '../ui/table.tsx'
import { useFormat } from '../ui/use-format.ts'
import { DataTabs } from './data-tabs.tsx'
import { DropZone } from './drop-zone.tsx'
import { ImportFlow } from './import-flow.tsx'
import { useImportFlow } from './use-import-flow.ts'

export function DataPage() {
  const { t } = useTranslation()
  const flow = useImportFlow()
  const mayImport = useMay('imports.run')
  const { step } = flow.flow
  const take = (file: File) => void flow.choose(file)
  useTakesDrops(mayImport ? (step === 'idle' || step === 'ended' ? take : 'busy') : null)
  return (
    <Page title={t('data.title')} answers={t('data.answers')}>
      <DataTabs />
      {mayImport && step === 'idle' ? <DropZone onFile={take} /> : null}
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
      <Paged
        list={imports}
        where={t('data.history')}
        height={200}
        empty={{ title: t('data.historyEmpty'), help: t('data.historyEmptyHelp') }}
      >
        {(items) => (
          <DataTable
            label={t('data.history')}
            rows={items}
            rowKey={(row) => row.id}
            linkOf={(row) => `/data/imports/${row.id}`}
            columns={[
              { key: 'file', title: t('data.col.file'), render: (row) => row.fileName },
              { key: 'kind', title: t('data.col.kind'), render: (row) => t(`data.kinds.${row.kind}`) },
              {
                key: 'source',
                title: t('sources.col.name'),
                render: (row) =>
                  row.sourceId ? <Go to={`/data/sources/${row.sourceId}`}>{row.sourceName}</Go> : '–',
              },
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
      </Paged>
    </Part>
  )
}
