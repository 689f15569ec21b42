import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../api/client.ts'
import { sessionQuery } from '../api/session.ts'
import { Field } from '../ui/field.tsx'
import { useProblemText } from '../ui/states.tsx'
import { useLanguage } from '../ui/use-format.ts'

const currencies = [
  'CNY',
  'USD',
  'EUR',
  'GBP',
  'HKD',
  'TWD',
  'JPY',
  'KRW',
  'SGD',
  'AUD',
  'CAD',
  'CHF',
  'INR',
  'BRL',
]
const zones = Intl.supportedValuesOf('timeZone')

/** Asks for a name, a currency and a zone, makes the workspace and opens it. */
export function NewWorkspace({
  open,
  onClose,
  onMade,
  note,
}: {
  open: boolean
  onClose: () => void
  /** Instead of opening its home page. */
  onMade?: (slug: string) => void
  note?: string
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [name, setName] = useState('')
  const [currency, setCurrency] = useState(language === 'en' ? 'USD' : 'CNY')
  const [timeZone, setTimeZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [busy, setBusy] = useState(false)
  const make = async () => {
    setBusy(true)
    try {
      const made = await call('post', '/api/workspaces', {
        body: { name: name.trim(), currency, timeZone, locale: language },
      })
      await client.fetchQuery({ ...sessionQuery, staleTime: 0 })
      onClose()
      if (onMade) onMade(made.slug)
      else await navigate({ to: `/w/${made.slug}` as string })
    } catch (error) {
      void message.error(problem(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open={open}
      title={t('shell.newWorkspaceTitle')}
      okText={t('shell.create')}
      okButtonProps={{ disabled: name.trim() === '', loading: busy }}
      onOk={() => void make()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="soft">{note ?? t('shell.newWorkspaceHelp')}</p>
      <Field label={t('shell.workspaceName')}>
        <Input value={name} maxLength={100} autoFocus onChange={(event) => setName(event.target.value)} />
      </Field>
      <div className="fields-row">
        <Field label={t('shell.currency')}>
          <Select
            showSearch
            value={currency}
            onChange={setCurrency}
            options={currencies.map((value) => ({ value, label: value }))}
          />
        </Field>
        <Field label={t('shell.timeZone')}>
          <Select
            showSearch
            value={timeZone}
            onChange={setTimeZone}
            options={zones.map((value) => ({ value, label: value }))}
          />
        </Field>
      </div>
    </Modal>
  )
}
