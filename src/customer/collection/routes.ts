import { type Actor, type Route, route } from '../../kit/api.ts'
import { isAppError } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'
import * as api from './api.ts'
import { collectionErrors } from './errors.ts'
import type { Collection } from './index.ts'
import { refusalText } from './refusal.ts'

/** Keys, the tail and the quarantine of streams, for the console. Events themselves come in by `/v1`. */
export function collectionRoutes(collection: Collection, ledger: Ledger): Route[] {
  const { sources, tail, quarantine } = collection
  return [
    route(api.createWriteKey, ({ workspace, actor }, { params }) =>
      sources.addKey(workspace.id, params.id, actor),
    ),
    route(api.revokeWriteKey, ({ workspace, actor }, { params }) =>
      sources.revokeKey(workspace.id, params.id, params.key, actor),
    ),
    route(api.tailSource, async ({ workspace, locale }, { params }) => {
      const { id } = await sources.get(workspace.id, params.id)
      const items = tail.items(id).map(({ code, ...item }) => ({
        ...item,
        message: code === '' ? '' : refusalText(code, locale),
      }))
      return { items }
    }),
    route(api.listQuarantine, async ({ workspace, locale }, { params, query }) => {
      const { id, quarantined } = await sources.get(workspace.id, params.id)
      const before = /^\d{1,18}$/.test(query.cursor ?? '') ? (query.cursor ?? null) : null
      const found = await quarantine.list(workspace.id, id, before, query.limit + 1)
      const items = found.slice(0, query.limit)
      return {
        items: items.map((item) => ({ ...item, message: refusalText(item.code, locale) })),
        nextCursor: found.length > query.limit ? (items.at(-1)?.id ?? null) : null,
        total: quarantined,
      }
    }),
    route(api.replayEvent, async ({ workspace, locale, actor }, { params, body }) => {
      const source = await sources.get(workspace.id, params.id)
      const kept = await quarantine.get(workspace.id, source.id, params.event)
      const received = await collection
        .takeEvents(workspace, source, [parsed(body.raw)], locale)
        .catch((error: unknown) => {
          throw asReplay(error)
        })
      await quarantine.remove(source.id, kept.id)
      await note(ledger, workspace, actor, 'source.quarantine.replay', source.id, kept.id)
      return { stored: received.accepted > 0 }
    }),
    route(api.discardEvent, async ({ workspace, actor }, { params }) => {
      const source = await sources.get(workspace.id, params.id)
      const kept = await quarantine.get(workspace.id, source.id, params.event)
      await quarantine.remove(source.id, kept.id)
      await note(ledger, workspace, actor, 'source.quarantine.discard', source.id, kept.id)
      return { discarded: true }
    }),
  ]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw collectionErrors.notJson({ problem: error instanceof Error ? error.name : 'JSON' }, error)
  }
}

/** The event is in quarantine already: that it was kept aside would be no news. */
function asReplay(error: unknown): unknown {
  if (!isAppError(error) || !['collection.badEvent', 'collection.eventTooLarge'].includes(error.code))
    return error
  const where = String(error.params.where).replace(/^batch\[0\]\.?/, '') || 'event'
  return collectionErrors.badReplay({ where, problem: String(error.params.problem ?? error.code) }, error)
}

async function note(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  action: string,
  sourceId: string,
  eventId: string,
): Promise<void> {
  await writeAudit(ledger.db, {
    workspaceId: workspace.id,
    actor,
    action,
    subject: { kind: 'source', id: sourceId },
    detail: { event: eventId },
  })
}
