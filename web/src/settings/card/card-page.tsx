import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Loaded } from '../../ui/states.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { CardForm } from './form.tsx'
import { CardLinks } from './links.tsx'
import { CardPreview } from './preview.tsx'
import { CardSnippets } from './snippets.tsx'

/** Customer cards for other systems: who may show them, what they show, how they are embedded. */
export function CardPage() {
  const { t } = useTranslation()
  const query = useRead('/card-settings', {}, { staleTime: 0 })
  return (
    <SettingsPage tab="card" answers={t('card.answers')}>
      <Loaded query={query} where={t('settings.tabs.card')} height={320}>
        {(settings) => (
          <>
            <CardForm key={JSON.stringify(settings)} settings={settings} />
            <CardPreview key={`preview ${JSON.stringify(settings)}`} />
          </>
        )}
      </Loaded>
      <CardLinks />
      <CardSnippets />
    </SettingsPage>
  )
}
