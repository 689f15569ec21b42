import { useTranslation } from 'react-i18next'
import { RoomTabs } from '../ui/room-tabs.tsx'

/** The pages of the data room, side by side. */
export function DataTabs() {
  const { t } = useTranslation()
  return (
    <RoomTabs
      label={t('data.title')}
      tabs={[
        { to: '/data', label: t('sources.tabs.imports'), exact: true },
        { to: '/data/sources', label: t('sources.tabs.sources') },
        { to: '/data/field-maps', label: t('quality.tabs.fieldMaps') },
        { to: '/data/health', label: t('quality.tabs.health') },
        { to: '/data/contracts', label: t('quality.tabs.contracts') },
      ]}
    />
  )
}
