import { App, Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { CardSettings } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { useProblemText } from '../../ui/states.tsx'

const fields = ['value', 'attributes', 'computed', 'segments', 'consents', 'orders', 'touches'] as const

/** Saving ends the links of before, so the same settings saved again end them too. */
export function CardForm({ settings }: { settings: CardSettings }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const save = useWrite('put', '/card-settings', ['/card-settings'])
  const [origins, setOrigins] = useState(settings.origins.join('\n'))
  const [shown, setShown] = useState<readonly (typeof fields)[number][]>(settings.fields)
  const store = async (body: CardSettings, said: string) => {
    try {
      await save.mutateAsync({ body })
      void message.success(said)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const lines = origins
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return (
    <Part title={t('card.settings')}>
      <form
        className="stack form-narrow"
        onSubmit={(event) => {
          event.preventDefault()
          void store({ origins: lines, fields: [...shown] }, t('settings.saved'))
        }}
      >
        <Field label={t('card.origins')}>
          <Input.TextArea
            rows={3}
            value={origins}
            placeholder="https://crm.example.com"
            onChange={(event) => setOrigins(event.target.value)}
          />
          <span className="faint">{t('card.originsHelp')}</span>
        </Field>
        <fieldset className="plan-fields stack">
          <legend>{t('card.fields')}</legend>
          {fields.map((field) => (
            <Checkbox
              key={field}
              checked={shown.includes(field)}
              onChange={({ target }) =>
                setShown(fields.filter((one) => (one === field ? target.checked : shown.includes(one))))
              }
            >
              {t(`card.field.${field}`)}
            </Checkbox>
          ))}
        </fieldset>
        <p className="soft">{t('card.limits')}</p>
        <div className="bar">
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('card.save')}
          </Button>
          <Button onClick={() => void store(settings, t('card.revoked'))}>{t('card.revoke')}</Button>
          <span className="soft">{t('card.saveNote')}</span>
        </div>
      </form>
    </Part>
  )
}
