import { sql as pg, type Transaction } from 'kysely'
import { newId } from '../../kit/ids.ts'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import { currentOf, keysOf } from '../identity/members.ts'
import { type StagedNeed, stagedNeeds } from '../mapping/convert/needs.ts'
import { pumpNeedsUngated } from '../needs/pump.ts'
import { dayOf } from '../quality/days.ts'
import type { ImportDeps } from './deps.ts'
import { type ImportRow, mappingOf } from './records.ts'
import { saidNeeds, see, takeBackSaid } from './sightings.ts'
import { stagedWords } from './staged-words.ts'
import type { StagingNames } from './staging.ts'

interface Word {
  row: number
  person: number
  topic: string
  stance: StagedNeed[1]
  strength: number
  /** null: the file does not say. */
  saidOn: string | null
  until: string | null
}

type Known = Omit<Word, 'row' | 'saidOn'> & { id: string; saidOn: string }

/**
 * Brings what the waiting rows say of needs among the words of the ledger. May be repeated after a crash at any point. A
 * word without its day counts from the import, unless the same source said the same before: then it is that word.
 */
export async function commitNeeds(
  deps: ImportDeps,
  workspace: Workspace,
  row: ImportRow,
  names: StagingNames,
): Promise<void> {
  const mapping = mappingOf(row)
  const needs = mapping.kind === 'customers' ? (mapping.needs ?? []) : []
  if (needs.length === 0) return
  const vault = await deps.vaultOf(workspace.id)
  for await (const page of stagedWords(deps.warehouse, names, sql`needs`, stagedNeeds)) {
    const rows = page.filter(({ personKey }) => !vault.isErased(personKey))
    const now = await currentOf(deps.ledger.db, [...new Set(rows.map(({ personKey }) => personKey))])
    const words = rows.flatMap(({ row: line, personKey, said }) =>
      said.flatMap(([index, stance, strength, saidOn, until]): Word[] => {
        const topic = needs[index]?.topic
        const person = now.get(personKey) ?? personKey
        return topic === undefined ? [] : [{ row: line, person, topic, stance, strength, saidOn, until }]
      }),
    )
    await deps.ledger.transaction((trx) => record(trx, workspace, row, `import:${mapping.source}`, words))
  }
  await pumpNeedsUngated(deps.ledger, deps.warehouse)
}

async function record(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  { id: importId, created_at }: ImportRow,
  by: string,
  words: readonly Word[],
): Promise<void> {
  if (words.length === 0) return
  const known = await knownOf(trx, importId, by, [...new Set(words.map(({ person }) => person))])
  const today = dayOf(created_at.getTime(), workspace.timeZone)
  const seen: string[] = []
  const fresh: (Word & { id: string; saidOn: string })[] = []
  for (const word of words) {
    const before = known.get(`${word.person} ${word.topic}`) ?? []
    const same =
      word.saidOn === null
        ? [before.at(-1)].find((one) => one !== undefined && saysSame(one, word))
        : before.find((one) => one.saidOn === word.saidOn && saysSame(one, word))
    if (same) seen.push(same.id)
    else fresh.push({ ...word, id: newId(), saidOn: word.saidOn ?? today })
  }
  const list = <T>(pick: (word: Word & { id: string; saidOn: string }) => T) => fresh.map(pick)
  const { rows } = await pg<{ id: string }>`
    WITH added AS (
      INSERT INTO person_needs (id, workspace_id, person_key, topic, stance, strength, said_on, valid_until, noted_at, noted_by, import_id, import_row)
      SELECT i, ${workspace.id}, p, t, s, g, d, u, ${created_at}::timestamptz, ${by}, ${importId}::uuid, n
      FROM unnest(${list(({ id }) => id)}::uuid[], ${list(({ person }) => person)}::bigint[], ${list(({ topic }) => topic)}::text[],
        ${list(({ stance }) => stance)}::text[], ${list(({ strength }) => strength)}::smallint[], ${list(({ saidOn }) => saidOn)}::date[],
        ${list(({ until }) => until)}::date[], ${list(({ row }) => row)}::bigint[]) AS x(i, p, t, s, g, d, u, n)
      ORDER BY n ON CONFLICT (import_id, import_row, topic) DO NOTHING RETURNING id)
    SELECT id FROM added`.execute(trx)
  await see(trx, saidNeeds, importId, [...seen, ...rows.map(({ id }) => id)])
}

const saysSame = (one: Known, { stance, strength, until }: Word) =>
  one.stance === stance && one.strength === strength && one.until === until

/** What this source said of these people before, by `person topic`, the oldest first. */
async function knownOf(
  trx: Transaction<LedgerSchema>,
  importId: string,
  by: string,
  people: readonly number[],
): Promise<Map<string, Known[]>> {
  const personOf = new Map(
    [...(await keysOf(trx, people))].flatMap(([person, keys]) => keys.map((key) => [key, person] as const)),
  )
  const { rows } = await pg<Omit<Known, 'person'> & { person_key: string }>`
    SELECT id, person_key, topic, stance, strength, said_on::text AS "saidOn", valid_until::text AS until FROM person_needs
    WHERE person_key = ANY(${[...personOf.keys()]}::bigint[]) AND noted_by = ${by} AND import_id IS DISTINCT FROM ${importId}::uuid
      AND removed_at IS NULL ORDER BY said_on, noted_at, id`.execute(trx)
  const known = new Map<string, Known[]>()
  for (const { person_key, ...word } of rows) {
    const person = personOf.get(Number(person_key)) ?? Number(person_key)
    const name = `${person} ${word.topic}`
    known.set(name, [...(known.get(name) ?? []), { ...word, person }])
  }
  return known
}

/** Takes back what an import said of needs. Harmless to repeat; call inside the write gate. */
export async function takeBackNeeds(
  { ledger, warehouse }: ImportDeps,
  workspace: Workspace,
  importId: string,
): Promise<void> {
  const gone = await ledger.transaction((trx) =>
    takeBackSaid(trx, saidNeeds, importId, workspace.clock.now()),
  )
  if (gone.length > 0) await pumpNeedsUngated(ledger, warehouse)
}
