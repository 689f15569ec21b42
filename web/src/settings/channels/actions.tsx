import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import type { Channel } from '../../api/types.ts'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { SigningSecret } from './signing-secret.tsx'
import { TestDialog } from './test-dialog.tsx'

/** What can be done with a channel: stop it, connect it, check it, test it. */
export function ChannelActions({
  channel,
  editing,
  onEdit,
}: {
  channel: Channel
  editing: boolean
  onEdit: (editing: boolean) => void
}) {
  const { t } = useTranslation()
  const mayManage = useMay('settings.manage')
  if (editing) return null
  return (
    <>
      <StopButton channel={channel} />
      {mayManage ? (
        <>
          {channel.way === 'none' ? null : <Check channel={channel} />}
          {channel.way === 'none' ? null : <Test channel={channel} />}
          <Button onClick={() => onEdit(true)}>
            {t(channel.connection ? 'channels.change' : 'channels.setUp')}
          </Button>
          {channel.connection && channel.generates && channel.id !== 'push' ? (
            <SigningSecret channel={channel} />
          ) : null}
          {channel.connection ? <Remove channel={channel} /> : null}
          {channel.removed ? <BringBack channel={channel} /> : null}
        </>
      ) : null}
    </>
  )
}

function StopButton({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const mayStop = useMay('campaigns.edit')
  const mayGoOn = useMay('campaigns.launch')
  const stop = useWrite('post', '/channels/{channel}/stop', ['/channels', '/campaigns'])
  const goOn = useWrite('post', '/channels/{channel}/go-on', ['/channels', '/campaigns'])
  const path = { channel: channel.id }
  const failed = (error: unknown) => void message.error(problem(error))
  const count = format.integer(channel.held.planned)
  const words = { channel: local(channel.label), count }
  const askStop = () =>
    modal.confirm({
      icon: null,
      title: t('channels.stopAsk', words),
      content: t('channels.stopText', words),
      okText: t('channels.stop'),
      okButtonProps: { danger: true },
      onOk: () => stop.mutateAsync({ path }).catch(failed),
    })
  const askGoOn = () =>
    modal.confirm({
      icon: null,
      title: t('channels.goOnAsk', words),
      content: t('channels.goOnText', words),
      okText: t('channels.goOn'),
      onOk: () => goOn.mutateAsync({ path }).catch(failed),
    })
  if (channel.stopped)
    return mayGoOn ? (
      <Button type="primary" onClick={askGoOn}>
        {t('channels.goOn')}
      </Button>
    ) : null
  return mayStop ? <Button onClick={askStop}>{t('channels.stop')}</Button> : null
}

function Check({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const check = useWrite('post', '/channels/{channel}/check', ['/channels'])
  const ask = async () => {
    try {
      const answer = await check.mutateAsync({ path: { channel: channel.id } })
      if (answer.ok) void message.success(t('channels.checkGood'))
      else void message.error(local(answer.problem))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Button loading={check.isPending} onClick={() => void ask()}>
      {t('channels.check')}
    </Button>
  )
}

function Test({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('channels.test')}</Button>
      {open ? <TestDialog channel={channel} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function Remove({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const local = useLocal()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const remove = useWrite('delete', '/channels/{channel}/connection', ['/channels'])
  const restore = useWrite('post', '/channels/{channel}/connection/restore', ['/channels'])
  const path = { channel: channel.id }
  const failed = (error: unknown) => void message.error(problem(error))
  const name = local(channel.label)
  const ask = () =>
    modal.confirm({
      icon: null,
      title: t('channels.removeAsk', { channel: name }),
      content: t('channels.removeText'),
      okText: t('channels.remove'),
      okButtonProps: { danger: true },
      onOk: () =>
        remove.mutateAsync({ path }).then(() => {
          void message.success({
            duration: 10,
            content: (
              <>
                {t('channels.removed', { channel: name })}{' '}
                <Button size="small" onClick={() => void restore.mutateAsync({ path }).catch(failed)}>
                  {t('sources.undo')}
                </Button>
              </>
            ),
          })
        }, failed),
    })
  return <Button onClick={ask}>{t('channels.remove')}</Button>
}

function BringBack({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const restore = useWrite('post', '/channels/{channel}/connection/restore', ['/channels'])
  const act = () =>
    restore
      .mutateAsync({ path: { channel: channel.id } })
      .catch((error: unknown) => void message.error(problem(error)))
  return (
    <Button loading={restore.isPending} onClick={() => void act()}>
      {t('channels.bringBack')}
    </Button>
  )
}
