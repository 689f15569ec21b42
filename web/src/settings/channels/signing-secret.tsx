import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { Channel } from '../../api/types.ts'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { useProblemText } from '../../ui/states.tsx'

/** Makes the secret that messages of a channel are signed by, and shows it once. */
export function SigningSecret({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const renew = useWrite('post', '/channels/{channel}/secret', ['/channels'])
  const [secret, setSecret] = useState<string | null>(null)
  const act = () =>
    renew.mutateAsync({ path: { channel: channel.id } }).then(
      (made) => setSecret(made.secret),
      (error: unknown) => void message.error(problem(error)),
    )
  const ask = () => {
    if (!hasSecret(channel)) return void act()
    modal.confirm({
      icon: null,
      title: t('channels.secretRenewAsk'),
      content: t('channels.secretRenewText'),
      okText: t('channels.secretRenew'),
      onOk: act,
    })
  }
  return (
    <>
      <Button type={hasSecret(channel) ? 'default' : 'primary'} loading={renew.isPending} onClick={ask}>
        {t('channels.secretRenew')}
      </Button>
      {secret === null ? null : (
        <SecretOnce
          title={t('channels.secretOnce')}
          help={t('channels.secretOnceHelp')}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </>
  )
}

export function hasSecret({ connection }: Pick<Channel, 'connection'>): boolean {
  return connection !== null && (connection.publicKey !== null || connection.secretsSet.includes('secret'))
}
