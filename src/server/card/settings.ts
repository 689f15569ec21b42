import type { Transaction } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import { cardSettings } from './api.ts'
import { cardErrors } from './errors.ts'

/** Links of earlier rounds open nothing. */
const stored = cardSettings.extend({ round: z.int() })
export type CardSettings = z.output<typeof stored>

const nothing: CardSettings = { origins: [], fields: [], minutes: 10, longestMinutes: 60, round: 0 }

export async function cardSettingsOf(ledger: Ledger, workspaceId: number): Promise<CardSettings> {
  const row = await ledger.db
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', workspaceId)
    .executeTakeFirst()
  const read = stored.safeParse((row?.settings as { card?: unknown } | undefined)?.card)
  return read.success ? read.data : nothing
}

/**
 * Saves them and ends the links that were given out under those of before.
 * @throws card.badOrigin, card.livesTooLong where links would last longer by themselves than they may
 */
export async function saveCard(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  input: z.output<typeof cardSettings>,
  now: Date,
): Promise<CardSettings> {
  const { minutes, longestMinutes: longest } = input
  if (minutes > longest) throw cardErrors.livesTooLong({ minutes, longest })
  const origins = [...new Set(input.origins.map(checkedOrigin))]
  return ledger.transaction(async (trx) => {
    const card = await nextRound(trx, workspace.id, {
      ...{ origins, fields: [...new Set(input.fields)] },
      ...{ minutes, longestMinutes: longest },
    })
    await trx
      .updateTable('card_links')
      .set({ ended_at: now, ended_by: `${actor.kind}:${actor.id}` })
      .where('workspace_id', '=', workspace.id)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', now)
      .execute()
    const subject = { kind: 'workspace', id: workspace.slug }
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'card.settings',
      subject,
      detail: card,
    })
    return card
  })
}

/** Begins another round, by which every link of before opens nothing; with other settings where some are given. */
export async function nextRound(
  trx: Transaction<LedgerSchema>,
  workspaceId: number,
  input?: z.output<typeof cardSettings>,
): Promise<CardSettings> {
  const { settings } = await trx
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', workspaceId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const read = stored.safeParse((settings as { card?: unknown }).card)
  const before = read.success ? read.data : nothing
  const card = { ...before, ...input, round: before.round + 1 }
  await trx
    .updateTable('workspaces')
    .set({ settings: { ...settings, card } })
    .where('id', '=', workspaceId)
    .execute()
  return card
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
