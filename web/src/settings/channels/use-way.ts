import { useTranslation } from 'react-i18next'
import type { Channel } from '../../api/types.ts'

/** How messages leave, in words. */
export function useWay(): (channel: Pick<Channel, 'way' | 'connection'>) => string {
  const { t } = useTranslation()
  return ({ way, connection }) =>
    way === 'own' ? t('channels.way.own', { name: connection?.name ?? '' }) : t(`channels.way.${way}`)
}
