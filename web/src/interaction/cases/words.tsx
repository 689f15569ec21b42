import { useTranslation } from 'react-i18next'
import type { CaseRow } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'

export const topicIds = [
  ...(['product', 'price', 'delivery', 'service', 'staff', 'shop', 'network', 'account'] as const),
  ...(['points', 'billing', 'refund', 'contact'] as const),
] as const
export const severityIds = ['s1', 's2', 's3', 's4'] as const
export const caseChannels = ['call', 'mail', 'shop', 'chat', 'form'] as const

const clockTones = {
  answered: 'good',
  answered_late: 'plain',
  open: 'quiet',
  soon: 'plain',
  late: 'look',
} as const

/** Where a case stands on its clock; a closed one by how it ended. */
export function CaseState({ row }: { row: Pick<CaseRow, 'clock' | 'outcome'> }) {
  const { t } = useTranslation()
  if (row.outcome !== null)
    return (
      <Mark tone={row.outcome === 'recovered' ? 'good' : 'quiet'}>{t(`cases.outcomes.${row.outcome}`)}</Mark>
    )
  return <Mark tone={clockTones[row.clock]}>{t(`cases.clock.${row.clock}`)}</Mark>
}

export function useSeverity(): (severity: number) => string {
  const { t } = useTranslation()
  return (severity) => t(`cases.severities.${severityIds[severity - 1] ?? 's1'}`)
}

export function useTopics(): (topics: readonly (typeof topicIds)[number][]) => string {
  const { t } = useTranslation()
  return (topics) =>
    topics.length === 0 ? t('cases.noTopic') : topics.map((topic) => t(`cases.topics.${topic}`)).join(' · ')
}

export function useTier(): (tier: CaseRow['tier']) => string {
  const { t } = useTranslation()
  return (tier) => (tier === null ? t('cases.tierUnused') : t(`cases.tiers.${tier}`))
}
