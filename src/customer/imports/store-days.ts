import { sql, type Transaction } from 'kysely'
import { dayCode, firstDate, parseDay } from '../../kit/calendar/yearly-day.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { isOfMany } from '../dates/kinds.ts'
import { pumpDatesUngated } from '../dates/pump.ts'
import type { FoundDay } from '../mapping/days.ts'
import { readable } from '../privacy/subject.ts'
import type { ImportDeps } from './deps.ts'
import { saidDates, see, takeBackSaid } from './sightings.ts'

export interface PersonDay extends FoundDay {
  personKey: number
}

interface StoreDays {
  ledger: Ledger
  vault: Vault
  workspace: Workspace
  importId: string
  /** Name of the source, as the mapping has it. */
  source: string
  /** Whether dates of a kind come again each year. */
  yearly: Readonly<Record<string, boolean>>
}

/**
 * Keeps days of a batch of rows, encrypted, as soon as they are read, like identifiers: rows that wait are no place for
 * them. A day the person has from a file already is seen again; an import that does not end takes them back.
 */
export async function storeDays(context: StoreDays, days: readonly PersonDay[]): Promise<void> {
  const { ledger, vault, importId } = context
  const asked = new Map(days.map((day) => [nameOf(day), day]))
  const kept = [...asked.values()].filter(({ personKey }) => !vault.isErased(personKey))
  if (kept.length === 0) return
  await ledger.transaction(async (trx) => {
    const known = await knownOf(trx, vault, kept)
    const seen = kept.flatMap((day) => known.get(nameOf(day)) ?? [])
    const fresh = kept.filter((day) => !known.has(nameOf(day))).map((day) => ({ ...day, id: newId() }))
    await insert(trx, context, fresh)
    await see(trx, saidDates, importId, [...seen, ...fresh.map(({ id }) => id)])
  })
}

const nameOf = ({ personKey, kind, text }: PersonDay) => `${personKey} ${kind} ${text}`

/**
 * Ids of the days these people have from files, by name: of a kind a person has one of only the newest, for a file that
 * goes back to an older day says something new.
 */
async function knownOf(
  trx: Transaction<LedgerSchema>,
  vault: Vault,
  days: readonly PersonDay[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; person_key: string; kind: string; said: Buffer | null }>`
    SELECT id, person_key, kind, said FROM person_dates
    WHERE source = 'file' AND removed_at IS NULL AND person_key = ANY(${days.map(({ personKey }) => personKey)}::bigint[])
      AND kind = ANY(${[...new Set(days.map(({ kind }) => kind))]}::text[])
    ORDER BY noted_at, id FOR SHARE`.execute(trx)
  const newest = new Map<string, { name: string; id: string }>()
  for (const { id, person_key, kind, said } of rows) {
    const text = said === null ? null : readable(vault, said)
    const name = nameOf({ personKey: Number(person_key), kind, text: text ?? id })
    newest.set(isOfMany(kind) ? name : `${person_key} ${kind}`, { name, id })
  }
  return new Map([...newest.values()].map(({ name, id }) => [name, id]))
}

async function insert(
  trx: Transaction<LedgerSchema>,
  { vault, workspace, importId, source, yearly }: StoreDays,
  days: readonly (PersonDay & { id: string })[],
): Promise<void> {
  const codeOf = ({ kind, text }: PersonDay) => {
    const day = parseDay(text)
    if (day === null) return ''
    return yearly[kind] === false ? `d${(firstDate(day) ?? '').replaceAll('-', '')}` : dayCode(day)
  }
  const list = <T>(pick: (day: PersonDay & { id: string }) => T) => days.map(pick)
  await sql`
    INSERT INTO person_dates (id, workspace_id, person_key, kind, code, said, source, noted_at, noted_by, import_id)
    SELECT i, ${workspace.id}, p, k, c, s, 'file', ${workspace.clock.now()}::timestamptz, ${`import:${source}`}, ${importId}::uuid
    FROM unnest(${list(({ id }) => id)}::uuid[], ${list(({ personKey }) => personKey)}::bigint[], ${list(({ kind }) => kind)}::text[],
      ${list(codeOf)}::text[], ${list(({ personKey, text }) => vault.encryptFor(personKey, text))}::bytea[]) AS u(i, p, k, c, s)
    WHERE c <> '' AND NOT EXISTS (SELECT 1 FROM erased_persons e WHERE e.person_key = p)`.execute(trx)
}

/** Takes back the days an import brought. Harmless to repeat; tell the warehouse after. @returns how many are gone */
export async function takeBackDays(
  { ledger }: Pick<ImportDeps, 'ledger'>,
  importId: string,
  at: Date,
): Promise<number> {
  const gone = await ledger.transaction((trx) => takeBackSaid(trx, saidDates, importId, at))
  return gone.length
}

/** Tells the warehouse of days that came or went; call inside the write gate. */
export const tellDays = ({ ledger, warehouse }: ImportDeps) => pumpDatesUngated(ledger, warehouse)
