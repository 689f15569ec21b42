import { App, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { Channel } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'

const inputModes = {
  email: 'email',
  phone: 'tel',
  openid: 'text',
  wecom: 'text',
  push: 'text',
  account: 'text',
  address: 'text',
} as const satisfies Record<Channel['addressType'], string>

/** One message to an address typed in. */
export function TestDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useTranslation()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const send = useWrite('post', '/channels/{channel}/test', ['/channels'])
  const [address, setAddress] = useState('')
  const act = async () => {
    try {
      const answer = await send.mutateAsync({ path: { channel: channel.id }, body: { address } })
      if (answer.outcome === 'accepted') {
        void message.success(t('channels.testGood'))
        onClose()
      } else void message.error(t('channels.testBad', { reason: local(answer.problem) }))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={`${t('channels.test')} · ${local(channel.label)}`}
      okText={t('channels.testSend')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: address.trim().length < 3 }}
      confirmLoading={send.isPending}
      onOk={() => void act()}
      onCancel={onClose}
    >
      <Field label={t(`channels.testTo.${channel.addressType}`)}>
        <Input
          autoFocus
          inputMode={inputModes[channel.addressType]}
          value={address}
          onChange={(event) => setAddress(event.target.value)}
          onPressEnter={() => void act()}
        />
        <span className="faint">{t('channels.testHelp')}</span>
      </Field>
    </Modal>
  )
}
