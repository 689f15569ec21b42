import { useTranslation } from 'react-i18next'
import { useChannelName } from '../../customers/channel-name.ts'

const own = ['purchase', 'web', 'complaint', 'survey'] as const

/** A touch-point in the reader's words. */
export function usePointName(): (point: string) => string {
  const { t } = useTranslation()
  const channelName = useChannelName()
  return (point) => {
    const known = own.find((one) => one === point)
    return known ? t(`touchMap.points.${known}`) : channelName(point)
  }
}
