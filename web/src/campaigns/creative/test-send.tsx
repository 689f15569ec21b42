import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import type { Creative } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { ownName } from '../../ui/language-name.ts'
import { useProblemText } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'

type Body = NonNullable<Parameters<ReturnType<typeof useTest>['mutateAsync']>[0]['body']>

const useTest = () => useWrite('post', '/creatives/test', [])

/** Sends the language in hand to an address that is typed in and not kept. */
export function TestSend({
  channel,
  words,
  offerId,
}: {
  channel: Creative['channel']
  words: Omit<Body, 'address' | 'channel' | 'offerId' | 'name'>
  offerId: string | null
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const local = useLocal()
  const problem = useProblemText()
  const may = useMay('campaigns.launch')
  const send = useTest()
  const [address, setAddress] = useState('')
  if (!may) return null
  const go = async () => {
    try {
      const body = { ...words, name: t('campaigns.creative.test'), channel, offerId, address: address.trim() }
      const { outcome, problem: why } = await send.mutateAsync({ body })
      if (outcome === 'accepted') void message.success(t('campaigns.creative.testTaken'))
      else void message.error(local(why))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Field label={t('campaigns.creative.testTo', { language: ownName(words.language) })} optional>
      <div className="bar">
        <Input
          style={{ maxWidth: 280 }}
          value={address}
          maxLength={320}
          onChange={(event) => setAddress(event.target.value)}
        />
        <Button disabled={address.trim().length < 3} loading={send.isPending} onClick={() => void go()}>
          {t('campaigns.creative.test')}
        </Button>
      </div>
      <span className="field-help">{t('campaigns.creative.testHelp')}</span>
    </Field>
  )
}
