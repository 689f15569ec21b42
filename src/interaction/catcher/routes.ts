import PostalMime from 'postal-mime'
import { type Route, route } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { interactionErrors } from '../errors.ts'
import { getCaught, listCaught } from './api.ts'
import { pageOfEntries } from './entries.ts'
import type { MailCatcher } from './server.ts'
import type { CatcherStore, CaughtEntry } from './store.ts'

/** The mail catcher's page. A workspace sees its own messages only. */
export function catcherRoutes(catcher: () => MailCatcher | null): Route[] {
  return [
    route(listCaught, async ({ workspace }, { query }) => {
      const running = catcher()
      if (!running) return { items: [], nextCursor: null, total: 0, address: '' }
      const { entries, ...page } = pageOfEntries(
        running.store,
        query,
        (entry) =>
          entry.workspaceId === workspace.id && (!query.campaign || entry.campaignId === query.campaign),
      )
      return {
        ...page,
        items: entries.map((entry) => shown(running.store, entry)),
        address: running.url,
      }
    }),

    route(getCaught, async ({ workspace }, { params }) => {
      const running = catcher()
      if (!running) throw interactionErrors.catcherAbsent({})
      const entry = ownEntry(running.store, workspace, params.id)
      const mail = await PostalMime.parse(running.store.read(entry))
      const html = mail.html ?? ''
      return {
        ...shown(running.store, entry),
        html,
        text: mail.text ?? '',
        headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
        links: linksIn(html),
      }
    }),
  ]
}

function ownEntry(store: CatcherStore, workspace: Workspace, id: string): CaughtEntry {
  const entry = store.find(id)
  if (entry?.workspaceId !== workspace.id) throw commonErrors.notFound({ what: 'message', id })
  return entry
}

function shown(store: CatcherStore, entry: CaughtEntry) {
  const { id, receivedAt, from, to, subject, bytes, campaignId, messageId } = entry
  return { id, receivedAt, from, to, subject, bytes, campaignId, copies: store.copies(messageId) }
}

function linksIn(html: string): string[] {
  const found = [...html.matchAll(/<a\b[^>]*?\shref\s*=\s*"([^"]+)"/gi)].map((match) => match[1] ?? '')
  return [...new Set(found.map((url) => url.replaceAll('&amp;', '&')))]
}
