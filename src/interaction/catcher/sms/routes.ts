import { type Route, route } from '../../../kit/api.ts'
import { commonErrors } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../../stores/ledger/index.ts'
import { smsParts } from '../../channels/sms/parts.ts'
import { interactionErrors } from '../../errors.ts'
import { pageOfEntries } from '../entries.ts'
import type { CatcherStore, CaughtEntry } from '../store.ts'
import { answerCaughtSms, listCaughtSms } from './api.ts'
import type { SmsCatcher } from './server.ts'

/** The message centre's page. A workspace sees its own messages only. */
export function smsCatcherRoutes(ledger: Ledger, catcher: () => SmsCatcher | null): Route[] {
  return [
    route(listCaughtSms, async ({ workspace }, { query }) => {
      const running = catcher()
      if (!running) return { items: [], nextCursor: null, total: 0, address: '' }
      const thread = query.thread ? numberOf(ownEntry(running.store, workspace, query.thread)) : null
      const { entries, ...page } = pageOfEntries(
        running.store,
        query,
        (entry) => entry.workspaceId === workspace.id && (thread === null || numberOf(entry) === thread),
      )
      return {
        ...page,
        items: entries.map((entry) => shown(running.store, entry)),
        address: `smpp://${running.host}:${running.port}`,
      }
    }),

    route(answerCaughtSms, async ({ workspace, actor }, { params, body }) => {
      const running = catcher()
      if (!running) throw interactionErrors.smsCatcherSilent({})
      const entry = ownEntry(running.store, workspace, params.id)
      if (directionOf(entry) !== 'to-customer')
        throw commonErrors.notFound({ what: 'message', id: params.id })
      const answer = await running.answer(workspace.id, entry, body.text)
      await writeAudit(ledger.db, {
        workspaceId: workspace.id,
        actor,
        action: 'sms_catcher.answer',
        subject: { kind: 'message', id: entry.id },
      })
      return shown(running.store, answer)
    }),
  ]
}

function ownEntry(store: CatcherStore, workspace: Workspace, id: string): CaughtEntry {
  const entry = store.find(id)
  if (entry?.workspaceId !== workspace.id) throw commonErrors.notFound({ what: 'message', id })
  return entry
}

function directionOf({ from }: CaughtEntry): 'to-customer' | 'from-customer' {
  return from.startsWith('+') ? 'from-customer' : 'to-customer'
}

function numberOf(entry: CaughtEntry): string {
  return directionOf(entry) === 'from-customer' ? entry.from : entry.to
}

function shown(store: CatcherStore, entry: CaughtEntry) {
  const { id, receivedAt, subject: text, messageId } = entry
  return {
    ...{ id, receivedAt, text, direction: directionOf(entry), number: numberOf(entry) },
    parts: smsParts(text).parts.length,
    copies: store.copies(messageId),
  }
}
