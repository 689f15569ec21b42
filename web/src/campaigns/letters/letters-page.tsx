import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import { EndedTask, RunningTask } from '../../ui/running-task.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { CampaignsRoom } from '../campaigns-room.tsx'
import { BatchesPart } from './batches-part.tsx'
import { ReturnedDialog } from './returned-dialog.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { WaitingPart } from './waiting-part.tsx'

/** Letters by post: what waits to be printed, what was, and what came back. */
export function LettersPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useRead('/letters', {}, { refetchInterval: (now) => (now?.taskId ? 1_000 : false) })
  const [open, setOpen] = useState<'settings' | 'returned' | null>(null)
  const close = () => setOpen(null)
  const stop = useWrite('post', '/letters/stop', ['/letters'])
  const goOn = useWrite('post', '/letters/go-on', ['/letters'])
  const mayGoOn = useMay('campaigns.launch')
  const isStopped = query.data?.isStopped ?? false
  const actions = (
    <>
      {isStopped ? null : (
        <Button loading={stop.isPending} onClick={() => stop.mutate({})}>
          {t('letters.stopAll')}
        </Button>
      )}
      <Button onClick={() => setOpen('returned')}>{t('letters.returned')}</Button>
      <Button onClick={() => setOpen('settings')}>{t('letters.settings')}</Button>
    </>
  )
  return (
    <CampaignsRoom tab="letters" answers={t('letters.answers')} actions={actions}>
      <Loaded query={query} where={t('campaigns.tabs.letters')} height={320}>
        {(now) => (
          <>
            {now.isStopped ? (
              <p className="notice notice-look bar" role="status">
                <span>{t('letters.stopped')}</span>
                {mayGoOn ? (
                  <Button size="small" loading={goOn.isPending} onClick={() => goOn.mutate({})}>
                    {t('letters.goOn')}
                  </Button>
                ) : null}
              </p>
            ) : null}
            {now.hasReturnAddress ? null : (
              <p className="notice notice-look bar" role="status">
                <span>{t('letters.needAddress')}</span>
                <Button size="small" onClick={() => setOpen('settings')}>
                  {t('letters.settings')}
                </Button>
              </p>
            )}
            {now.taskId ? (
              <RunningTask
                key={now.taskId}
                taskId={now.taskId}
                words={(progress) =>
                  `${t('letters.making')} ${progress ? `${format.integer(progress.done)} / ${format.integer(progress.total ?? 0)}` : ''}`
                }
                stop={t('letters.stop')}
                afterwards={['/letters']}
              />
            ) : (
              <EndedTask task={now.lastTask} />
            )}
            <WaitingPart now={now} />
            <BatchesPart now={now} />
          </>
        )}
      </Loaded>
      {open === 'settings' ? <SettingsDialog onClose={close} /> : null}
      {open === 'returned' ? <ReturnedDialog onClose={close} /> : null}
    </CampaignsRoom>
  )
}
