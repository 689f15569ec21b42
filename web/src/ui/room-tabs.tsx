import { Link, useLocation } from '@tanstack/react-router'
import { usePath } from './go.tsx'

/** The pages of one room, side by side. */
export function RoomTabs({
  label,
  tabs,
}: {
  label: string
  tabs: { to: string; label: string; exact?: boolean }[]
}) {
  const path = usePath()
  const { pathname } = useLocation()
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => {
        const to = path(tab.to)
        const here = tab.exact ? pathname === to : pathname.startsWith(to)
        return (
          <Link
            key={tab.to}
            to={to}
            activeOptions={{ exact: tab.exact ?? false }}
            {...(here ? { 'aria-current': 'page' as const } : {})}
          >
            {tab.label}
          </Link>
        )
      })}
    </nav>
  )
}
