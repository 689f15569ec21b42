import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../api/client.ts'
import { useMay, useWorkspace } from '../api/hooks.ts'
import { sessionQuery } from '../api/session.ts'
import type { Workspace } from '../api/types.ts'
import { Field } from '../ui/field.tsx'
import { Part } from '../ui/page.tsx'
import { useProblemText } from '../ui/states.tsx'
import { SettingsPage } from './settings-page.tsx'

const zones = Intl.supportedValuesOf('timeZone')
const nouns = ['customer', 'member', 'user', 'shopper'] as const

export function WorkspacePage() {
  const { t } = useTranslation()
  const workspace = useWorkspace()
  return (
    <SettingsPage tab="workspace" answers={t('settings.workspace.answers')}>
      {workspace ? <Form key={workspace.slug} workspace={workspace} /> : null}
    </SettingsPage>
  )
}

function Form({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { message } = App.useApp()
  const problem = useProblemText()
  const may = useMay('settings.manage')
  const [busy, setBusy] = useState(false)
  const [form, setForm] = useState({
    name: workspace.name,
    timeZone: workspace.timeZone,
    locale: workspace.locale,
    personNoun: workspace.personNoun,
    mailFrom: workspace.mailFrom ?? '',
  })
  const set = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }))
  const save = async () => {
    setBusy(true)
    try {
      await call('patch', '/api/workspaces/{workspace}', {
        path: { workspace: workspace.slug },
        body: {
          ...form,
          name: form.name.trim(),
          mailFrom: form.mailFrom.trim() === '' ? null : form.mailFrom.trim(),
        },
      })
      await client.fetchQuery({ ...sessionQuery, staleTime: 0 })
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === workspace.slug })
      void message.success(t('settings.saved'))
    } catch (error) {
      void message.error(problem(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Part title={t('settings.tabs.workspace')} {...(may ? {} : { note: t('settings.workspace.readOnly') })}>
      <fieldset className="plan-fields stack form-narrow" disabled={!may}>
        <Field label={t('settings.workspace.name')}>
          <Input value={form.name} maxLength={100} onChange={(event) => set({ name: event.target.value })} />
        </Field>
        <Field label={t('settings.workspace.timeZone')}>
          <Select
            showSearch
            disabled={!may}
            value={form.timeZone}
            onChange={(timeZone) => set({ timeZone })}
            options={zones.map((value) => ({ value, label: value }))}
          />
        </Field>
        <Field label={t('settings.workspace.locale')}>
          <Select
            disabled={!may}
            value={form.locale}
            onChange={(locale) => set({ locale })}
            options={(['zh-CN', 'en'] as const).map((value) => ({
              value,
              label: t(`campaigns.creative.languages.${value}`),
            }))}
          />
        </Field>
        <Field label={t('settings.workspace.noun')}>
          <Select
            disabled={!may}
            value={form.personNoun}
            onChange={(personNoun) => set({ personNoun })}
            options={nouns.map((value) => ({ value, label: t(`settings.workspace.nouns.${value}`) }))}
          />
        </Field>
        <Field label={t('settings.workspace.mailFrom')}>
          <Input value={form.mailFrom} onChange={(event) => set({ mailFrom: event.target.value })} />
          <span className="field-help">{t('settings.workspace.mailFromHelp')}</span>
        </Field>
        <div className="field">
          <span className="field-name">{t('settings.workspace.currency')}</span>
          <span>{workspace.currency}</span>
          <span className="field-help">{t('settings.workspace.currencyHelp')}</span>
        </div>
        {may ? (
          <p>
            <Button
              type="primary"
              loading={busy}
              disabled={form.name.trim() === ''}
              onClick={() => void save()}
            >
              {t('common.save')}
            </Button>
          </p>
        ) : null}
      </fieldset>
    </Part>
  )
}
