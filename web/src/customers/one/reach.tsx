import { useTranslation } from 'react-i18next'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useChannelName } from '../channel-name.ts'
import type { BlockProps } from './blocks.tsx'

/** Channels with an address, and what bars them. */
export function Reach({ customer }: BlockProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const channelName = useChannelName()
  return (
    <Part
      title={t('customers.one.reach')}
      actions={
        <Go to={`/interaction/deliveries?customer=${customer.customerId}`}>
          {t('customers.one.deliveries')}
        </Go>
      }
    >
      <div className="stack-tight">
        <p>
          {customer.reachable.length === 0
            ? t('customers.one.notReachable')
            : customer.reachable.map(channelName).join(t('common.listComma'))}
        </p>
        {customer.doNotSend.map((entry) => (
          <p key={`${entry.channel}|${entry.at}`} className="notice notice-look">
            {t('customers.one.doNotSend', {
              channel: channelName(entry.channel),
              reason: entry.reason,
              date: format.date(entry.at),
            })}
          </p>
        ))}
      </div>
    </Part>
  )
}
