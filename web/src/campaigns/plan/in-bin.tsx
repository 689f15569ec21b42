import { useTranslation } from 'react-i18next'
import { asProblem } from '../../api/problem.ts'
import type { Campaign } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { useProblemText } from '../../ui/states.tsx'

/** Whether a plan was refused because one of its parts lies in the bin. */
export function isInBin(error: unknown): boolean {
  return asProblem(error).code === 'campaign.inBin'
}

/** Says which part lies in the bin, and leads to where it can be brought back. */
export function InBin({ campaign, error }: { campaign: Campaign; error: unknown }) {
  const { t } = useTranslation()
  const problem = useProblemText()
  const places = [
    ...(campaign.segmentId
      ? [{ to: `/insight/segments/${campaign.segmentId}`, name: t('campaigns.plan.binSegment') }]
      : []),
    ...(campaign.offerId ? [{ to: '/campaigns/offers?view=bin', name: t('campaigns.plan.binOffers') }] : []),
    ...(campaign.creativeId
      ? [{ to: '/campaigns/creatives?view=bin', name: t('campaigns.plan.binCreatives') }]
      : []),
  ]
  return (
    <div className="notice notice-look" role="alert">
      <p>{problem(error)}</p>
      <p className="bar">
        {places.map((place) => (
          <Go key={place.to} to={place.to}>
            {place.name}
          </Go>
        ))}
      </p>
    </div>
  )
}
