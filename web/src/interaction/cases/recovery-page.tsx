import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import type { RecoverySettings } from '../../api/types.ts'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { InteractionPage } from '../interaction-page.tsx'
import { IntakePart, Limits, TrialPart } from './recovery-limits.tsx'
import { FollowUpPart, TeamPart } from './recovery-team.tsx'
import { RemedyCatalogue } from './remedy-catalogue.tsx'

/** Which remedy for which case, how soon to answer, and what needs approval. */
export function RecoveryPage() {
  const { t } = useTranslation()
  const query = useRead('/recovery-settings', {}, { staleTime: 0 })
  return (
    <InteractionPage tab="recovery" answers={t('cases.settings.answers')}>
      <Loaded query={query} where={t('interaction.tabs.recovery')} height={320}>
        {({ currency, ...settings }) => (
          <RecoveryForm key={JSON.stringify(settings)} settings={settings} currency={currency} />
        )}
      </Loaded>
    </InteractionPage>
  )
}

export interface FormPart {
  form: RecoverySettings
  currency: string
  mayEdit: boolean
  set: (part: Partial<RecoverySettings>) => void
}

function RecoveryForm({ settings, currency }: { settings: RecoverySettings; currency: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayEdit = useMay('settings.manage')
  const [form, setForm] = useState(settings)
  const save = useWrite('put', '/recovery-settings', ['/recovery-settings', '/cases', '/customers'])
  const set: FormPart['set'] = (part) => setForm((old) => ({ ...old, ...part }))
  const keep = async () => {
    try {
      await save.mutateAsync({ body: form })
      void message.success(t('cases.settings.saved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const part = { form, currency, mayEdit, set }
  return (
    <>
      <RemedyCatalogue {...part} />
      <Limits {...part} />
      <TeamPart {...part} />
      <FollowUpPart {...part} />
      <IntakePart {...part} />
      <TrialPart {...part} />
      {mayEdit ? (
        <div className="bar">
          <Button
            type="primary"
            loading={save.isPending}
            disabled={JSON.stringify(form) === JSON.stringify(settings)}
            onClick={() => void keep()}
          >
            {t('common.save')}
          </Button>
        </div>
      ) : null}
    </>
  )
}
