import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Loaded } from '../../ui/states.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { BlocksPart } from './blocks.tsx'
import { RulesPart } from './rules.tsx'

/** By which values records are joined, in which order and within which limits; what they would do is shown before. */
export function IdentitySettingsPage() {
  const { t } = useTranslation()
  const query = useRead('/identity/rules')
  return (
    <SettingsPage tab="identity" answers={t('identity.settings.answers')}>
      <Loaded query={query} where={t('identity.settings.rules')} height={320}>
        {(settings) => <RulesPart key={JSON.stringify(settings)} settings={settings} />}
      </Loaded>
      <BlocksPart />
    </SettingsPage>
  )
}
