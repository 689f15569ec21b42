import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useSlug } from '../api/hooks.ts'

/** The address of a page of the current workspace: `/campaigns` → `/w/demo/campaigns`. */
export function usePath(): (path: string) => string {
  const slug = useSlug()
  return (path) => (path.startsWith('/w/') ? path : `/w/${slug}${path === '/' ? '' : path}`)
}

/** A link inside the workspace. `to` may carry a query: `/customers?segment=…`. */
export function Go({ to, children, className }: { to: string; children: ReactNode; className?: string }) {
  const path = usePath()
  const [pathname = '', query = ''] = path(to).split('?')
  return (
    <Link
      to={pathname as string}
      search={Object.fromEntries(new URLSearchParams(query)) as never}
      {...(className ? { className } : {})}
    >
      {children}
    </Link>
  )
}

export function useGo(): (to: string, options?: { replace?: boolean }) => void {
  const path = usePath()
  const navigate = useNavigate()
  return (to, options) => {
    const [pathname = '', query = ''] = path(to).split('?')
    void navigate({
      to: pathname,
      search: Object.fromEntries(new URLSearchParams(query)) as never,
      replace: options?.replace ?? false,
    })
  }
}
