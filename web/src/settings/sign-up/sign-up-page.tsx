import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import type { SignUp, SignUpSettings } from '../../api/types.ts'
import { FigureRow } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { MailFrame } from '../../ui/mail-frame.tsx'
import { Part } from '../../ui/page.tsx'
import { useReadingLanguage } from '../../ui/reading-language.tsx'
import { Snippet } from '../../ui/snippet.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useLatePreview } from '../../ui/use-late-preview.ts'
import { SettingsPage } from '../settings-page.tsx'
import { SignUpFields } from './sign-up-fields.tsx'

/** The page on which strangers sign up, with how it looks beside it. */
export function SignUpPage() {
  const { t } = useTranslation()
  const query = useRead('/sign-up')
  return (
    <SettingsPage tab="sign-up" answers={t('signUp.answers')}>
      <Loaded query={query} where={t('settings.tabs.sign-up')} height={480}>
        {(stored) => <Editor key={JSON.stringify(stored.settings)} stored={stored} />}
      </Loaded>
    </SettingsPage>
  )
}

function Editor({ stored }: { stored: SignUp }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const save = useWrite('put', '/sign-up', ['/sign-up', '/audit'])
  const [settings, setSettings] = useState<SignUpSettings>(stored.settings)
  const isChanged = JSON.stringify(settings) !== JSON.stringify(stored.settings)
  const keep = async () => {
    try {
      await save.mutateAsync({ body: settings })
      void message.success(t('settings.saved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <>
      {stored.lacking.length > 0 ? (
        <p className="notice notice-look">
          {t('signUp.lacking')} <Go to="/settings/consent">{t('settings.tabs.consent')}</Go>
        </p>
      ) : null}
      <Part title={t('signUp.counts')} note={t('signUp.countsNote')}>
        <FigureRow
          items={(['asked', 'confirmed', 'expired', 'open'] as const).map((key) => ({
            label: t(`signUp.count.${key}`),
            value: format.integer(stored.counts[key]),
          }))}
        />
      </Part>
      <div className="columns">
        <div className="span-5 stack">
          <Part
            title={t('settings.tabs.sign-up')}
            actions={
              <Button
                type="primary"
                disabled={!isChanged}
                loading={save.isPending}
                onClick={() => void keep()}
              >
                {t('common.save')}
              </Button>
            }
          >
            <SignUpFields settings={settings} topics={stored.topics} onChange={setSettings} />
          </Part>
          <Embed stored={stored} />
        </div>
        <div className="span-7">
          <Preview settings={settings} />
        </div>
      </div>
    </>
  )
}

/** Where the page is, and a form that leads to it from the company's own site. */
function Embed({ stored }: { stored: SignUp }) {
  const { t, i18n } = useTranslation()
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'
  const form = `<form method="post" action="${stored.address}">
  <input type="hidden" name="language" value="${language}">
  <input type="email" name="email" required>
  <button>${t('signUp.embedButton')}</button>
</form>`
  return (
    <Part title={t('signUp.embed')} {...(stored.settings.isOpen ? {} : { note: t('signUp.closedNote') })}>
      <div className="stack">
        <Snippet title={t('signUp.link')} text={stored.address} />
        <Snippet title={t('signUp.form')} text={form} />
        <p className="field-help">{t('signUp.formHelp')}</p>
      </div>
    </Part>
  )
}

function Preview({ settings }: { settings: SignUpSettings }) {
  const { t } = useTranslation()
  const { language, choice } = useReadingLanguage()
  const query = useLatePreview('/sign-up/preview', { ...settings, language })
  return (
    <Part title={t('signUp.preview')} actions={choice}>
      <Loaded query={query} where={t('signUp.preview')} height={480}>
        {({ html }) => <MailFrame html={html} title={t('signUp.preview')} height={720} />}
      </Loaded>
    </Part>
  )
}
