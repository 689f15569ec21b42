import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/hooks.ts'
import type { Campaign, Report } from '../../api/types.ts'
import { FigureRow } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { useFormat } from '../../ui/use-format.ts'

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
      <p className="faint">
        {t('common.pair', { name: t('campaigns.live.opened'), value: t('campaigns.live.openedHelp') })}
      </p>
    </Part>
  )
}
