import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import type { ValueRulesNow } from '../../api/types.ts'
import { useFormat } from '../../ui/use-format.ts'

/** The reckoning under way, or that the last one was stopped. */
export function Applying({ settings }: { settings: ValueRulesNow }) {
  const { t } = useTranslation()
  const may = useMay('settings.manage')
  const apply = useWrite('post', '/value-rules/apply', ['/value-rules'])
  if (settings.taskId) return <Running taskId={settings.taskId} may={may} />
  if (!settings.stale) return null
  return (
    <p className="bar notice notice-look">
      <span>{t('values.rules.stale')}</span>
      {may ? (
        <Button size="small" loading={apply.isPending} onClick={() => apply.mutate({})}>
          {t('values.rules.apply')}
        </Button>
      ) : null}
    </p>
  )
}

function Running({ taskId, may }: { taskId: string; may: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const task = useRead('/tasks/{id}', { path: { id: taskId } }, { refetchInterval: 700, staleTime: 0 })
  const cancel = useWrite('post', '/tasks/{id}/cancel', ['/tasks'])
  const progress = task.data?.progress
  return (
    <p className="bar" role="status">
      <span>
        {t('values.rules.running', {
          done: format.integer(progress?.done ?? 0),
          total: format.integer(progress?.total ?? 0),
        })}
      </span>
      {may ? (
        <Button
          size="small"
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ path: { id: taskId } })}
        >
          {t('values.rules.stop')}
        </Button>
      ) : null}
    </p>
  )
}
