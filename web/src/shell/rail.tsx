import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead, useWorkspace } from '../api/hooks.ts'
import type { Permission } from '../api/types.ts'
import { usePath } from '../ui/go.tsx'

const rooms = [
  { key: 'home', to: '/', may: 'workspace.read' },
  { key: 'customers', to: '/customers', may: 'customers.read' },
  { key: 'insight', to: '/insight/rfm', may: 'workspace.read' },
  { key: 'campaigns', to: '/campaigns', may: 'workspace.read' },
  { key: 'interaction', to: '/interaction/deliveries', may: 'customers.read' },
  { key: 'frontLine', to: '/interaction/desk', may: 'desk.work' },
  { key: 'data', to: '/data', may: 'workspace.read' },
  { key: 'settings', to: '/settings/workspace', may: 'workspace.read' },
] as const satisfies { key: string; to: string; may: Permission }[]

const countEveryMs = 60_000

export function Rail() {
  const { t } = useTranslation()
  const path = usePath()
  const workspace = useWorkspace()
  const { pathname } = useLocation()
  const isFrontLine = ['/interaction/desk', '/interaction/shop'].some((one) => pathname.startsWith(path(one)))
  const isHere = (key: string, to: string) => {
    if (key === 'home') return pathname.replace(/\/$/, '') === path('/')
    if (key === 'frontLine' || (key === 'interaction' && isFrontLine))
      return isFrontLine && key === 'frontLine'
    return pathname.startsWith(path(`/${to.split('/')[1] ?? ''}`))
  }
  return (
    <nav className="rail" aria-label={t('shell.main')}>
      <p className="brand">
        <img src="/seal.svg" width="24" height="24" alt="" />
        <span>{t('shell.brand')}</span>
      </p>
      <ul>
        {rooms
          .filter((room) => workspace?.permissions.includes(room.may))
          .map((room) => (
            <li key={room.key}>
              <Link
                to={path(room.to)}
                activeOptions={{ exact: room.key === 'home' }}
                {...(isHere(room.key, room.to) ? { 'aria-current': 'page' as const } : {})}
              >
                {t(`shell.${room.key}`)}
                {room.key === 'data' ? <OpenAlerts /> : null}
                {room.key === 'interaction' && workspace?.permissions.includes('messages.read') ? (
                  <UnreadLetters />
                ) : null}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  )
}

/** Open threads of the inbox nobody has read. */
function UnreadLetters() {
  const { t } = useTranslation()
  const { data } = useRead('/inbox-count', {}, { refetchInterval: countEveryMs })
  if (!data || data.unread === 0) return null
  return (
    <span className="rail-count" title={t('inbox.unreadCount', { shown: data.unread })}>
      {data.unread}
      <span className="visually-hidden"> {t('inbox.unread')}</span>
    </span>
  )
}

/** How many alerts of the data nobody has looked at yet. */
function OpenAlerts() {
  const { t } = useTranslation()
  const { data } = useRead('/health-count', {}, { refetchInterval: countEveryMs })
  if (!data || data.open === 0) return null
  return (
    <span className="rail-count" title={t('quality.health.open', { shown: data.open })}>
      {data.open}
      <span className="visually-hidden"> {t('quality.health.alerts')}</span>
    </span>
  )
}
