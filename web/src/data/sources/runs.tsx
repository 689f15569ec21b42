import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, usePages, useRead, useWrite } from '../../api/hooks.ts'
import type { SourceRun } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Paged } from '../../ui/paged.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

const refreshEveryMs = 2_000
const shownImports = 3

/** What the runs of a source did; the one under way shows how far it is and can be stopped. */
export function Runs({ sourceId }: { sourceId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const runs = usePages('/sources/{id}/runs', { path: { id: sourceId } }, { refetchInterval: refreshEveryMs })
  const running = runs.items.find(({ state }) => state === 'running')
  const figure = (key: 'read' | 'stored' | 'repeated' | 'rejected') => ({
    key,
    title: t(`data.col.${key}`),
    figure: true,
    render: (row: SourceRun) => format.integer(row[key]),
  })
  return (
    <Part title={t('sources.runs')}>
      {running?.taskId ? <Running taskId={running.taskId} /> : null}
      <Paged
        list={runs}
        where={t('sources.runs')}
        height={160}
        empty={{ title: t('sources.runsEmpty'), help: t('sources.runsEmptyHelp') }}
      >
        {(items) => (
          <DataTable
            label={t('sources.runs')}
            rows={items}
            rowKey={(row) => row.id}
            columns={[
              { key: 'at', title: t('sources.started'), render: (row) => format.dateTime(row.startedAt) },
              { key: 'state', title: t('sources.col.state'), render: (row) => <RunState run={row} /> },
              { key: 'cause', title: t('sources.cause'), render: (row) => t(`sources.causes.${row.cause}`) },
              figure('read'),
              figure('stored'),
              figure('repeated'),
              figure('rejected'),
              { key: 'imports', title: t('sources.imports'), render: (row) => <Imports run={row} /> },
            ]}
          />
        )}
      </Paged>
    </Part>
  )
}

function RunState({ run }: { run: SourceRun }) {
  const { t } = useTranslation()
  const tone = run.state === 'done' ? 'good' : run.state === 'failed' ? 'look' : 'plain'
  return (
    <>
      <Mark tone={tone}>{t(`sources.runState.${run.state}`)}</Mark>
      {run.error ? <div className="soft">{run.error.message}</div> : null}
    </>
  )
}

/** Each leads to its rows, and to those that were rejected. */
function Imports({ run }: { run: SourceRun }) {
  const { t } = useTranslation()
  const more = run.imports.length - shownImports
  return (
    <>
      {run.imports.slice(0, shownImports).map(({ id, fileName }) => (
        <div key={id}>
          <Go to={`/data/imports/${id}`}>{fileName}</Go>
        </div>
      ))}
      {more > 0 ? <span className="faint">{t('sources.moreImports', { count: more })}</span> : null}
    </>
  )
}

function Running({ taskId }: { taskId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const mayCancel = useMay('imports.run')
  const task = useRead('/tasks/{id}', { path: { id: taskId } }, { refetchInterval: 1_000, staleTime: 0 })
  const cancel = useWrite('post', '/tasks/{id}/cancel', ['/tasks', '/sources'])
  const progress = task.data?.progress ?? null
  const phase =
    progress?.phase === 'committing' ? 'committing' : progress?.phase === 'reading' ? 'reading' : 'fetching'
  return (
    <p className="bar" role="status">
      <span>
        {t(`sources.phase.${phase}`)}
        {progress?.unit === 'bytes' ? ` · ${format.bytes(progress.done)}` : ''}
      </span>
      {mayCancel ? (
        <Button loading={cancel.isPending} onClick={() => cancel.mutate({ path: { id: taskId } })}>
          {t('sources.cancelRun')}
        </Button>
      ) : null}
    </p>
  )
}
