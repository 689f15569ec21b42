import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../api/client.ts'
import { useSession } from '../api/hooks.ts'
import { adoptSession } from '../api/session.ts'
import { Field } from '../ui/field.tsx'
import { Part } from '../ui/page.tsx'
import { useProblemText } from '../ui/states.tsx'
import { SettingsPage } from './settings-page.tsx'

const shortestPassword = 10

export function MePage() {
  const { t } = useTranslation()
  const session = useSession()
  const client = useQueryClient()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [name, setName] = useState(session?.user?.displayName ?? '')
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = async (
    body: { displayName?: string; currentPassword?: string; newPassword?: string },
    done: string,
  ) => {
    try {
      adoptSession(client, await call('patch', '/api/me', { body }))
      setCurrent('')
      setNext('')
      void message.success(done)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <SettingsPage tab="me" answers={t('settings.me.answers')}>
      <Part title={t('settings.tabs.me')}>
        <div className="stack form-narrow">
          <Field label={t('settings.me.name')}>
            <Input
              value={name}
              maxLength={100}
              autoComplete="name"
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
          <div className="field">
            <span className="field-name">{t('settings.me.email')}</span>
            <span>{session?.user?.email}</span>
          </div>
          <p>
            <Button
              disabled={name.trim() === '' || name === session?.user?.displayName}
              onClick={() => void change({ displayName: name.trim() }, t('settings.saved'))}
            >
              {t('common.save')}
            </Button>
          </p>
        </div>
      </Part>
      <Part title={t('settings.me.password')}>
        <form
          className="stack form-narrow"
          onSubmit={(event) => {
            event.preventDefault()
            void change({ currentPassword: current, newPassword: next }, t('settings.me.changed'))
          }}
        >
          <Field label={t('settings.me.current')}>
            <Input
              type="password"
              autoComplete="current-password"
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          </Field>
          <Field label={t('settings.me.next')}>
            <Input
              type="password"
              autoComplete="new-password"
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          </Field>
          <p>
            <Button htmlType="submit" disabled={next.length < shortestPassword}>
              {t('settings.me.change')}
            </Button>
          </p>
        </form>
      </Part>
    </SettingsPage>
  )
}
