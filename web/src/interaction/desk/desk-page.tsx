import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import { Page, Part } from '../../ui/page.tsx'
import { RoomTabs } from '../../ui/room-tabs.tsx'
import { EmptyState, Loading } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import './desk.css'
import { useKeys } from './keys.ts'
import { OutcomePad, useOutcome } from './outcome-pad.tsx'
import { Script } from './script.tsx'
import { useWork, type Work } from './use-work.ts'
import { Who } from './who.tsx'

/** The frame of the front line's pages. */
export function DeskFrame({
  title,
  answers,
  actions,
  children,
}: {
  title: string
  answers: string
  actions?: ReactNode
  children: ReactNode
}) {
  const { t } = useTranslation()
  const maySupervise = useMay('desk.supervise')
  return (
    <Page title={title} answers={answers} actions={actions}>
      <RoomTabs
        label={t('shell.frontLine')}
        tabs={[
          { to: '/interaction/desk', label: t('desk.tabs.work'), exact: true },
          { to: '/interaction/shop', label: t('desk.tabs.shop') },
          { to: '/interaction/desk/mine', label: t('deskTools.tabs.mine') },
          ...(maySupervise
            ? [
                { to: '/interaction/desk/board', label: t('desk.tabs.board') },
                { to: '/interaction/desk/scripts', label: t('deskTools.tabs.scripts') },
                { to: '/interaction/desk/dialler', label: t('deskTools.tabs.dialler') },
                { to: '/interaction/desk/settings', label: t('deskTools.tabs.settings') },
              ]
            : []),
        ]}
      />
      {children}
    </Page>
  )
}

/** One screen: who, what to say, what happened, next. */
export function DeskPage() {
  const { t } = useTranslation()
  const work = useWork('call')
  return (
    <DeskFrame title={t('desk.title')} answers={t('desk.answers')} actions={<SeatLine />}>
      {work.brief || work.isComing ? <TaskScreen work={work} /> : <NoTask work={work} />}
    </DeskFrame>
  )
}

/** A task in three columns; on a narrow screen one below the other, what happened last. While it comes, its note may be begun. */
export function TaskScreen({ work }: { work: Work }) {
  const { brief } = work
  const outcome = useOutcome(work)
  return (
    <div className="desk-screen" aria-busy={work.isComing}>
      {work.isComing || !brief ? (
        <Coming />
      ) : (
        <>
          <Who brief={brief} onDial={work.isWorking ? () => void work.dial() : null} />
          <Script brief={brief} onOutcome={outcome.choose} />
        </>
      )}
      <OutcomePad work={work} outcome={outcome} />
    </div>
  )
}

function Coming() {
  const { t } = useTranslation()
  return (
    <>
      <Part title={t('desk.who')}>
        <Loading height={240} label={t('desk.coming')} />
      </Part>
      <Part title={t('desk.say')}>
        <Loading height={240} label={t('desk.coming')} />
      </Part>
    </>
  )
}

function NoTask({ work }: { work: Work }) {
  const { t } = useTranslation()
  useKeys((key) => {
    if (key !== 'n') return false
    void work.next()
    return true
  })
  const why = work.none
  return (
    <EmptyState
      title={why ? t(`desk.none.${why}`) : t('desk.start')}
      action={
        <Button type="primary" loading={work.isBusy} onClick={() => void work.next()}>
          {t('desk.next')} <kbd>N</kbd>
        </Button>
      }
    >
      {why ? t(`desk.noneHelp.${why}`) : t('desk.startHelp')}
    </EmptyState>
  )
}

function SeatLine() {
  const { t } = useTranslation()
  const format = useFormat()
  const { data } = useRead('/desk/me', { query: { kind: 'call' } }, { refetchInterval: 30_000 })
  if (!data) return null
  return (
    <p className="faint desk-seat">
      {data.seats.map((seat) => (
        <span key={seat.teamId}>
          {seat.name} · {t('desk.seat', { used: seat.used, capacity: seat.capacity })}
        </span>
      ))}
      <span>{t('desk.waiting', { count: data.waiting, shown: format.integer(data.waiting) })}</span>
      {data.nextPromise && data.promised > 0 ? (
        <span>
          {t('desk.promised', {
            count: data.promised,
            shown: data.promised,
            time: format.time(data.nextPromise),
          })}
        </span>
      ) : null}
    </p>
  )
}
