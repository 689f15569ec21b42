import { App, Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWorkspace, useWrite } from '../../api/hooks.ts'
import type { Channel } from '../../api/types.ts'
import { ConnectionForm, defaultsOf, isComplete, partsOf, type Values } from '../../ui/connection-form.tsx'
import { Field } from '../../ui/field.tsx'
import { MoneyInput } from '../../ui/money-input.tsx'
import { useProblemText } from '../../ui/states.tsx'

/** The connection of a channel, by the form the channel describes. */
export function ConnectionEditor({ channel, onDone }: { channel: Channel; onDone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const currency = useWorkspace()?.currency ?? 'CNY'
  const save = useWrite('put', '/channels/{channel}/connection', ['/channels'])
  const { form, connection } = channel
  const [name, setName] = useState(connection?.name ?? '')
  const [values, setValues] = useState<Values>({ ...defaultsOf(form), ...connection?.settings })
  const [perSecond, setPerSecond] = useState(connection?.perSecond ?? null)
  const [window, setWindow] = useState(connection?.window ?? 20)
  const [costMinor, setCost] = useState(connection?.costMinor ?? 0)
  // One call takes everybody: there is neither a rate nor a window to set.
  const isBatched = channel.id === 'wecom'
  const store = async () => {
    try {
      const body = { name, ...partsOf(form, values), perSecond, window, costMinor }
      await save.mutateAsync({ path: { channel: channel.id }, body })
      void message.success(t('channels.saved'))
      onDone()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <form
      className="stack form-narrow"
      onSubmit={(event) => {
        event.preventDefault()
        void store()
      }}
    >
      <Field label={t('channels.name')}>
        <Input maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <ConnectionForm
        form={form}
        texts="channels"
        values={values}
        secretsSet={connection?.secretsSet ?? []}
        onChange={setValues}
      />
      {isBatched ? null : (
        <>
          <Field label={t('channels.perSecond')} optional>
            <InputNumber min={0.1} max={10_000} value={perSecond} onChange={(next) => setPerSecond(next)} />
            <span className="faint">{t('channels.perSecondHelp')}</span>
          </Field>
          <Field label={t('channels.window')}>
            <InputNumber
              min={1}
              max={500}
              precision={0}
              value={window}
              onChange={(next) => setWindow(next ?? 1)}
            />
            <span className="faint">{t('channels.windowHelp')}</span>
          </Field>
        </>
      )}
      <Field label={t('channels.cost')}>
        <MoneyInput value={costMinor} currency={currency} onChange={(next) => setCost(next ?? 0)} />
        {channel.id === 'sms' ? <span className="faint">{t('channels.costHelp')}</span> : null}
      </Field>
      <div className="bar">
        <Button
          type="primary"
          htmlType="submit"
          loading={save.isPending}
          disabled={name.trim() === '' || !isComplete(form, values)}
        >
          {t('channels.save')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </div>
    </form>
  )
}
