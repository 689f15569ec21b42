import { type Selectable, sql, type Transaction } from 'kysely'
import type { z } from 'zod'
import { commonErrors } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { auditDeed } from '../audit.ts'
import { campaignErrors } from '../errors.ts'
import { isUuid } from '../offers/definitions.ts'
import type { CalendarItem, NoteInput, noteShape } from './api.ts'

type Note = z.output<typeof noteShape>
type Row = Omit<Selectable<LedgerSchema['calendar_notes']>, 'day' | 'until'> & { day: string; until: string }

const columns = sql<Row>`id, workspace_id, to_char(day, 'YYYY-MM-DD') AS day, to_char(until, 'YYYY-MM-DD') AS until, text,
  version, saved_by, saved_at, deleted_at`

function present(row: Row): Note {
  const { id, day, until, text, version } = row
  return { id, day, until, text, version, deletedAt: row.deleted_at?.toISOString() ?? null }
}

/** Notes that touch the span, as the calendar shows them. */
export async function noteItems(
  ledger: Ledger,
  workspace: Workspace,
  { from, to }: { from: string; to: string },
): Promise<CalendarItem[]> {
  const { rows } = await sql<Row>`SELECT ${columns} FROM calendar_notes
    WHERE workspace_id = ${workspace.id} AND deleted_at IS NULL AND day <= ${to}::date AND until >= ${from}::date
    ORDER BY day, id`.execute(ledger.db)
  return rows.map((row) => ({
    ...{
      id: row.id,
      kind: 'note',
      title: { en: row.text, 'zh-CN': row.text },
      from: row.day,
      until: row.until,
    },
    ...{ at: null, state: null, draft: false, channel: null, owner: row.saved_by, link: null },
    version: row.version,
  }))
}

/** A new note. */
export async function addNote(
  ledger: Ledger,
  workspace: Workspace,
  note: NoteInput,
  actorId: string,
): Promise<Note> {
  return ledger.transaction(async (trx) => {
    const { rows } = await sql<Row>`
      INSERT INTO calendar_notes (id, workspace_id, day, until, text, saved_by, saved_at)
      VALUES (${newId()}, ${workspace.id}, ${note.day}::date, ${note.until ?? note.day}::date, ${note.text}, ${actorId},
              ${workspace.clock.now()}) RETURNING ${columns}`.execute(trx)
    return done(trx, workspace, actorId, 'add', rows[0])
  })
}

/** @throws campaign.changedMeanwhile, common.notFound */
export async function changeNote(
  ledger: Ledger,
  workspace: Workspace,
  id: string,
  note: NoteInput & { version: number },
  actorId: string,
): Promise<Note> {
  return ledger.transaction(async (trx) => {
    const before = await lockedNote(trx, workspace, id)
    if (before.version !== note.version)
      throw campaignErrors.changedMeanwhile({
        ...{ name: before.text.slice(0, 60), theirs: before.version, yours: note.version },
      })
    const { rows } = await sql<Row>`
      UPDATE calendar_notes SET day = ${note.day}::date, until = ${note.until ?? note.day}::date, text = ${note.text},
        version = version + 1, saved_by = ${actorId}, saved_at = ${workspace.clock.now()}
      WHERE id = ${id}::uuid RETURNING ${columns}`.execute(trx)
    return done(trx, workspace, actorId, 'change', rows[0])
  })
}

/** Out of the calendar, or back into it. @throws common.notFound */
export async function setNoteDeleted(
  ledger: Ledger,
  workspace: Workspace,
  id: string,
  isDeleted: boolean,
  actorId: string,
): Promise<Note> {
  return ledger.transaction(async (trx) => {
    await lockedNote(trx, workspace, id)
    const at = isDeleted ? workspace.clock.now() : null
    const { rows } = await sql<Row>`
      UPDATE calendar_notes SET deleted_at = ${at}, version = version + 1 WHERE id = ${id}::uuid
      RETURNING ${columns}`.execute(trx)
    return done(trx, workspace, actorId, isDeleted ? 'delete' : 'restore', rows[0])
  })
}

async function lockedNote(trx: Transaction<LedgerSchema>, workspace: Workspace, id: string): Promise<Row> {
  const { rows } = isUuid(id)
    ? await sql<Row>`SELECT ${columns} FROM calendar_notes
        WHERE workspace_id = ${workspace.id} AND id = ${id}::uuid FOR UPDATE`.execute(trx)
    : { rows: [] }
  if (!rows[0]) throw commonErrors.notFound({ what: 'note', id })
  return rows[0]
}

async function done(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  actorId: string,
  deed: 'add' | 'change' | 'delete' | 'restore',
  row: Row | undefined,
): Promise<Note> {
  if (!row) throw new Error('A note that was written is gone.')
  await auditDeed(
    trx,
    workspace,
    actorId,
    `calendar.note_${deed}`,
    { kind: 'calendar_note', id: row.id },
    { day: row.day },
  )
  return present(row)
}
