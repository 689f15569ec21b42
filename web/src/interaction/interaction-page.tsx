import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../api/hooks.ts'
import { Page } from '../ui/page.tsx'
import { RoomTabs } from '../ui/room-tabs.tsx'

export function InteractionPage({
  tab,
  answers,
  actions,
  children,
}: {
  tab:
    | 'inbox'
    | 'deliveries'
    | 'doNotSend'
    | 'mail'
    | 'cases'
    | 'recovery'
    | 'surveys'
    | 'reviews'
    | 'touchMap'
  answers: string
  actions?: ReactNode
  children: ReactNode
}) {
  const { t } = useTranslation()
  const mayMail = useMay('messages.read')
  const mayManage = useMay('settings.manage')
  return (
    <Page title={t(`interaction.tabs.${tab}`)} answers={answers} actions={actions}>
      <RoomTabs
        label={t('shell.interaction')}
        tabs={[
          ...(mayMail ? [{ to: '/interaction/inbox', label: t('interaction.tabs.inbox') }] : []),
          { to: '/interaction/deliveries', label: t('interaction.tabs.deliveries') },
          { to: '/interaction/do-not-send', label: t('interaction.tabs.doNotSend') },
          { to: '/interaction/cases', label: t('interaction.tabs.cases') },
          { to: '/interaction/surveys', label: t('interaction.tabs.surveys') },
          { to: '/interaction/reviews', label: t('interaction.tabs.reviews') },
          { to: '/interaction/touch-map', label: t('interaction.tabs.touchMap') },
          ...(mayManage ? [{ to: '/interaction/recovery', label: t('interaction.tabs.recovery') }] : []),
          ...(mayMail ? [{ to: '/interaction/mail', label: t('interaction.tabs.mail') }] : []),
        ]}
      />
      {children}
    </Page>
  )
}
