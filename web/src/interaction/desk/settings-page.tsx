import { App, Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import type { DeskSettings } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DeskFrame } from './desk-page.tsx'

const limits = {
  mostTries: { min: 1, max: 20 },
  retryMinutes: { min: 5, max: 10_080 },
  undoMinutes: { min: 1, max: 60 },
  leaseMinutes: { min: 2, max: 240 },
} as const

/** When nobody is called, how often it is tried, how long an outcome can be taken back. */
export function SettingsPage() {
  const { t } = useTranslation()
  const query = useRead('/desk/settings')
  return (
    <DeskFrame title={t('deskTools.settings.title')} answers={t('deskTools.settings.answers')}>
      <Loaded query={query} where={t('deskTools.settings.title')} height={320}>
        {(settings) => <Form before={settings} />}
      </Loaded>
      <Part title={t('deskTools.settings.teams')}>
        <p className="soft">
          {t('deskTools.settings.teamsHelp')}{' '}
          <Go to="/interaction/desk/board">{t('deskTools.ofCustomer.toTeams')}</Go>
        </p>
      </Part>
    </DeskFrame>
  )
}

function Form({ before }: { before: DeskSettings }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [draft, setDraft] = useState(before)
  const save = useWrite('put', '/desk/settings', ['/desk/settings'])
  const { quiet } = draft
  const isSame = JSON.stringify(draft) === JSON.stringify(before)
  const time = (label: string, end: 'from' | 'to') => (
    <Field label={label}>
      <Input
        type="time"
        style={{ width: 130 }}
        value={quiet[end]}
        onChange={({ target }) => setDraft({ ...draft, quiet: { ...quiet, [end]: target.value } })}
      />
    </Field>
  )
  const figure = (field: keyof typeof limits, help?: string) => (
    <Field label={t(`deskTools.settings.${field}`)}>
      <InputNumber
        {...limits[field]}
        precision={0}
        value={draft[field]}
        onChange={(value) => setDraft({ ...draft, [field]: value ?? limits[field].min })}
      />
      {help ? <span className="field-help">{help}</span> : null}
    </Field>
  )
  const keep = async () => {
    try {
      await save.mutateAsync({ body: draft })
      void message.success(t('deskTools.settings.saved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Part
      title={t('deskTools.settings.title')}
      actions={
        <Button
          type="primary"
          disabled={isSame || quiet.from === '' || quiet.to === ''}
          loading={save.isPending}
          onClick={() => void keep()}
        >
          {t('common.save')}
        </Button>
      }
    >
      <div className="stack" style={{ maxWidth: 560 }}>
        <fieldset className="plain-set">
          <legend>{t('deskTools.settings.quiet')}</legend>
          <div className="bar">
            {time(t('deskTools.settings.from'), 'from')}
            {time(t('deskTools.settings.to'), 'to')}
          </div>
          <span className="field-help">{t('deskTools.settings.quietHelp')}</span>
        </fieldset>
        {figure('mostTries')}
        {figure('retryMinutes')}
        {figure('undoMinutes', t('deskTools.settings.undoHelp'))}
        {figure('leaseMinutes')}
      </div>
    </Part>
  )
}
