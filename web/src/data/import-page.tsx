import { useParams } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../api/hooks.ts'
import type { ImportRecord } from '../api/types.ts'
import { Go } from '../ui/go.tsx'
import { Page, Part } from '../ui/page.tsx'
import { Loaded, useProblemText } from '../ui/states.tsx'
import { useFormat } from '../ui/use-format.ts'
import { ImportStatus } from './data-page.tsx'
import { RejectsPart } from './repair/rejects-part.tsx'
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
          {record.repairs ? (
            <p className="soft">
              {t('data.repair.isRepair')}{' '}
              <Go to={`/data/imports/${record.repairs}`}>{t('data.repair.toImport')}</Go>
            </p>
          ) : mayImport && record.summary ? (
            <RejectsPart record={record} />
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
