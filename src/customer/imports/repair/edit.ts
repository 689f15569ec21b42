import { sql, type Transaction } from 'kysely'
import type { Actor } from '../../../kit/api.ts'
import type { Vault } from '../../../kit/crypto/index.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../../../stores/ledger/index.ts'
import { rowsNamingErased } from '../../privacy/erased-cells.ts'
import type { ImportDeps } from '../deps.ts'
import { importErrors } from '../errors.ts'
import { getImportRow, type NamedImportRow } from '../records.ts'
import { eachReject, readRejects } from '../rejects.ts'

/** An import whose rejected rows can be repaired. @throws common.notFound, import.notRepairable */
export async function repairable(
  { ledger }: Pick<ImportDeps, 'ledger'>,
  workspace: Workspace,
  importId: string,
): Promise<NamedImportRow> {
  const row = await getImportRow(ledger, workspace.id, importId)
  if (row.status !== 'done' || row.repairs !== null) throw importErrors.notRepairable({ status: row.status })
  return row
}

interface Edit {
  deps: ImportDeps
  workspace: Workspace
  actor: Pick<Actor, 'kind' | 'id'>
  row: NamedImportRow
}

/**
 * Changes cells of rejected rows that are still open. Cells that are as the file has them again are no change.
 * @throws import.beingRepaired, import.namesErased
 */
export async function changeRejects(
  edit: Edit,
  changes: readonly { row: number; cells: readonly string[] }[],
): Promise<void> {
  const { deps, workspace, row } = edit
  const vault = await deps.vaultOf(workspace.id)
  const gone = await rowsNamingErased(
    deps.ledger,
    vault,
    workspace.id,
    changes.map(({ cells }) => cells),
  )
  const [first] = gone
  if (first !== undefined) throw importErrors.namesErased({ row: changes[first]?.row ?? 0 })
  const rows = changes.map((one) => one.row)
  const known = await readRejects(deps.ledger, vault, row.id, { rows, limit: rows.length, state: 'open' })
  const by = new Map(known.map((one) => [one.row, one]))
  const changed = changes.flatMap((one) => {
    const before = by.get(one.row)
    return before && !equal(before.cells, one.cells) ? [{ ...one, before }] : []
  })
  if (changed.length === 0) return
  const columns = new Set(
    changed.flatMap(({ cells, before }) =>
      cells.flatMap((cell, i) => (cell === (before.cells[i] ?? '') ? [] : [row.header[i] ?? `${i + 1}`])),
    ),
  )
  await underLock(edit, async (trx) => {
    await writeEdits(trx, vault, edit, changed)
    await note(trx, edit, 'import.change_rejected', {
      rows: changed.map((one) => one.row).slice(0, 200),
      columns: [...columns].slice(0, 50),
    })
  })
}

/**
 * Replaces a text in one column of all open rows. Rows that would name somebody who was erased stay as they are.
 * @returns rows changed @throws import.beingRepaired
 */
export async function replaceInRejects(
  edit: Edit,
  { column, from, to, whole }: { column: number; from: string; to: string; whole: boolean },
): Promise<number> {
  const { deps, workspace, row } = edit
  const vault = await deps.vaultOf(workspace.id)
  const replaced = (cell: string) =>
    whole ? (cell.trim() === from.trim() ? to : cell) : from === '' ? cell : cell.replaceAll(from, to)
  return underLock(edit, async (trx) => {
    let changed = 0
    for await (const page of eachReject(deps.ledger, vault, row.id, { state: 'open' })) {
      const next = page.flatMap((one) => {
        // A line that is no object has no columns.
        if (one.before.length === 1 && row.header.length > 1) return []
        const filled = row.header.map((_, i) => one.cells[i] ?? '')
        const cells = [...filled, ...one.cells.slice(filled.length)]
        cells[column] = replaced(cells[column] ?? '')
        return equal(one.cells, cells) || cells[column] === (one.cells[column] ?? '')
          ? []
          : [{ row: one.row, cells, before: one }]
      })
      const gone = await rowsNamingErased(
        deps.ledger,
        vault,
        workspace.id,
        next.map(({ cells }) => cells),
      )
      const kept = next.filter((_, i) => !gone.has(i))
      await writeEdits(trx, vault, edit, kept)
      changed += kept.length
    }
    if (changed > 0)
      await note(trx, edit, 'import.replace_rejected', { rows: changed, columns: [row.header[column] ?? ''] })
    return changed
  })
}

/** Leaves rows out for good, or takes them back in. @returns rows changed @throws import.beingRepaired */
export async function dropRejects(edit: Edit, rows: readonly number[], dropped: boolean): Promise<number> {
  const [from, to] = dropped ? ['open', 'dropped'] : ['dropped', 'open']
  return underLock(edit, async (trx) => {
    const { rows: changed } = await sql<{ row: string }>`
      UPDATE import_rejects SET state = ${to}, taken_by = NULL, edited_by = ${nameOf(edit)}, edited_at = ${edit.workspace.clock.now()}
      WHERE import_id = ${edit.row.id} AND state = ${from} AND row = ANY(${[...rows]}::bigint[]) RETURNING row`.execute(
      trx,
    )
    if (changed.length > 0)
      await note(trx, edit, dropped ? 'import.drop_rejected' : 'import.take_back_rejected', {
        rows: changed.map(({ row }) => Number(row)).slice(0, 200),
      })
    return changed.length
  })
}

/** While one person changes rows no repair of them begins, and the other way round. */
async function underLock<T>(
  { deps, row }: Edit,
  work: (trx: Transaction<LedgerSchema>) => Promise<T>,
): Promise<T> {
  return deps.ledger.transaction(async (trx) => {
    // The record of a repair refers to this one, so that it cannot be written meanwhile.
    await trx.selectFrom('imports').select('id').where('id', '=', row.id).forUpdate().execute()
    const running = await trx
      .selectFrom('imports')
      .select('id')
      .where('repairs', '=', row.id)
      .where('status', 'in', ['reading', 'committing'])
      .executeTakeFirst()
    if (running) throw importErrors.beingRepaired({ file: row.file_name })
    return work(trx)
  })
}

async function writeEdits(
  trx: Transaction<LedgerSchema>,
  vault: Vault,
  edit: Edit,
  rows: readonly { row: number; cells: readonly string[]; before: { before: string[] } }[],
): Promise<void> {
  if (rows.length === 0) return
  const sealed = rows.map(({ cells, before }) =>
    equal(cells, before.before) ? null : vault.encryptAlone(JSON.stringify(cells)),
  )
  await sql`
    UPDATE import_rejects SET edited = u.x, edited_by = ${nameOf(edit)}, edited_at = ${edit.workspace.clock.now()}
    FROM unnest(${rows.map((one) => one.row)}::bigint[], ${sealed}::bytea[]) AS u(n, x)
    WHERE import_id = ${edit.row.id} AND row = u.n AND state = 'open'`.execute(trx)
}

function note(
  trx: Transaction<LedgerSchema>,
  { workspace, actor, row }: Edit,
  action: string,
  detail: Record<string, unknown>,
) {
  return writeAudit(trx, {
    workspaceId: workspace.id,
    actor,
    action,
    subject: { kind: 'import', id: row.id },
    detail,
  })
}

const nameOf = ({ actor }: Edit) => `${actor.kind}:${actor.id}`

function equal(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((cell, i) => cell === other[i])
}
