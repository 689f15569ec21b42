import { sql } from 'kysely'
import type { z } from 'zod'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { IdentifierKind } from '../../stores/ledger/schema/customer.ts'
import type { identityGraph } from './api.ts'
import { keysOf } from './members.ts'
import { listLog } from './merge-log.ts'
import { maskIdentifier } from './normalise.ts'
import type { IdentityDeps } from './review.ts'

/** More than these would be no picture any more; the newest are shown and the number of all is told. */
const mostIdentifiers = 60

interface Row {
  person_key: string
  kind: IdentifierKind
  blind_index: Buffer
  ciphertext: Buffer
  source: string
  first_seen_at: Date
  total: string
}

/**
 * What a customer is made of: its records, what each is known by (masked) and where that came from, and the merges that
 * joined them.
 * @throws common.notFound
 */
export async function graphOf(
  deps: IdentityDeps,
  workspace: Workspace,
  customerId: string,
): Promise<z.output<typeof identityGraph>> {
  const asked = Number(customerId)
  const keys = Number.isSafeInteger(asked)
    ? ((await keysOf(deps.ledger.db, [asked])).get(asked) ?? [asked])
    : []
  const { rows } = await sql<Row>`
    SELECT person_key, kind, blind_index, ciphertext, source, first_seen_at, count(*) OVER () AS total FROM identifiers
    WHERE workspace_id = ${workspace.id} AND person_key = ANY(${keys}::bigint[])
    ORDER BY last_seen_at DESC, id DESC LIMIT ${mostIdentifiers}`.execute(deps.ledger.db)
  if (rows.length === 0) throw commonErrors.notFound({ what: 'customer', id: customerId })
  const vault = await deps.vaultOf(workspace.id)
  const { items: merges } = await listLog(deps, workspace, { limit: 100, customer: customerId })
  const values = new Map<string, z.output<typeof identityGraph>['values'][number]>()
  for (const row of rows.toReversed()) {
    const id = `${row.kind} ${row.blind_index.toString('hex')}`
    const value = values.get(id) ?? {
      id: `v${values.size + 1}`,
      kind: row.kind,
      masked: maskIdentifier(row.kind, vault.decrypt(row.ciphertext)),
      carriedBy: [],
    }
    value.carriedBy.push({
      record: row.person_key,
      source: row.source,
      firstSeenAt: row.first_seen_at.toISOString(),
    })
    values.set(id, value)
  }
  return {
    records: keys.map(String),
    values: [...values.values()],
    identifiers: Number(rows[0]?.total ?? 0),
    merges: merges.filter((merge) => merge.undoneAt === null),
  }
}
