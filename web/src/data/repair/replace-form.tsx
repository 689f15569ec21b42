import { App, Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'

/** The same mistake in many rows, mended at once. */
export function ReplaceForm({
  importId,
  header,
  first,
  onDone,
}: {
  importId: string
  header: readonly string[]
  /** The column to begin with. */
  first: number
  onDone: () => Promise<void>
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const send = useCall()
  const [column, setColumn] = useState(first)
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [whole, setWhole] = useState(true)
  const [busy, setBusy] = useState(false)
  const replace = async () => {
    setBusy(true)
    try {
      const { changed } = await send('post', '/imports/{id}/rejects/replace', {
        path: { id: importId },
        body: { column, from, to, whole },
      })
      await onDone()
      void message.info(t('data.repair.replaced', { count: changed }))
    } catch (error) {
      void message.error(problem(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="repair-replace"
      aria-label={t('data.repair.replaceTitle')}
      onSubmit={(event) => {
        event.preventDefault()
        void replace()
      }}
    >
      <Field label={t('data.repair.column')}>
        <Select
          showSearch
          optionFilterProp="label"
          style={{ width: 180 }}
          value={column}
          onChange={setColumn}
          options={header.map((label, value) => ({ value, label }))}
        />
      </Field>
      <Field label={t('data.repair.from')}>
        <Input
          value={from}
          placeholder={t('data.repair.blank')}
          onChange={(event) => setFrom(event.target.value)}
        />
      </Field>
      <Field label={t('data.repair.to')}>
        <Input value={to} onChange={(event) => setTo(event.target.value)} />
      </Field>
      <Checkbox checked={whole} onChange={(event) => setWhole(event.target.checked)}>
        {t('data.repair.whole')}
      </Checkbox>
      <Button htmlType="submit" loading={busy} disabled={from === to || (!whole && from === '')}>
        {t('data.repair.replace')}
      </Button>
    </form>
  )
}
