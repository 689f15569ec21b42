import { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { audit } from '../auth/audit.ts'
import { cardSettings } from './api.ts'
import { cardErrors } from './errors.ts'

/** `round` ends the links of earlier rounds. */
const stored = cardSettings.extend({ round: z.int() })
export type CardSettings = z.output<typeof stored>

const nothing: CardSettings = { origins: [], fields: [], round: 0 }

export async function cardSettingsOf(ledger: Ledger, workspaceId: number): Promise<CardSettings> {
  const row = await ledger.db
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', workspaceId)
    .executeTakeFirst()
  const read = stored.safeParse((row?.settings as { card?: unknown } | undefined)?.card)
  return read.success ? read.data : nothing
}

/** @throws card.badOrigin */
export async function saveCard(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  input: z.output<typeof cardSettings>,
): Promise<CardSettings> {
  const origins = [...new Set(input.origins.map(checkedOrigin))]
  return ledger.transaction(async (trx) => {
    const row = await trx
      .selectFrom('workspaces')
      .select('settings')
      .where('id', '=', workspace.id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const before = stored.safeParse((row.settings as { card?: unknown }).card)
    const card = {
      origins,
      fields: [...new Set(input.fields)],
      round: (before.success ? before.data.round : 0) + 1,
    }
    await trx
      .updateTable('workspaces')
      .set({ settings: { ...row.settings, card } })
      .where('id', '=', workspace.id)
      .execute()
    const subject = { kind: 'workspace', id: workspace.slug }
    await audit(trx, { workspaceId: workspace.id, actor, action: 'card.settings', subject, detail: card })
    return card
  })
}

/** It becomes a part of a header: nothing but scheme, host and port. */
function checkedOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const isLocal = url?.protocol === 'http:' && (url.hostname === 'localhost' || url.hostname === '127.0.0.1')
  const isPlain = url !== null && url.origin === text.replace(/\/$/, '').toLowerCase()
  if (!url || !isPlain || !(url.protocol === 'https:' || isLocal) || !/^[a-z0-9.:/-]+$/.test(url.origin))
    throw cardErrors.badOrigin({ origin: text })
  return url.origin
}
