import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import type { Source } from '../../api/types.ts'
import { useGo } from '../../ui/go.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { isStream } from './words.tsx'

/** What can be done with a source: read now, change, pause, delete with a way back. */
export function SourceActions({
  source,
  editing,
  onEdit,
}: {
  source: Source
  editing: boolean
  onEdit: (editing: boolean) => void
}) {
  const { t } = useTranslation()
  const mayRun = useMay('imports.run')
  const mayManage = useMay('settings.manage')
  const { message } = App.useApp()
  const problem = useProblemText()
  const run = useWrite('post', '/sources/{id}/run', ['/sources'])
  const isPulled = source.kind !== 'upload' && !isStream(source)
  const isRunning = source.lastRun?.state === 'running'
  const start = () =>
    run.mutateAsync({ path: { id: source.id } }).then(
      () => undefined,
      (error: unknown) => void message.error(problem(error)),
    )
  if (editing) return <Button onClick={() => onEdit(false)}>{t('common.cancel')}</Button>
  return (
    <>
      {isPulled && mayRun && source.enabled && source.mapping !== null ? (
        <Button type="primary" loading={run.isPending} disabled={isRunning} onClick={() => void start()}>
          {t('sources.runNow')}
        </Button>
      ) : null}
      {mayManage ? <Button onClick={() => onEdit(true)}>{t('sources.edit')}</Button> : null}
      {mayManage && source.kind !== 'upload' ? <Switch source={source} /> : null}
      {mayManage ? <Delete source={source} /> : null}
    </>
  )
}

function Delete({ source }: { source: Source }) {
  const { t } = useTranslation()
  const go = useGo()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const remove = useWrite('delete', '/sources/{id}', ['/sources'])
  const restore = useWrite('post', '/sources/{id}/restore', ['/sources'])
  const failed = (error: unknown) => void message.error(problem(error))
  const bringBack = () =>
    restore.mutateAsync({ path: { id: source.id } }).then(() => go(`/data/sources/${source.id}`), failed)
  const ask = () =>
    modal.confirm({
      icon: null,
      title: t('sources.deleteAsk', { name: source.name }),
      content: t('sources.deleteText'),
      okText: t('sources.delete'),
      okButtonProps: { danger: true },
      onOk: () =>
        remove.mutateAsync({ path: { id: source.id } }).then(() => {
          go('/data/sources')
          void message.success({
            duration: 10,
            content: (
              <>
                {t('sources.deleted', { name: source.name })}{' '}
                <Button size="small" onClick={() => void bringBack()}>
                  {t('sources.undo')}
                </Button>
              </>
            ),
          })
        }, failed),
    })
  return <Button onClick={ask}>{t('sources.delete')}</Button>
}

function Switch({ source }: { source: Source }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const update = useWrite('patch', '/sources/{id}', ['/sources'])
  const turn = async (enabled: boolean) => {
    try {
      await update.mutateAsync({ path: { id: source.id }, body: { enabled } })
    } catch (error) {
      void message.error(problem(error))
    }
  }
  if (!source.enabled) return <Button onClick={() => void turn(true)}>{t('sources.switchOn')}</Button>
  const isSent = isStream(source) || source.kind === 'webhook'
  const ask = () =>
    modal.confirm({
      icon: null,
      title: t('sources.offAsk', { name: source.name }),
      content: t(isSent ? 'sources.offText' : 'sources.offPulledText'),
      okText: t('sources.switchOff'),
      okButtonProps: { danger: true },
      onOk: () => turn(false),
    })
  return <Button onClick={ask}>{t('sources.switchOff')}</Button>
}
