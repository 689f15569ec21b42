import { App, Input, Modal, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { type SendingChannel, sendingChannels } from '../campaigns/creative/channels.tsx'
import { Field } from '../ui/field.tsx'
import { useProblemText } from '../ui/states.tsx'

/** What stands between addresses; a postal one has commas and blanks of its own. */
const separators: Record<string, RegExp> & { sms: RegExp } = {
  email: /[\s,;，；]+/,
  sms: /[\n,;，；]+/,
  post: /\n+/,
}
const named: Partial<Record<SendingChannel, 'addresses' | 'numbers' | 'postal'>> = {
  email: 'addresses',
  sms: 'numbers',
  post: 'postal',
}

export function AddAddresses({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const add = useWrite('post', '/do-not-send', ['/do-not-send', '/campaigns'])
  const [channel, setChannel] = useState<SendingChannel>('email')
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const [invalid, setInvalid] = useState<string[]>([])
  const addresses = text
    .split(separators[channel] ?? separators.sms)
    .map((address) => address.trim())
    .filter((address) => address.length >= 3)
  const save = async () => {
    try {
      const answer = await add.mutateAsync({ body: { channel, addresses, reason } })
      void message.success(t('interaction.doNotSend.added', { added: answer.added, already: answer.already }))
      setInvalid(answer.invalid)
      setText(answer.invalid.join('\n'))
      if (answer.invalid.length === 0) onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open={open}
      title={t('interaction.doNotSend.add')}
      okText={t('common.add')}
      okButtonProps={{ disabled: addresses.length === 0, loading: add.isPending }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Segmented
        aria-label={t('campaigns.plan.channel')}
        value={channel}
        onChange={setChannel}
        options={sendingChannels.map((value) => ({
          value,
          label: t(`campaigns.plan.channels.${value}`),
        }))}
      />
      <Field label={t(`interaction.doNotSend.${named[channel] ?? 'ids'}`)}>
        <Input.TextArea rows={6} value={text} autoFocus onChange={(event) => setText(event.target.value)} />
      </Field>
      {invalid.length > 0 ? (
        <p className="notice notice-look" role="alert">
          {t('interaction.doNotSend.invalid', { list: invalid.slice(0, 5).join(', ') })}
        </p>
      ) : null}
      <Field label={t('interaction.doNotSend.reason')} optional>
        <Input value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </Modal>
  )
}
