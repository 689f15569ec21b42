import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useWorkspace } from '../api/hooks.ts'
import { Page } from '../ui/page.tsx'
import { RoomTabs } from '../ui/room-tabs.tsx'

const tabs = [
  { key: 'workspace', may: 'workspace.read' },
  { key: 'members', may: 'users.manage' },
  { key: 'keys', may: 'settings.manage' },
  { key: 'channels', may: 'workspace.read' },
  { key: 'brand', may: 'workspace.read' },
  { key: 'fields', may: 'settings.manage' },
  { key: 'card', may: 'settings.manage' },
  { key: 'consent', may: 'workspace.read' },
  { key: 'sign-up', may: 'settings.manage' },
  { key: 'identity', may: 'customers.read' },
  { key: 'values', may: 'customers.read' },
  { key: 'privacy', may: 'workspace.read' },
  { key: 'retention', may: 'workspace.read' },
  { key: 'processing', may: 'workspace.read' },
  { key: 'audit', may: 'audit.read' },
  { key: 'me', may: 'workspace.read' },
] as const

export function SettingsPage(props: {
  tab: (typeof tabs)[number]['key']
  answers: string
  actions?: ReactNode
  children: ReactNode
}) {
  const { t } = useTranslation()
  const workspace = useWorkspace()
  return (
    <Page title={t(`settings.tabs.${props.tab}`)} answers={props.answers} actions={props.actions}>
      <RoomTabs
        label={t('shell.settings')}
        tabs={tabs
          .filter((tab) => workspace?.permissions.includes(tab.may))
          .map((tab) => ({ to: `/settings/${tab.key}`, label: t(`settings.tabs.${tab.key}`) }))}
      />
      {props.children}
    </Page>
  )
}
