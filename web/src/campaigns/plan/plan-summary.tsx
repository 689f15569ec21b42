import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { Campaign } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { creativeKinds } from '../creative/channels.tsx'

/** What was launched, to be read only. */
export function PlanSummary({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const format = useFormat()
  const offers = useRead('/offers')
  const creatives = useRead('/creatives')
  const topics = useRead('/contact-topics')
  const local = useLocal()
  const offer = offers.data?.items.find((o) => o.id === campaign.offerId)
  const creative = creatives.data?.items.find((c) => c.id === campaign.creativeId)
  const named = topics.data?.items.find(({ id }) => id === campaign.topicId)
  const topic = campaign.topicId === null ? null : named ? local(named.name) : t('campaigns.plan.topicGone')
  const isList = campaign.channel === 'list'
  const money = (amount: number | null) => format.money(amount, campaign.currency)
  const rows: [string, React.ReactNode][] = [
    [t('campaigns.plan.objective'), t(`objective.${campaign.objective}`)],
    [
      t('campaigns.plan.audience'),
      campaign.segmentId ? (
        <Go key="segment" to={`/insight/segments/${campaign.segmentId}`}>
          {campaign.segmentName ?? campaign.segmentId}
        </Go>
      ) : (
        '–'
      ),
    ],
    [t('campaigns.plan.offer'), offer ? `${offer.name}: ${offer.words}` : t('campaigns.plan.offerNone')],
    [
      t('campaigns.plan.creative'),
      creative ? `${creative.name}: ${creativeKinds[creative.channel].line(creative)}` : '–',
    ],
    [
      t('campaigns.plan.start'),
      campaign.startAt ? format.dateTime(campaign.startAt) : t('campaigns.plan.atLaunch'),
    ],
    ...(campaign.bestHour === null
      ? []
      : [
          [t('campaigns.plan.bestHour'), t('campaigns.plan.bestHourWords', campaign.bestHour)] as [
            string,
            string,
          ],
        ]),
    ...(topic === null ? [] : [[t('campaigns.plan.topic'), topic] as [string, string]]),
    [t('campaigns.plan.channel'), t(`campaigns.plan.channels.${campaign.channel}`)],
    ...(isList ? [] : [[t('campaigns.plan.landing'), campaign.landingUrl ?? '–'] as [string, string]]),
    [t('campaigns.plan.window'), t('common.days', { count: campaign.outcomeWindowDays })],
    [
      t('campaigns.plan.control'),
      campaign.controlShare === 0 ? campaign.noControlReason : format.percent(campaign.controlShare, 0),
    ],
    [t('campaigns.plan.cap'), t('campaigns.plan.capWords', campaign.contactCap)],
    [t('campaigns.plan.budget'), campaign.budgetMinor === null ? '–' : money(campaign.budgetMinor)],
    [
      isList ? t('campaigns.plan.perContactList') : t('campaigns.plan.perContact'),
      money(campaign.costPerContactMinor),
    ],
    [t('campaigns.plan.fixed'), money(campaign.fixedCostMinor)],
    [t('campaigns.plan.incrementalRate'), format.percent(campaign.assumptions.incrementalRate)],
    [t('campaigns.plan.marginRate'), format.percent(campaign.assumptions.marginRate)],
  ]
  const Shown = creative && creativeKinds[creative.channel].Preview
  return (
    <div className="columns">
      <Part className="span-5" title={t('campaigns.one.tabs.plan')}>
        <dl className="pairs">
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Part>
      <Part className="span-7" title={t('campaigns.plan.creative')}>
        {creative && Shown ? <Shown creative={creative} offerId={campaign.offerId} height={520} /> : <p>–</p>}
      </Part>
    </div>
  )
}
