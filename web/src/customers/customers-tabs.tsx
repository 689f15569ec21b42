import { useTranslation } from 'react-i18next'
import { useMay } from '../api/hooks.ts'
import { RoomTabs } from '../ui/room-tabs.tsx'

/** The pages of the customers' room, side by side. */
export function CustomersTabs() {
  const { t } = useTranslation()
  const mayHandle = useMay('privacy.handle')
  return (
    <RoomTabs
      label={t('shell.customers')}
      tabs={[
        { to: '/customers', label: t('identity.tabs.list'), exact: true },
        { to: '/customers/prospects', label: t('prospects.tab') },
        { to: '/customers/attributes', label: t('attributes.tab') },
        { to: '/customers/identity', label: t('identity.tabs.identity') },
        { to: '/customers/households', label: t('households.tab') },
        { to: '/customers/companies', label: t('companies.tab') },
        ...(mayHandle ? [{ to: '/customers/requests', label: t('privacy.tab') }] : []),
      ]}
    />
  )
}
