import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useGo } from '../ui/go.tsx'
import { InSteps } from '../ui/in-steps.tsx'
import { Page } from '../ui/page.tsx'
import { RoomTabs } from '../ui/room-tabs.tsx'
import { EmptyState } from '../ui/states.tsx'

const tabs = ['rfm', 'concentration', 'overview', 'delivered-value', 'segments'] as const

/** A page of the insight room, under the room's tabs. */
export function InsightPage({
  tab,
  answers,
  actions,
  children,
}: {
  tab: (typeof tabs)[number]
  answers: string
  actions?: ReactNode
  children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <Page title={t(`insight.tabs.${tab}`)} answers={answers} actions={actions}>
      <RoomTabs
        label={t('shell.insight')}
        tabs={tabs.map((key) => ({ to: `/insight/${key}`, label: t(`insight.tabs.${key}`) }))}
      />
      <InSteps />
      {children}
    </Page>
  )
}

/** Before the first order there is nothing to measure; the way to it is one click. */
export function NothingMeasured() {
  const { t } = useTranslation()
  const go = useGo()
  return (
    <EmptyState
      title={t('insight.noSnapshot')}
      action={
        <Button type="primary" onClick={() => go('/data')}>
          {t('insight.importFirst')}
        </Button>
      }
    >
      {t('insight.noSnapshotHelp')}
    </EmptyState>
  )
}
