import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Loaded } from '../../ui/states.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { ChannelCard } from './channel-card.tsx'
import { QuietHours } from './quiet-hours.tsx'

/** How messages leave, and how to stop them. */
export function ChannelsPage() {
  const { t } = useTranslation()
  const query = useRead('/channels', {}, { refetchInterval: 5_000 })
  return (
    <SettingsPage tab="channels" answers={t('channels.answers')}>
      <Loaded query={query} where={t('settings.tabs.channels')} height={320}>
        {({ items }) => (
          <>
            <QuietHours channels={items} />
            {items.map((channel) => (
              <ChannelCard key={channel.id} channel={channel} />
            ))}
          </>
        )}
      </Loaded>
    </SettingsPage>
  )
}
