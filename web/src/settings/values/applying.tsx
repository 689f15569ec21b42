import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import type { ValueRulesNow } from '../../api/types.ts'
import { EndedTask, RunningTask } from '../../ui/running-task.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** The reckoning under way, or that the last one was stopped. */
export function Applying({ settings }: { settings: ValueRulesNow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay('settings.manage')
  const apply = useWrite('post', '/value-rules/apply', ['/value-rules'])
  if (settings.taskId)
    return (
      <RunningTask
        taskId={settings.taskId}
        words={(progress) =>
          t('values.rules.running', {
            done: format.integer(progress?.done ?? 0),
            total: format.integer(progress?.total ?? 0),
          })
        }
        stop={t('values.rules.stop')}
        mayStop={may}
      />
    )
  if (!settings.stale) return null
  return (
    <>
      <EndedTask task={settings.lastTask} />
      <p className="bar notice notice-look">
        <span>{t('values.rules.stale')}</span>
        {may ? (
          <Button size="small" loading={apply.isPending} onClick={() => apply.mutate({})}>
            {t('values.rules.apply')}
          </Button>
        ) : null}
      </p>
    </>
  )
}
