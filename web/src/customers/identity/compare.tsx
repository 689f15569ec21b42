import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import { Part } from '../../ui/page.tsx'
import { EndedTask, RunningTask, useRunningTask } from '../../ui/running-task.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** Comparing all records by likeness: starting it, watching it, stopping it, and what the last one found. */
export function Compare({ mayMerge }: { mayMerge: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const likeness = useRead(
    '/identity/likeness',
    {},
    { refetchInterval: (data) => (data?.taskId ? 1_000 : false) },
  )
  const start = useWrite('post', '/identity/compare', ['/identity'])
  const running = useRunningTask(likeness.data?.taskId, start.data?.taskId)
  const begin = async () => {
    try {
      await start.mutateAsync({})
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const run = likeness.data?.run
  return (
    <Part
      title={t('identity.compare.title')}
      note={run ? t('identity.compare.ran', { date: format.dateTime(run.ranAt) }) : null}
      actions={
        mayMerge ? (
          <Button loading={start.isPending} disabled={running !== null} onClick={() => void begin()}>
            {t('identity.compare.start')}
          </Button>
        ) : null
      }
    >
      {running ? (
        <RunningTask
          key={running}
          taskId={running}
          words={(progress) =>
            progress?.phase === 'comparing'
              ? t('identity.compare.comparing', { records: format.integer(progress.done) })
              : t('identity.compare.reading', {
                  done: format.integer(progress?.done ?? 0),
                  total: format.integer(progress?.total ?? 0),
                })
          }
          stop={t('identity.compare.stop')}
          afterwards={['/identity']}
        />
      ) : (
        <EndedTask task={likeness.data?.lastTask ?? null} />
      )}
      <p className="soft">
        {run
          ? t('identity.compare.found', {
              records: format.integer(run.records),
              proposed: format.integer(run.proposed),
              share: format.percent(run.threshold, 0),
              answers: format.integer(run.answers),
            })
          : t('identity.compare.never')}
      </p>
    </Part>
  )
}
