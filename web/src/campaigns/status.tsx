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

export function CampaignStatusMark({ status }: { status: CampaignStatus }) {
  const { t } = useTranslation()
  return <Mark tone={tones[status]}>{t(`campaignStatus.${status}`)}</Mark>
}
