import { sql as raw, type Transaction } from 'kysely'
import { commonErrors } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { auditDeed } from '../audit.ts'
import { campaignErrors } from '../errors.ts'

/** What every stored definition carries beside its content. */
export interface Stored {
  id: string
  version: number
  updatedAt: string
  deletedAt: string | null
}

type Executor = Ledger['db'] | Transaction<LedgerSchema>
interface Parser<T> {
  parse(value: unknown): T
}

/** Named, versioned definitions with a bin: offers and creatives differ only in what they contain. */
export interface Definitions<I extends { name: string }> {
  list(workspace: Workspace, options?: { deleted?: boolean }): Promise<(I & Stored)[]>
  /** @throws common.notFound */
  get(workspace: Workspace, id: string): Promise<I & Stored>
  create(workspace: Workspace, input: I, trx?: Transaction<LedgerSchema>): Promise<I & Stored>
  /** @throws common.notFound */
  update(workspace: Workspace, id: string, input: I): Promise<I & Stored>
  /** Into the bin. @throws campaign.inUse while a draft needs it */
  remove(workspace: Workspace, id: string, actorId: string): Promise<I & Stored>
  restore(workspace: Workspace, id: string, actorId: string): Promise<I & Stored>
}

const references = { offers: 'offer_id', creatives: 'creative_id' } as const

export function openDefinitions<I extends { name: string }>(
  ledger: Ledger,
  table: 'offers' | 'creatives',
  schema: Parser<I>,
): Definitions<I> {
  const what = table === 'offers' ? 'offer' : 'creative'
  const present = (row: {
    id: string
    name: string
    content: Record<string, unknown>
    version: number
    updated_at: Date
    deleted_at: Date | null
  }): I & Stored => ({
    ...schema.parse({ ...row.content, name: row.name }),
    id: row.id,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    deletedAt: row.deleted_at?.toISOString() ?? null,
  })
  const read = async (workspace: Workspace, id: string, db: Executor = ledger.db) => {
    const row = isUuid(id)
      ? await db
          .selectFrom(table)
          .selectAll()
          .where('workspace_id', '=', workspace.id)
          .where('id', '=', id)
          .executeTakeFirst()
      : undefined
    if (!row) throw commonErrors.notFound({ what, id })
    return row
  }
  const mark = async (workspace: Workspace, id: string, deletedAt: Date | null, actorId: string) =>
    ledger.transaction(async (trx) => {
      const row = await read(workspace, id, trx)
      await trx.updateTable(table).set({ deleted_at: deletedAt }).where('id', '=', id).execute()
      await auditDeed(trx, workspace, actorId, `${what}.${deletedAt ? 'delete' : 'restore'}`, {
        kind: what,
        id,
      })
      return present({ ...row, deleted_at: deletedAt })
    })
  return {
    async list(workspace, options = {}) {
      const rows = await ledger.db
        .selectFrom(table)
        .selectAll()
        .where('workspace_id', '=', workspace.id)
        .where('deleted_at', options.deleted ? 'is not' : 'is', null)
        .orderBy('name')
        .orderBy('id')
        .execute()
      return rows.map(present)
    },
    get: async (workspace, id) => present(await read(workspace, id)),
    async create(workspace, input, trx) {
      const now = workspace.clock.now()
      const { name, ...content } = input
      const row = await (trx ?? ledger.db)
        .insertInto(table)
        .values({
          id: newId(),
          workspace_id: workspace.id,
          name,
          content: content as Record<string, unknown>,
          created_at: now,
          updated_at: now,
        })
        .returningAll()
        .executeTakeFirstOrThrow()
      return present(row)
    },
    async update(workspace, id, input) {
      await read(workspace, id)
      const { name, ...content } = input
      const row = await ledger.db
        .updateTable(table)
        .set({
          name,
          content: content as Record<string, unknown>,
          version: raw`version + 1`,
          updated_at: workspace.clock.now(),
        })
        .where('id', '=', id)
        .where('workspace_id', '=', workspace.id)
        .returningAll()
        .executeTakeFirstOrThrow()
      return present(row)
    },
    async remove(workspace, id, actorId) {
      const { name } = await read(workspace, id)
      const users = await ledger.db
        .selectFrom('campaigns')
        .select('name')
        .where('workspace_id', '=', workspace.id)
        .where(references[table], '=', id)
        .where('status', '=', 'draft')
        .where('deleted_at', 'is', null)
        .limit(3)
        .execute()
      if (users.length > 0)
        throw campaignErrors.inUse({ name, campaigns: users.map((u) => `"${u.name}"`).join(', ') })
      return mark(workspace, id, workspace.clock.now(), actorId)
    },
    restore: (workspace, id, actorId) => mark(workspace, id, null, actorId),
  }
}

/** Anything else would be refused by the ledger with an error nobody can read. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}
