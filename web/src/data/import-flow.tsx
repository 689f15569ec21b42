import { Button, Progress } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import type { ImportRecord } from '../api/types.ts'
import { Go } from '../ui/go.tsx'
import { Part } from '../ui/page.tsx'
import { ErrorState } from '../ui/states.tsx'
import { useFormat } from '../ui/use-format.ts'
import { MappingEditor } from './mapping/mapping-editor.tsx'
import { Summary } from './summary.tsx'
import { type useImportFlow, useRunningImport } from './use-import-flow.ts'

type FlowState = ReturnType<typeof useImportFlow>

/** Everything between a chosen file and its place in the data; nothing where no file is on its way. */
export function ImportFlow({ state, afterwards }: { state: FlowState; afterwards?: ReactNode }) {
  const { t } = useTranslation()
  const { flow } = state
  if (flow.step === 'idle')
    return flow.error ? <ErrorState error={flow.error} where={t('data.col.file')} /> : null
  if (flow.step === 'uploading') {
    return <Uploading fileName={flow.fileName} sent={flow.sent} total={flow.total} onCancel={state.reset} />
  }
  if (flow.step === 'mapping') {
    return (
      <MappingEditor
        key={flow.file.fileId}
        file={flow.file}
        starting={flow.starting}
        error={flow.error}
        onStart={(mapping) => void state.start(flow.file, mapping)}
        onOther={state.reset}
      />
    )
  }
  if (flow.step === 'running') {
    return (
      <Running fileName={flow.fileName} importId={flow.importId} taskId={flow.taskId} onEnd={state.ended} />
    )
  }
  return <Ended record={flow.record} onAgain={state.reset} afterwards={afterwards} />
}

function Uploading(props: { fileName: string; sent: number; total: number; onCancel: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const percent = props.total === 0 ? 0 : Math.round((props.sent / props.total) * 100)
  return (
    <Part title={t('data.uploading', { file: props.fileName })}>
      <Progress percent={percent} aria-label={t('data.uploading', { file: props.fileName })} />
      <p className="bar">
        <span className="soft">
          {t('data.uploaded', { sent: format.bytes(props.sent), total: format.bytes(props.total) })}
        </span>
        <Button onClick={props.onCancel}>{t('common.cancel')}</Button>
      </p>
    </Part>
  )
}

function Running(props: {
  fileName: string
  importId: string
  taskId: string
  onEnd: (record: ImportRecord) => void
}) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { task, error } = useRunningImport(props.importId, props.taskId, props.onEnd)
  const cancel = useWrite('post', '/tasks/{id}/cancel', ['/tasks'])
  const progress = task?.progress ?? null
  const percent = progress?.total ? Math.min(99, Math.round((progress.done / progress.total) * 100)) : null
  const phaseKey = `data.phases.${progress?.phase ?? 'reading'}`
  const phase = i18n.exists(phaseKey) ? i18n.t(phaseKey as 'data.phases.reading') : (progress?.phase ?? '')
  const unit = progress?.unit === 'rows' ? t('data.rows') : (progress?.unit ?? '')
  return (
    <Part title={t('data.running', { file: props.fileName })} note={phase}>
      {percent === null ? (
        <Progress percent={0} status="active" showInfo={false} aria-label={phase} />
      ) : (
        <Progress percent={percent} status="active" aria-label={phase} />
      )}
      <p className="bar" role="status">
        <span>
          {progress === null
            ? t('data.status.reading')
            : progress.total === null
              ? t('data.progressOpen', { done: format.integer(progress.done), unit })
              : progress.unit === 'bytes'
                ? t('data.uploaded', {
                    sent: format.bytes(progress.done),
                    total: format.bytes(progress.total),
                  })
                : t('data.progress', {
                    done: format.integer(progress.done),
                    total: format.integer(progress.total),
                    unit,
                  })}
        </span>
        <Button loading={cancel.isPending} onClick={() => cancel.mutate({ path: { id: props.taskId } })}>
          {t('data.cancel')}
        </Button>
        <span className="faint">{t('data.cancelHelp')}</span>
      </p>
      {error ? <ErrorState error={error} /> : null}
    </Part>
  )
}

function Ended({
  record,
  onAgain,
  afterwards,
}: {
  record: ImportRecord
  onAgain: () => void
  afterwards?: ReactNode
}) {
  const { t } = useTranslation()
  if (record.status !== 'done' || !record.summary) {
    return (
      <Part title={record.fileName}>
        <div className="notice notice-look" role="alert">
          <p>{record.status === 'cancelled' ? t('data.cancelled') : t('data.failed')}</p>
          {record.error ? <p className="soft">{record.error.message}</p> : null}
        </div>
        <p className="state-actions">
          <Button onClick={onAgain}>{t('data.again')}</Button>
        </p>
      </Part>
    )
  }
  return (
    <Part
      title={t('data.doneTitle', { file: record.fileName })}
      actions={
        <>
          <Go to={`/data/imports/${record.id}`}>{t('data.rejects')}</Go>
          <Button onClick={onAgain}>{t('data.again')}</Button>
          {afterwards}
        </>
      }
    >
      <div role="status">
        <Summary summary={record.summary} kind={record.kind} />
      </div>
    </Part>
  )
}
