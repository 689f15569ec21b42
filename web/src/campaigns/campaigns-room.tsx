import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { InSteps } from '../ui/in-steps.tsx'
import { Page } from '../ui/page.tsx'
import { RoomTabs } from '../ui/room-tabs.tsx'

const tabs = [
  { key: 'list', to: '/campaigns', exact: true },
  { key: 'calendar', to: '/campaigns/calendar' },
  { key: 'offers', to: '/campaigns/offers' },
  { key: 'creatives', to: '/campaigns/creatives' },
  { key: 'letters', to: '/campaigns/letters' },
  { key: 'advertising', to: '/campaigns/advertising' },
  { key: 'media', to: '/campaigns/media' },
  { key: 'lessons', to: '/campaigns/lessons' },
] as const

export function CampaignsRoom(props: {
  tab: (typeof tabs)[number]['key']
  answers: string
  actions?: ReactNode
  children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <Page title={t(`campaigns.tabs.${props.tab}`)} answers={props.answers} actions={props.actions}>
      <RoomTabs
        label={t('shell.campaigns')}
        tabs={tabs.map(({ key, ...tab }) => ({ ...tab, label: t(`campaigns.tabs.${key}`) }))}
      />
      {props.tab === 'list' ? <InSteps /> : null}
      {props.children}
    </Page>
  )
}
