import { useTranslation } from 'react-i18next'
import type { CampaignStatus } from '../api/types.ts'
import { Mark } from '../ui/figures.tsx'

const tones = {
  draft: 'quiet',
  scheduled: 'plain',
  launching: 'plain',
  live: 'good',
  stopped: 'plain',
  ended: 'quiet',
} as const

/** @param isPaused somebody holds it: that stands before how far it is */
export function CampaignStatusMark({
  status,
  isPaused = false,
}: {
  status: CampaignStatus
  isPaused?: boolean
}) {
  const { t } = useTranslation()
  if (isPaused) return <Mark tone="look">{t('campaignStatus.paused')}</Mark>
  return <Mark tone={tones[status]}>{t(`campaignStatus.${status}`)}</Mark>
}
