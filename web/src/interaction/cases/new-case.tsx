import { Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { ToldDialog } from '../../customers/told/told-dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { caseChannels } from './words.tsx'

/** A complaint as somebody takes it down. */
export function NewCase({ customerId, onClose }: { customerId?: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [customer, setCustomer] = useState(customerId ?? '')
  const [words, setWords] = useState('')
  const [channel, setChannel] = useState<(typeof caseChannels)[number]>('call')
  const open = useWrite('post', '/cases', ['/cases', '/case-figures', '/customers'])
  return (
    <ToldDialog
      title={t('cases.new')}
      isComplete={/^[1-9]\d{0,18}$/.test(customer) && words.trim().length > 1}
      onSave={() => open.mutateAsync({ body: { customer, words, channel } })}
      onClose={onClose}
    >
      {customerId === undefined ? (
        <Field label={t('cases.customerNumber')}>
          <Input
            inputMode="numeric"
            value={customer}
            onChange={({ target }) => setCustomer(target.value.trim())}
          />
          <span className="field-help">{t('cases.customerHelp')}</span>
        </Field>
      ) : null}
      <Field label={t('cases.channel')}>
        <Select
          value={channel}
          onChange={(next: (typeof caseChannels)[number]) => setChannel(next)}
          options={caseChannels.map((value) => ({ value, label: t(`cases.channels.${value}`) }))}
        />
      </Field>
      <Field label={t('cases.words')}>
        <Input.TextArea
          rows={5}
          maxLength={4_000}
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
        <span className="field-help">{t('cases.wordsHelp')}</span>
      </Field>
    </ToldDialog>
  )
}
