import { sql } from 'kysely'
import type { Workspace } from '../../../kit/workspace.ts'
import { withWriteGate } from '../../../stores/ledger/index.ts'
import { keysOf } from '../../identity/members.ts'
import { withOwnership } from '../../imports/ownership.ts'
import { isPersonHeld, lock } from '../retention/holds.ts'
import { settingsOf } from '../settings.ts'
import { type Erasing, type ErasureDeps, eraseAll, type Places } from './erase.ts'
import { countInLedger, removeFromLedger } from './ledger-places.ts'
import { markErased } from './mark.ts'
import { countInWarehouse, removeFromWarehouse } from './warehouse-places.ts'

/** What is done together; more would keep a backup waiting for long. */
const mostAtOnce = 200

/**
 * Does what is due: approved requests whose waiting time is over, those a crash left half done, and people a restored
 * backup brought back. One process at a time works on a workspace.
 * @returns people erased
 */
export async function runDue(
  deps: ErasureDeps,
  workspaceOf: (id: number) => Promise<Workspace>,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    SELECT DISTINCT workspace_id AS id FROM privacy_requests WHERE state IN ('approved', 'running') AND kind = 'erasure'
    UNION SELECT DISTINCT workspace_id FROM erased_persons WHERE applied_at IS NULL`.execute(deps.ledger.db)
  let erased = 0
  for (const { id } of rows) {
    const workspace = await workspaceOf(id)
    const work = () => runWorkspace(deps, workspace)
    erased += (await withOwnership(deps.ledger, `erasures/${id}`, work, 'skip')) ?? 0
  }
  return erased
}

async function runWorkspace(deps: ErasureDeps, workspace: Workspace): Promise<number> {
  const people = [...(await begin(deps, workspace)), ...(await broughtBack(deps, workspace))]
  await eraseAll(deps, workspace, people)
  return people.length
}

/** Marks what is due; from then on it is finished whatever happens. */
async function begin(deps: ErasureDeps, workspace: Workspace): Promise<Erasing[]> {
  const { ledger } = deps
  const now = workspace.clock.now()
  const due = await ledger.db
    .selectFrom('privacy_requests')
    .select('id')
    .where('workspace_id', '=', workspace.id)
    .where('kind', '=', 'erasure')
    .where((eb) =>
      eb.or([
        eb('state', '=', 'running'),
        eb.and([eb('state', '=', 'approved'), eb('not_before', '<=', now)]),
      ]),
    )
    .orderBy('received_at')
    .limit(mostAtOnce)
    .execute()
  const started: Erasing[] = []
  for (const { id } of due) {
    const one = await ledger.transaction(async (trx): Promise<Erasing | null> => {
      const row = await trx
        .selectFrom('privacy_requests')
        .selectAll()
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirstOrThrow()
      const orders = row.orders ?? (await settingsOf(trx, workspace.id)).orders
      if (row.state === 'running') {
        const places = row.counts as Places | null
        return { requestId: id, keys: row.keys.map(Number), orders, places }
      }
      // Cancelled in the last moment.
      if (row.state !== 'approved') return null
      await lock(trx, workspace.id)
      const person = Number(row.person_key)
      const records = (await keysOf(trx, [person])).get(person) ?? [person]
      if (await isPersonHeld(trx, workspace.id, records)) return null
      // Merged under the same lock as merges are: no record joins the person while it is marked.
      const keys = await markErased(trx, workspace.id, Number(row.person_key), now)
      await trx
        .updateTable('privacy_requests')
        .set({ state: 'running', keys, orders, started_at: now })
        .where('id', '=', id)
        .execute()
      return { requestId: id, keys, orders, places: null }
    })
    if (one) started.push(one)
  }
  return started
}

/** Whom the copy of the keys knows as erased, and a backup of before brought back. */
async function broughtBack({ ledger }: ErasureDeps, workspace: Workspace): Promise<Erasing[]> {
  const { rows } = await sql<{ key: string; may_return: boolean }>`
    SELECT e.person_key AS key, e.may_return FROM erased_persons e
    WHERE e.workspace_id = ${workspace.id} AND e.applied_at IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM privacy_requests r
        WHERE r.workspace_id = e.workspace_id AND r.state = 'running' AND e.person_key = ANY(r.keys))`.execute(
    ledger.db,
  )
  if (rows.length === 0) return []
  const { orders } = await settingsOf(ledger.db, workspace.id)
  const at = workspace.clock.now()
  const keys = await ledger.transaction(async (trx) => {
    const all = new Set<number>()
    for (const { key, may_return } of rows) {
      all.add(Number(key))
      const after = may_return ? 'may return' : 'asked'
      for (const one of await markErased(trx, workspace.id, Number(key), at, after)) all.add(one)
    }
    return [...all]
  })
  return [{ requestId: null, keys, orders, places: null }]
}

/**
 * Removes once more what writers that were under way at the time brought in: an import that had read its file, events
 * on their way. Asked for two days after an erasure; costs a count of each table.
 * @returns rows found
 */
export async function sweepErased(
  deps: ErasureDeps,
  workspaceOf: (id: number) => Promise<Workspace>,
): Promise<number> {
  const { ledger, warehouse } = deps
  const { rows } = await sql<{ id: number; keys: string[] }>`
    SELECT workspace_id AS id, array_agg(person_key::text) AS keys FROM erased_persons
    WHERE applied_at > now() - interval '2 days' GROUP BY workspace_id`.execute(ledger.db)
  let found = 0
  for (const { id, keys: texts } of rows) {
    const workspace = await workspaceOf(id)
    const keys = texts.map(Number)
    const late = await countInWarehouse(warehouse, id, keys)
    const inLedger = Object.values(await countInLedger(ledger.db, id, keys)).reduce((sum, n) => sum + n, 0)
    if (late.size === 0 && inLedger === 0) continue
    found += inLedger
    for (const byKey of late.values()) for (const rowsOfKey of byKey.values()) found += rowsOfKey
    const { orders } = await settingsOf(ledger.db, id)
    await withWriteGate(ledger, async () => {
      await removeFromWarehouse(warehouse, id, keys, orders === 'anonymise' ? keys : [])
      await ledger.transaction((trx) => removeFromLedger(trx, id, keys))
    })
    deps.log.info({ workspaceId: workspace.id, rows: found }, 'late rows of erased people were removed')
  }
  return found
}
