import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../api/hooks.ts'
import type { Campaign } from '../api/types.ts'
import { useGo } from '../ui/go.tsx'
import { useProblemText } from '../ui/states.tsx'
import { isRunning, PauseButton, PauseDialog, StopDialog } from './pause.tsx'

export function CampaignActions({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const go = useGo()
  const { message, notification } = App.useApp()
  const problem = useProblemText()
  const mayEdit = useMay('campaigns.edit')
  const mayLaunch = useMay('campaigns.launch')
  const clone = useWrite('post', '/campaigns/{id}/clone', ['/campaigns'])
  const [asks, setAsks] = useState<'pause' | 'stop' | null>(null)
  const remove = useWrite('delete', '/campaigns/{id}', ['/campaigns', '/home'])
  const restore = useWrite('post', '/campaigns/{id}/restore', ['/campaigns', '/home'])
  const fail = (error: unknown) => void message.error(problem(error))
  const path = { id: campaign.id }
  const toBin = async () => {
    try {
      await remove.mutateAsync({ path })
    } catch (error) {
      return fail(error)
    }
    go('/campaigns')
    const key = `bin-${campaign.id}`
    const back = () => {
      notification.destroy(key)
      restore.mutate({ path }, { onError: fail, onSuccess: () => go(`/campaigns/${campaign.id}`) })
    }
    notification.open({
      key,
      title: t('campaigns.one.deleted', { name: campaign.name }),
      duration: 10,
      actions: (
        <Button size="small" onClick={back}>
          {t('common.undo')}
        </Button>
      ),
    })
  }
  return (
    <>
      {mayLaunch && isRunning(campaign) ? (
        <>
          <PauseButton campaign={campaign} onAsk={() => setAsks('pause')} />
          <Button onClick={() => setAsks('stop')}>{t('campaigns.one.stop')}</Button>
        </>
      ) : null}
      {asks === 'pause' ? <PauseDialog campaign={campaign} onClose={() => setAsks(null)} /> : null}
      {asks === 'stop' ? <StopDialog campaign={campaign} onClose={() => setAsks(null)} /> : null}
      {mayEdit && campaign.deletedAt ? (
        <Button onClick={() => restore.mutate({ path }, { onError: fail })}>{t('common.restore')}</Button>
      ) : null}
      {mayEdit ? (
        <Button
          loading={clone.isPending}
          onClick={() =>
            clone.mutate({ path }, { onError: fail, onSuccess: (copy) => go(`/campaigns/${copy.id}`) })
          }
        >
          {t('campaigns.one.clone')}
        </Button>
      ) : null}
      {mayEdit && campaign.status === 'draft' && !campaign.deletedAt ? (
        <Button onClick={() => void toBin()}>{t('common.delete')}</Button>
      ) : null}
    </>
  )
}
