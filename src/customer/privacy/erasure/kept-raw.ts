import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql, type Transaction } from 'kysely'
import { leafOf, type Vault } from '../../../kit/crypto/index.ts'
import { isAppError } from '../../../kit/errors.ts'
import type { Log } from '../../../kit/log.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { destroyUnits, type Ledger, type LedgerSchema } from '../../../stores/ledger/index.ts'
import type { Uploads } from '../../imports/uploads.ts'
import { readRows } from '../../reading/open-table.ts'
import { textsOf } from '../erased-cells.ts'
import { readable } from '../subject.ts'
import { type NamingPush, pushesNaming, removePushes } from './kept-inbox.ts'

/** What was kept as it came and names somebody: whole files, rows and events that were set aside. */
export interface KeptRaw {
  uploads: string[]
  /** `import id/row`. */
  rejects: [importId: string, row: string][]
  quarantined: string[]
  /** What other systems pushed and no import has taken yet. */
  inbox: NamingPush[]
}

export interface RawDeps {
  ledger: Ledger
  uploads: Uploads
  /** Where uploads lie. */
  uploadsDir: string
  log: Log
}

const page = 2_000

export const rawPlaces = ['uploads', 'import_rejects', 'quarantined_events', 'source_inbox'] as const
export type RawPlace = (typeof rawPlaces)[number]

/**
 * Reads all that is kept raw once, and finds what names one of these. An upload that cannot be read any more counts too.
 * @param found told of each right after the text that names it was met
 */
export async function findKeptRaw(
  deps: RawDeps,
  vault: Vault,
  workspace: Workspace,
  names: (text: string) => boolean,
  found: (place: RawPlace) => void,
): Promise<KeptRaw> {
  return {
    uploads: await uploadsNaming(deps, workspace, names, () => found('uploads')),
    rejects: await rejectsNaming(deps.ledger, vault, workspace, names, () => found('import_rejects')),
    quarantined: await quarantinedNaming(deps.ledger, vault, workspace, names, () =>
      found('quarantined_events'),
    ),
    inbox: await pushesNaming(deps.ledger, vault, workspace, names, () => found('source_inbox')),
  }
}

async function uploadsNaming(
  { ledger, uploads, log }: RawDeps,
  workspace: Workspace,
  names: (text: string) => boolean,
  told: () => void,
): Promise<string[]> {
  const files = await ledger.db
    .selectFrom('uploads')
    .select(['id', 'file_name'])
    .where('workspace_id', '=', workspace.id)
    .orderBy('id')
    .execute()
  const found: string[] = []
  for (const { id, file_name } of files) {
    if (!names(file_name) && !(await fileNames(uploads, workspace, id, names, log))) continue
    told()
    found.push(id)
  }
  return found
}

async function fileNames(
  uploads: Uploads,
  workspace: Workspace,
  fileId: string,
  names: (text: string) => boolean,
  log: Log,
): Promise<boolean> {
  let found = false
  try {
    const look = (cells: readonly string[]) => {
      if (!found) found = cells.some(names)
    }
    const pieces = readRows(await uploads.open(workspace, fileId), {}, (header) => {
      look(header)
      return look
    })
    for await (const _ of pieces) if (found) return true
    return found
  } catch (error) {
    if (!isAppError(error)) throw error
    // The file itself is gone: no backup holds uploads.
    if (error.code === 'import.notReadable') return false
    // Nobody can say what is in it, and nobody can import it.
    log.warn({ upload: fileId, code: error.code }, 'an upload that cannot be read is removed with an erasure')
    return true
  }
}

/** What cannot be read since its key was destroyed is a rest of somebody who was erased. */
function isNamed(vault: Vault, raw: Buffer, names: (text: string) => boolean): boolean {
  const text = readable(vault, raw)
  return text === null || textsOf(text).some(names)
}

async function rejectsNaming(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  names: (text: string) => boolean,
  told: () => void,
): Promise<KeptRaw['rejects']> {
  const found: KeptRaw['rejects'] = []
  for (let after = ['00000000-0000-0000-0000-000000000000', '0']; ; ) {
    const { rows } = await sql<{ import_id: string; row: string; raw: Buffer; edited: Buffer | null }>`
      SELECT r.import_id, r.row::text AS row, r.raw, r.edited FROM import_rejects r JOIN imports i ON i.id = r.import_id
      WHERE i.workspace_id = ${workspace.id} AND (r.import_id, r.row) > (${after[0]}::uuid, ${after[1]}::bigint)
      ORDER BY r.import_id, r.row LIMIT ${page}`.execute(ledger.db)
    for (const { import_id, row, raw, edited } of rows) {
      if (!isNamed(vault, raw, names) && !(edited !== null && isNamed(vault, edited, names))) continue
      told()
      found.push([import_id, row])
    }
    const last = rows.at(-1)
    if (!last || rows.length < page) return found
    after = [last.import_id, last.row]
  }
}

async function quarantinedNaming(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  names: (text: string) => boolean,
  told: () => void,
): Promise<string[]> {
  const found: string[] = []
  for (let after = '0'; ; ) {
    const { rows } = await sql<{ id: string; raw: Buffer }>`
      SELECT q.id::text AS id, q.raw FROM quarantined_events q JOIN sources s ON s.id = q.source_id
      WHERE s.workspace_id = ${workspace.id} AND q.id > ${after}::bigint ORDER BY q.id LIMIT ${page}`.execute(
      ledger.db,
    )
    for (const { id, raw } of rows) {
      if (!isNamed(vault, raw, names)) continue
      told()
      found.push(id)
    }
    const last = rows.at(-1)
    if (!last || rows.length < page) return found
    after = last.id
  }
}

/** Removes them with the keys they were sealed under, so that no backup shows them again; then the files themselves. */
export async function removeKeptRaw(
  { ledger, uploadsDir }: RawDeps,
  vault: Vault,
  workspace: Workspace,
  found: KeptRaw,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    const sealed = [...(await removeRows(trx, found)), ...(await removePushes(trx, vault, found.inbox))]
    const units = sealed.flatMap((value) => leafOf(value)?.unit ?? [])
    await destroyUnits(trx, vault, workspace.id, units)
  })
  for (const id of found.uploads) await rm(join(uploadsDir, id), { force: true })
}

async function removeRows(trx: Transaction<LedgerSchema>, found: KeptRaw): Promise<Buffer[]> {
  const uploads = await sql<{ sealed: Buffer }>`
    DELETE FROM uploads WHERE id = ANY(${found.uploads}::uuid[]) RETURNING sealed_key AS sealed`.execute(trx)
  const rejects = await sql<{ sealed: Buffer; edited: Buffer | null }>`
    DELETE FROM import_rejects r
    USING unnest(${found.rejects.map(([id]) => id)}::uuid[], ${found.rejects.map(([, row]) => row)}::bigint[]) AS u(i, n)
    WHERE r.import_id = u.i AND r.row = u.n RETURNING r.raw AS sealed, r.edited`.execute(trx)
  const events = await sql<{ sealed: Buffer }>`
    DELETE FROM quarantined_events WHERE id = ANY(${found.quarantined}::bigint[]) RETURNING raw AS sealed`.execute(
    trx,
  )
  const edits = rejects.rows.flatMap(({ edited }) => (edited === null ? [] : [edited]))
  return [...uploads.rows, ...rejects.rows, ...events.rows].map(({ sealed: value }) => value).concat(edits)
}
