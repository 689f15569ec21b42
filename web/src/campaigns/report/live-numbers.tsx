import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import type { Campaign, Report } from '../../api/types.ts'
import { FigureRow } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { ByLanguage } from './by-language.tsx'
import { CallNumbers } from './call-numbers.tsx'

const counts = ['planned', 'sent', 'failed', 'unknown', 'suppressed'] as const
const answers = ['bounced', 'opened', 'clicked', 'replied', 'unsubscribed', 'complained'] as const

/** How the sending stands and what came back. */
export function LiveNumbers({ campaign, report }: { campaign: Campaign; report: Report }) {
  const { t } = useTranslation()
  const format = useFormat()
  const mayPeople = useMay('customers.read')
  const mayMail = useMay('messages.read')
  const e = report.execution
  // Others carry a list out: nothing is sent, opened or clicked here.
  if (campaign.channel === 'list') return null
  if (campaign.channel === 'call')
    return report.calls ? <CallNumbers campaign={campaign} calls={report.calls} /> : null
  return (
    <Part
      title={t('campaigns.live.title')}
      actions={
        <>
          {mayPeople ? (
            <Go to={`/interaction/deliveries?campaign=${campaign.id}`}>{t('campaigns.live.messages')}</Go>
          ) : null}
          {mayMail ? (
            <Go to={`/interaction/mail?campaign=${campaign.id}`}>{t('campaigns.live.mail')}</Go>
          ) : null}
        </>
      }
    >
      <ChannelStopped
        channel={campaign.channel}
        waiting={e.planned - e.sent - e.failed - e.unknown - e.suppressed}
      />
      {e.quiet > 0 ? (
        <p className="notice">
          {t('campaigns.live.quiet', { count: e.quiet, shown: format.integer(e.quiet) })}{' '}
          <Go to="/settings/channels">{t('channels.quiet.title')}</Go>
        </p>
      ) : null}
      <FigureRow
        items={[
          ...counts.map((key) => ({ label: t(`campaigns.live.${key}`), value: format.integer(e[key]) })),
          ...answers.map((key) => ({
            label: t(`campaigns.live.${key}`),
            value: format.integer(e[key]),
            note: e.sent === 0 ? undefined : format.percent(e[key] / e.sent),
          })),
        ]}
      />
      <ByLanguage rows={report.languages ?? []} />
      <p className="faint">
        {t('common.pair', { name: t('campaigns.live.opened'), value: t('campaigns.live.openedHelp') })}
      </p>
    </Part>
  )
}

/** What waits because somebody stopped the channel, and where it goes on. */
function ChannelStopped({ channel, waiting }: { channel: string; waiting: number }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const { data } = useRead('/channels', {}, { enabled: waiting > 0 })
  const found = data?.items.find(({ id }) => id === channel)
  if (waiting === 0 || !found?.stopped) return null
  return (
    <p className="notice notice-look">
      {t('campaigns.live.channelStopped', {
        channel: local(found.label),
        at: format.dateTime(found.stopped.at),
        count: format.integer(waiting),
      })}{' '}
      <Go to="/settings/channels">{t('campaigns.live.toChannel')}</Go>
    </p>
  )
}
