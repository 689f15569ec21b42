import { useTranslation } from 'react-i18next'
import { useConsentPolicy } from '../../customers/consent/words.ts'
import { Loaded } from '../../ui/states.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { PolicyPart } from './policy.tsx'
import { TextsPart } from './texts.tsx'
import { TopicsPart } from './topics.tsx'

export function ConsentPage() {
  const { t } = useTranslation()
  const query = useConsentPolicy()
  return (
    <SettingsPage tab="consent" answers={t('consent.settings.answers')}>
      <Loaded query={query} where={t('consent.settings.policy')} height={320}>
        {(policy) => (
          <>
            <PolicyPart key={policy.updatedAt ?? ''} policy={policy} />
            <TopicsPart />
            <TextsPart policy={policy} />
          </>
        )}
      </Loaded>
    </SettingsPage>
  )
}
