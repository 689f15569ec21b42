import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { parseMapping } from '../../customer/index.ts'
import { noTask } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'

export interface Unified {
  /** Key of each record, in the order of the truth. */
  keys: number[]
  /** Who each record truly is. */
  entities: Uint32Array
  imported: number
  rejected: number
}

/** Writes the thirteen exports and imports them as anybody would. */
export async function importExports(
  app: App,
  workspace: Workspace,
  options: { dir: string; people: number; seed: number; report(text: string): void },
): Promise<Unified> {
  const { imports } = app.rooms.customer
  // The tables of characters it reads would stand in the heap of every other bench.
  const { writeExports } = await import('../demo/exports/write.ts')
  let [imported, rejected] = [0, 0]
  for (const { path, mapping: file, system, rows } of writeExports(options.dir, options)) {
    options.report(`importing ${rows} records of ${system} …`)
    const mapping = parseMapping(readFileSync(file, 'utf8'), file)
    const summary = await imports.run(workspace, { path, mapping }, noTask)
    imported += summary.read
    rejected += summary.rejected
  }
  const keyOf = await keysByRecord(app, workspace)
  const truth = readFileSync(`${options.dir}/truth.csv`, 'utf8').trim().split(/\r?\n/).slice(1)
  const known = truth.flatMap((line) => {
    const [system = '', record = '', person = ''] = line.split(',')
    const key = keyOf.get(system === 'crm' ? record : `${system} ${record}`)
    return key === undefined ? [] : [{ key, person: Number(person) }]
  })
  return {
    keys: known.map(({ key }) => key),
    entities: Uint32Array.from(known, ({ person }) => person),
    imported,
    rejected,
  }
}

/** By account, or by system and record number. */
export async function keysByRecord(app: App, workspace: Workspace): Promise<Map<string, number>> {
  const vault = await app.stores.vault(workspace.id)
  const { rows } = await sql<{ person_key: string; ciphertext: Buffer }>`
    SELECT person_key, ciphertext FROM identifiers
    WHERE workspace_id = ${workspace.id} AND kind IN ('account', 'record')`.execute(app.stores.ledger.db)
  return new Map(rows.map((row) => [vault.decrypt(row.ciphertext), Number(row.person_key)]))
}
