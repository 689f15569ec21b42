import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { call, setCsrfToken } from './client.ts'
import type { Session } from './types.ts'

function keep(session: Session): Session {
  setCsrfToken(session.csrfToken)
  return session
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => keep(await call('get', '/api/session')),
  staleTime: Infinity,
})

/** Takes over a session the server just answered with (sign-in, a change of the account). */
export function adoptSession(client: QueryClient, session: Session): void {
  client.setQueryData(sessionQuery.queryKey, keep(session))
}

/** The workspace to open first: the one used last on this machine, else the demo, where there is something to see. */
export function firstWorkspace(session: Session): string | null {
  const last = window.localStorage.getItem('liangti.workspace')
  const { workspaces } = session
  const first =
    workspaces.find((w) => w.slug === last) ?? workspaces.find((w) => w.kind === 'demo') ?? workspaces[0]
  return first?.slug ?? null
}
export function rememberWorkspace(slug: string): void {
  window.localStorage.setItem('liangti.workspace', slug)
}
