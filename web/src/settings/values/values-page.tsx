import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Loaded } from '../../ui/states.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { ValueRules } from './value-rules.tsx'

/** Which word counts where sources differ; what a change would do is shown before it is made. */
export function ValuesPage() {
  const { t } = useTranslation()
  const query = useRead(
    '/value-rules',
    {},
    { refetchInterval: (data) => (data?.taskId ? 1_000 : false), staleTime: 0 },
  )
  return (
    <SettingsPage tab="values" answers={t('values.rules.answers')}>
      <Loaded query={query} where={t('values.rules.title')} height={420}>
        {(settings) => <ValueRules key={settings.changedAt ?? ''} settings={settings} />}
      </Loaded>
    </SettingsPage>
  )
}
