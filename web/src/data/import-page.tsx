import { useParams } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, usePages, useRead, useSlug, useWrite } from '../api/hooks.ts'
import type { ImportRecord } from '../api/types.ts'
import { Page, Part } from '../ui/page.tsx'
import { Paged } from '../ui/paged.tsx'
import { EmptyState, Loaded, useProblemText } from '../ui/states.tsx'
import { DataTable } from '../ui/table.tsx'
import { useFormat, useLocal } from '../ui/use-format.ts'
import { ImportStatus } from './data-page.tsx'
import { fieldLabel } from './mapping/fields.ts'
import { Summary } from './summary.tsx'

export function ImportPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useRead('/imports/{id}', { path: { id } })
  const mayImport = useMay('imports.run')
  return (
    <Loaded query={query} where={t('data.title')} height={400}>
      {(record) => (
        <Page
          title={record.fileName}
          answers={<When record={record} />}
          back={{ to: '/data', label: t('data.title') }}
          actions={mayImport && record.status === 'done' ? <Undo record={record} /> : null}
        >
          {record.error ? (
            <div className="notice notice-look" role="alert">
              <p>{record.error.message}</p>
            </div>
          ) : null}
          {record.summary ? (
            <Part title={t('data.addsUp')}>
              <Summary summary={record.summary} kind={record.kind} />
            </Part>
          ) : null}
          {mayImport && record.summary ? (
            <Rejects record={record} rejected={record.summary.rejected} />
          ) : null}
        </Page>
      )}
    </Loaded>
  )
}

function When({ record }: { record: ImportRecord }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <>
      <ImportStatus status={record.status} /> {t(`data.kinds.${record.kind}`)} · {format.bytes(record.bytes)}{' '}
      · {format.dateTime(record.endedAt ?? record.createdAt)}
    </>
  )
}

function Undo({ record }: { record: ImportRecord }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const undo = useWrite('post', '/imports/{id}/undo', ['/'])
  const ask = () =>
    modal.confirm({
      title: t('data.undoAsk', { file: record.fileName }),
      content: t('data.undoText', { rows: format.integer(record.summary?.stored) }),
      okText: t('data.undo'),
      icon: null,
      onOk: async () => {
        try {
          const { removed } = await undo.mutateAsync({ path: { id: record.id } })
          void message.success(t('data.undone', { rows: format.integer(removed) }))
        } catch (error) {
          void message.error(problem(error))
        }
      },
    })
  return <Button onClick={ask}>{t('data.undo')}</Button>
}

function Rejects({ record, rejected }: { record: ImportRecord; rejected: number }) {
  const { id } = record
  const local = useLocal()
  const { t } = useTranslation()
  const slug = useSlug()
  const rejects = usePages('/imports/{id}/rejects', { path: { id } }, { enabled: rejected > 0 })
  if (rejected === 0) {
    return (
      <Part title={t('data.rejects')}>
        <EmptyState title={t('data.rejectsNone')} />
      </Part>
    )
  }
  return (
    <Part
      title={t('data.rejects')}
      note={t('data.rejectsHelp')}
      actions={
        <Button href={`/api/workspaces/${slug}/imports/${id}/rejects.csv`} download>
          {t('data.rejectsDownload')}
        </Button>
      }
    >
      <Paged list={rejects} where={t('data.rejects')} height={240} empty={{ title: t('data.rejectsNone') }}>
        {(items) => (
          <DataTable
            label={t('data.rejects')}
            rows={items}
            rowKey={(row) => `${row.row}|${row.field}|${row.code}`}
            columns={[
              { key: 'row', title: t('data.colRow'), figure: true, width: 80, render: (row) => row.row },
              {
                key: 'field',
                title: t('data.colField'),
                render: (row) => local(fieldLabel(record.kind, row.field)),
              },
              { key: 'reason', title: t('data.colReason'), render: (row) => row.message },
              {
                key: 'raw',
                title: t('data.colRaw'),
                render: (row) => <code className="raw">{row.raw}</code>,
              },
            ]}
          />
        )}
      </Paged>
    </Part>
  )
}
