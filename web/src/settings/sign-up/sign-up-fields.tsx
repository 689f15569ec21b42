import { Checkbox, Input, InputNumber, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SignUp, SignUpSettings } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Go } from '../../ui/go.tsx'
import { useLocal } from '../../ui/use-format.ts'

const languages = ['zh-CN', 'en'] as const

/** What the page says and asks. */
export function SignUpFields({
  settings,
  topics,
  onChange,
}: {
  settings: SignUpSettings
  topics: SignUp['topics']
  onChange: (settings: SignUpSettings) => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const set = (change: Partial<SignUpSettings>) => onChange({ ...settings, ...change })
  return (
    <div className="stack">
      <Field label={t('signUp.isOpen')}>
        <span>
          <Switch
            aria-label={t('signUp.isOpen')}
            checked={settings.isOpen}
            onChange={(isOpen) => set({ isOpen })}
          />
        </span>
        <span className="field-help">{t('signUp.isOpenHelp')}</span>
      </Field>
      {languages.map((language) => (
        <Field
          key={language}
          label={`${t('signUp.title')} · ${t(`campaigns.creative.languages.${language}`)}`}
        >
          <Input
            maxLength={80}
            value={settings.title[language]}
            onChange={({ target }) => set({ title: { ...settings.title, [language]: target.value } })}
          />
        </Field>
      ))}
      {languages.map((language) => (
        <Field
          key={language}
          label={`${t('signUp.intro')} · ${t(`campaigns.creative.languages.${language}`)}`}
        >
          <Input.TextArea
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={500}
            value={settings.intro[language]}
            onChange={({ target }) => set({ intro: { ...settings.intro, [language]: target.value } })}
          />
        </Field>
      ))}
      <div className="field">
        <span className="field-name">{t('signUp.topics')}</span>
        {topics.length === 0 ? (
          <span className="field-help">
            {t('signUp.noTopics')} <Go to="/settings/consent">{t('settings.tabs.consent')}</Go>
          </span>
        ) : (
          <div className="stack-tight">
            {topics.map(({ id, name }) => (
              <Checkbox
                key={id}
                checked={settings.topics.includes(id)}
                onChange={({ target }) =>
                  set({
                    topics: target.checked
                      ? [...settings.topics, id]
                      : settings.topics.filter((one) => one !== id),
                  })
                }
              >
                {local(name)}
              </Checkbox>
            ))}
          </div>
        )}
        <span className="field-help">{t('signUp.topicsHelp')}</span>
      </div>
      <Field label={t('signUp.keepDays')}>
        <InputNumber
          min={1}
          max={30}
          precision={0}
          value={settings.keepDays}
          onChange={(days) => days !== null && set({ keepDays: days })}
        />
        <span className="field-help">{t('signUp.keepDaysHelp')}</span>
      </Field>
    </div>
  )
}
