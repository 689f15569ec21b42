import { App, Button, Checkbox, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { CardSettings } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { useProblemText } from '../../ui/states.tsx'

const fields = [
  'value',
  'attributes',
  'computed',
  'segments',
  'needs',
  'consents',
  'orders',
  'touches',
] as const

/** Saving ends the links of before. */
export function CardForm({ settings }: { settings: CardSettings }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const save = useWrite('put', '/card-settings', ['/card-settings', '/card-links'])
  const [origins, setOrigins] = useState(settings.origins.join('\n'))
  const [shown, setShown] = useState<readonly (typeof fields)[number][]>(settings.fields)
  const [minutes, setMinutes] = useState(settings.minutes)
  const [longestMinutes, setLongest] = useState(settings.longestMinutes)
  const store = async (body: CardSettings) => {
    try {
      await save.mutateAsync({ body })
      void message.success(t('settings.saved'))
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
          void store({ origins: lines, fields: [...shown], minutes, longestMinutes })
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
        <Minutes label={t('card.minutes')} value={minutes} onChange={setMinutes} />
        <Minutes label={t('card.longestMinutes')} value={longestMinutes} onChange={setLongest} />
        <span className="faint">{t('card.minutesHelp')}</span>
        <div className="bar">
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('card.save')}
          </Button>
          <span className="soft">{t('card.saveNote')}</span>
        </div>
      </form>
    </Part>
  )
}

function Minutes(props: { label: string; value: number; onChange: (minutes: number) => void }) {
  const { t } = useTranslation()
  return (
    <Field label={props.label}>
      <InputNumber
        min={1}
        max={480}
        precision={0}
        value={props.value}
        suffix={t('card.minutesUnit')}
        style={{ width: 160 }}
        onChange={(value) => value !== null && props.onChange(value)}
      />
    </Field>
  )
}
