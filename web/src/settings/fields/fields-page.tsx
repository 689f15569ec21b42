import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { FieldMatrix } from './matrix.tsx'

/** Who may see which field of a customer. */
export function FieldsPage() {
  const { t } = useTranslation()
  const query = useRead('/field-permissions', {}, { staleTime: 0 })
  return (
    <SettingsPage tab="fields" answers={t('fields.answers')}>
      <Part title={t('fields.list')}>
        <p className="soft">{t('fields.note')}</p>
        <Loaded query={query} where={t('fields.list')} height={480}>
          {(settings) => (
            <FieldMatrix key={JSON.stringify([settings.roles, settings.keys])} settings={settings} />
          )}
        </Loaded>
      </Part>
    </SettingsPage>
  )
}
