import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../api/hooks.ts'
import type { Campaign } from '../api/types.ts'
import { useGo } from '../ui/go.tsx'
import { useProblemText } from '../ui/states.tsx'

const stoppable = new Set<Campaign['status']>(['live', 'launching', 'scheduled'])

export function CampaignActions({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const go = useGo()
  const { modal, message, notification } = App.useApp()
  const problem = useProblemText()
  const mayEdit = useMay('campaigns.edit')
  const mayLaunch = useMay('campaigns.launch')
  const clone = useWrite('post', '/campaigns/{id}/clone', ['/campaigns'])
  const stop = useWrite('post', '/campaigns/{id}/stop', ['/campaigns', '/home', '/deliveries'])
  const remove = useWrite('delete', '/campaigns/{id}', ['/campaigns', '/home'])
  const restore = useWrite('post', '/campaigns/{id}/restore', ['/campaigns', '/home'])
  const fail = (error: unknown) => void message.error(problem(error))
  const path = { id: campaign.id }
  const askStop = () =>
    modal.confirm({
      icon: null,
      title: t('campaigns.one.stopAsk'),
      content: t('campaigns.one.stopText'),
      okText: t('campaigns.one.stop'),
      onOk: async () => {
        await stop.mutateAsync({ path }).then(() => message.success(t('campaigns.one.stopped')), fail)
      },
    })
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
      {mayLaunch && stoppable.has(campaign.status) ? (
        <Button onClick={askStop} loading={stop.isPending}>
          {t('campaigns.one.stop')}
        </Button>
      ) : null}
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
