import { App, Button, Checkbox, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import type { HouseholdSettings } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { useProblemText } from '../../ui/states.tsx'

const switches = ['surname', 'contact', 'addressAlone', 'automatic'] as const

/** By what customers are taken for a household, and whether somebody is asked. */
export function HouseholdRules({ settings }: { settings: HouseholdSettings }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayManage = useMay('settings.manage')
  const [draft, setDraft] = useState(settings)
  const write = useWrite('put', '/households/settings', ['/households'])
  const save = async () => {
    try {
      await write.mutateAsync({ body: draft })
      void message.success(t('households.rules.saved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Part title={t('households.rules.title')} note={t('households.rules.note')}>
      <div className="stack">
        <div className="stack-tight">
          {switches.map((name) => (
            <Checkbox
              key={name}
              checked={draft[name]}
              disabled={!mayManage}
              onChange={({ target }) => setDraft((old) => ({ ...old, [name]: target.checked }))}
            >
              {t(`households.rules.${name}`)}
            </Checkbox>
          ))}
        </div>
        <Field label={t('households.rules.mostPeople')}>
          <InputNumber<number>
            min={2}
            max={20}
            precision={0}
            disabled={!mayManage}
            value={draft.mostPeople}
            onChange={(value) => setDraft((old) => ({ ...old, mostPeople: value ?? old.mostPeople }))}
          />
        </Field>
        {mayManage ? (
          <div className="bar">
            <Button loading={write.isPending} onClick={() => void save()}>
              {t('households.rules.save')}
            </Button>
          </div>
        ) : null}
      </div>
    </Part>
  )
}
