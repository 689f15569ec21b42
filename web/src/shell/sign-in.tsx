import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Alert, Button, Input } from 'antd'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../api/client.ts'
import { adoptSession } from '../api/session.ts'
import type { Session } from '../api/types.ts'
import { speak } from '../i18n/index.ts'
import { Field } from '../ui/field.tsx'
import { useProblemText } from '../ui/states.tsx'
import { useLanguage } from '../ui/use-format.ts'

/** Only a path of this site may be returned to. */
function safeBack(back: string | undefined): string {
  return back?.startsWith('/') && !back.startsWith('//') && !back.startsWith('/sign-in') ? back : '/'
}

export function SignIn() {
  const { t } = useTranslation()
  const language = useLanguage()
  const search = useSearch({ strict: false }) as { token?: string; back?: string }
  const client = useQueryClient()
  const navigate = useNavigate()
  const problem = useProblemText()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [linkFailed, setLinkFailed] = useState(false)
  const used = useRef(false)

  const enter = async (session: Session) => {
    adoptSession(client, session)
    if (session.user && session.user.locale !== language) await speak(session.user.locale)
    await navigate({ href: safeBack(search.back), replace: true })
  }
  const enterRef = useRef(enter)
  enterRef.current = enter
  useEffect(() => {
    document.title = `${t('signIn.title')} · 量体 Liangti`
  }, [t])
  useEffect(() => {
    if (!search.token || used.current) return
    used.current = true // a link works once: a second try would only fail
    call('post', '/api/session/link', { body: { token: search.token } })
      .then((session) => enterRef.current(session))
      .catch((reason: unknown) => {
        setError(reason)
        setLinkFailed(true)
      })
  }, [search.token])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    setLinkFailed(false)
    try {
      await enter(await call('post', '/api/session', { body: { email: email.trim(), password } }))
    } catch (reason) {
      setError(reason)
    } finally {
      setBusy(false)
    }
  }
  const working = search.token !== undefined && error === null
  return (
    <main className="sign-in">
      <div className="sign-in-sheet">
        <p className="sign-in-brand">
          <img src="/seal.svg" width="40" height="40" alt="" />
          <span lang="zh-CN">量体</span> <span lang="en">Liangti</span>
        </p>
        <p className="soft">{t('signIn.promise')}</p>
        <h1>{t('signIn.title')}</h1>
        {working ? (
          <p role="status">{t('signIn.linkWorking')}</p>
        ) : (
          <form onSubmit={(event) => void submit(event)}>
            {error !== null ? (
              <Alert
                type="error"
                title={linkFailed ? t('signIn.linkFailed') : problem(error)}
                {...(linkFailed ? { description: t('signIn.linkHelp') } : {})}
              />
            ) : null}
            <Field label={t('signIn.email')}>
              <Input
                name="email"
                type="email"
                size="large"
                autoComplete="username"
                required
                autoFocus
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            </Field>
            <Field label={t('signIn.password')}>
              <Input
                name="password"
                type="password"
                size="large"
                autoComplete="current-password"
                required
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            </Field>
            <Button type="primary" size="large" htmlType="submit" block loading={busy}>
              {t('signIn.submit')}
            </Button>
          </form>
        )}
        <p className="sign-in-language">
          <button
            type="button"
            lang="zh-CN"
            aria-pressed={language === 'zh-CN'}
            onClick={() => void speak('zh-CN')}
          >
            简体中文
          </button>
          <button type="button" lang="en" aria-pressed={language === 'en'} onClick={() => void speak('en')}>
            English
          </button>
        </p>
      </div>
    </main>
  )
}
