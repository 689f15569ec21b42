import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { z } from 'zod'
import { cryptoErrors } from '../kit/crypto/index.ts'
import { createWorkspaceKeys, forgetVault, type Ledger } from './ledger/index.ts'

/**
 * The copy of the customers' keys that lies beside the master key: what a restored backup needs, since no backup holds
 * it, and who was erased, so that a backup of before brings nobody back. Everything in it is sealed by the workspaces'
 * keys or is a keyed hash.
 */
const fileShape = z.object({
  format: z.literal(1),
  trees: z.record(
    z.string().regex(/^[0-9a-f]{16}$/),
    z.object({
      workspace: z.int(),
      keys: z.array(z.tuple([z.string(), z.string()])),
    }),
  ),
  erased: z.array(
    z.object({
      tree: z.string().describe('The first tree of the workspace: numbers of workspaces repeat elsewhere'),
      // Number and time; 'may return' where nobody had asked for it.
      persons: z.array(z.tuple([z.string(), z.string()]).rest(z.string())),
      identifiers: z.array(z.tuple([z.string(), z.string(), z.string()])),
      returned: z.array(z.tuple([z.string(), z.string(), z.string()])).default([]),
    }),
  ),
})
type KeyFile = z.output<typeof fileShape>

export const personKeyPath = (masterKeyPath: string): string => join(dirname(masterKeyPath), 'person.keys')

export interface PersonKeys {
  /**
   * Brings in what the file has and the ledger lacks (after a restore), makes trees for workspaces that never had one,
   * and writes the file anew where the ledger is ahead.
   * @returns people the file knows as erased and the ledger did not
   */
  settle(): Promise<{ newlyErased: number; missing: boolean }>
  /** Writes the file where the ledger has changed since. */
  save(): Promise<void>
}

export function openPersonKeys(ledger: Ledger, masterKey: Buffer, path: string): PersonKeys {
  let written = ''
  const save = async () => {
    const state = await stateOf(ledger)
    if (state === written) return
    const content = await contentOf(ledger, readKeyFile(path))
    if (content !== null) writeWhole(path, `${JSON.stringify(content)}\n`)
    written = state
  }
  return {
    save,
    settle: async () => {
      const file = readKeyFile(path)
      const newlyErased = file === null ? 0 : await bringIn(ledger, file)
      const { rows: bare } = await sql<{ id: number }>`
        SELECT w.id FROM workspaces w JOIN data_keys k ON k.workspace_id = w.id AND k.purpose = 'encrypt'
        WHERE NOT EXISTS (SELECT 1 FROM key_trees t WHERE t.workspace_id = w.id) GROUP BY w.id`.execute(
        ledger.db,
      )
      for (const { id } of bare) {
        await createWorkspaceKeys(ledger, masterKey, id)
        forgetVault(ledger, id)
      }
      const { rows: missing } = await sql`
        SELECT 1 FROM key_trees t WHERE NOT EXISTS (SELECT 1 FROM person_keys k WHERE k.tree = t.tree) LIMIT 1`.execute(
        ledger.db,
      )
      await save()
      return { newlyErased, missing: missing.length > 0 }
    },
  }
}

/** Anything that changes when the file has to be written. */
async function stateOf(ledger: Ledger): Promise<string> {
  const { rows } = await sql<{ state: string }>`
    SELECT concat_ws('/', (SELECT concat_ws(',', count(*), max(changed_at)) FROM person_keys),
      (SELECT concat_ws(',', count(*), max(erased_at)) FROM erased_persons),
      (SELECT count(*) FROM erased_identifiers),
      (SELECT concat_ws(',', count(*), max(returned_at)) FROM returned_identifiers)) AS state`.execute(
    ledger.db,
  )
  return rows[0]?.state ?? ''
}

/** @returns null where there is nothing to keep. Trees of other data, put here before a restore, stay. */
async function contentOf(ledger: Ledger, before: KeyFile | null): Promise<KeyFile | null> {
  const { rows: keys } = await sql<{ tree: string; workspace: number; path: string; sealed: string }>`
    SELECT k.tree, t.workspace_id AS workspace, k.path, encode(k.sealed, 'base64') AS sealed
    FROM person_keys k JOIN key_trees t USING (tree) ORDER BY k.tree, k.path`.execute(ledger.db)
  const { rows: known } = await sql<{ tree: string; workspace: number; first: boolean }>`
    SELECT tree, workspace_id AS workspace,
           row_number() OVER (PARTITION BY workspace_id ORDER BY created_at) = 1 AS first
    FROM key_trees`.execute(ledger.db)
  if (known.length === 0) return null
  const trees: KeyFile['trees'] = {}
  for (const [tree, entry] of Object.entries(before?.trees ?? {}))
    if (!keys.some((row) => row.tree === tree)) trees[tree] = entry
  for (const { tree, workspace, path, sealed } of keys) {
    const entry = trees[tree] ?? { workspace, keys: [] }
    entry.keys.push([path, sealed.replaceAll('\n', '')])
    trees[tree] = entry
  }
  const erased = (before?.erased ?? []).filter(({ tree }) => !known.some((one) => one.tree === tree))
  for (const { tree, workspace } of known.filter(({ first }) => first)) {
    const [persons, identifiers, returned] = await Promise.all([
      sql<{ key: string; at: Date; may_return: boolean }>`
        SELECT person_key::text AS key, erased_at AS at, may_return FROM erased_persons WHERE workspace_id = ${workspace}
        ORDER BY person_key`.execute(ledger.db),
      sql<{ kind: string; index: string; at: Date }>`
        SELECT kind, encode(blind_index, 'hex') AS index, erased_at AS at FROM erased_identifiers
        WHERE workspace_id = ${workspace} ORDER BY kind, blind_index`.execute(ledger.db),
      sql<{ kind: string; index: string; at: Date }>`
        SELECT kind, encode(blind_index, 'hex') AS index, returned_at AS at FROM returned_identifiers
        WHERE workspace_id = ${workspace} ORDER BY kind, blind_index`.execute(ledger.db),
    ])
    erased.push({
      tree,
      persons: persons.rows.map(({ key, at, may_return }) => [
        key,
        at.toISOString(),
        ...(may_return ? ['may return'] : []),
      ]),
      identifiers: identifiers.rows.map(({ kind, index, at }) => [kind, index, at.toISOString()]),
      returned: returned.rows.map(({ kind, index, at }) => [kind, index, at.toISOString()]),
    })
  }
  return { format: 1, trees, erased }
}

/** After a restore: keys of trees the ledger knows and has no rows of, and who was erased since the backup. */
function bringIn(ledger: Ledger, file: KeyFile): Promise<number> {
  return ledger.transaction(async (trx) => {
    const { rows: known } = await sql<{ tree: string; workspace: number; bare: boolean }>`
      SELECT t.tree, t.workspace_id AS workspace,
             NOT EXISTS (SELECT 1 FROM person_keys k WHERE k.tree = t.tree) AS bare
      FROM key_trees t FOR UPDATE`.execute(trx)
    for (const { tree, workspace, bare } of known) {
      const keys = bare ? (file.trees[tree]?.keys ?? []) : []
      if (keys.length === 0) continue
      await sql`
        INSERT INTO person_keys (tree, path, sealed)
        SELECT ${tree}, p, decode(s, 'base64')
        FROM unnest(${keys.map(([path]) => path)}::text[], ${keys.map(([, sealed]) => sealed)}::text[]) AS u(p, s)`.execute(
        trx,
      )
      forgetVault(ledger, workspace)
    }
    let fresh = 0
    for (const { tree, persons, identifiers, returned } of file.erased) {
      const workspace = known.find((one) => one.tree === tree)?.workspace
      if (workspace === undefined) continue
      const { rows } = await sql`
        INSERT INTO erased_persons (person_key, workspace_id, erased_at, may_return)
        SELECT k, ${workspace}, t, m FROM unnest(${persons.map(([key]) => key)}::bigint[],
          ${persons.map(([, at]) => at)}::timestamptz[], ${persons.map((one) => one.includes('may return'))}::boolean[]) AS u(k, t, m)
        ON CONFLICT DO NOTHING RETURNING person_key`.execute(trx)
      fresh += rows.length
      await sql`
        INSERT INTO erased_identifiers (workspace_id, kind, blind_index, erased_at)
        SELECT ${workspace}, k, decode(i, 'hex'), t
        FROM unnest(${identifiers.map(([kind]) => kind)}::text[], ${identifiers.map(([, index]) => index)}::text[],
          ${identifiers.map(([, , at]) => at)}::timestamptz[]) AS u(k, i, t)
        ON CONFLICT DO NOTHING`.execute(trx)
      await sql`
        INSERT INTO returned_identifiers (workspace_id, kind, blind_index, returned_at)
        SELECT ${workspace}, k, decode(i, 'hex'), t
        FROM unnest(${returned.map(([kind]) => kind)}::text[], ${returned.map(([, index]) => index)}::text[],
          ${returned.map(([, , at]) => at)}::timestamptz[]) AS u(k, i, t)
        ON CONFLICT DO NOTHING`.execute(trx)
      // Who came back after the erasure is let in, whichever of file and backup is older.
      await sql`
        DELETE FROM erased_identifiers e USING returned_identifiers r
        WHERE e.workspace_id = ${workspace} AND r.workspace_id = e.workspace_id AND r.kind = e.kind
          AND r.blind_index = e.blind_index AND r.returned_at >= e.erased_at`.execute(trx)
    }
    // Numbers are never given out twice, also not those given out after the backup.
    if (fresh > 0)
      await sql`
        SELECT setval(s, greatest((SELECT max(person_key) FROM erased_persons), (SELECT max(person_key) FROM persons),
          nextval(s))) FROM pg_get_serial_sequence('persons', 'person_key') AS s`.execute(trx)
    return fresh
  })
}

/** @throws crypto.keyFileDamaged */
function readKeyFile(path: string): KeyFile | null {
  if (!existsSync(path)) return null
  try {
    return fileShape.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw cryptoErrors.personKeyFileDamaged({ path }, error)
  }
}

/** Whole or not at all, also when the machine goes down meanwhile. */
function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const partial = `${path}.${process.pid}.new`
  const file = openSync(partial, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(partial, path)
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
