import { sql, type Transaction } from 'kysely'
import type { LedgerSchema } from '../../stores/ledger/index.ts'

/** A table of words that people and files say, of which each import's share can be taken back. */
export interface SaidTable {
  table: 'prospect_words' | 'person_dates' | 'person_needs'
  sightings: 'prospect_word_sightings' | 'person_date_sightings' | 'person_need_sightings'
  idType: 'bigint' | 'uuid'
  versions: string
  /** What was written in free words, if anything: it goes at once. */
  sealed: 'note' | 'said'
}

export const saidOfProspects: SaidTable = {
  ...{ table: 'prospect_words', sightings: 'prospect_word_sightings', idType: 'bigint' },
  ...{ versions: 'prospect_versions', sealed: 'note' },
}
export const saidDates: SaidTable = {
  ...{ table: 'person_dates', sightings: 'person_date_sightings', idType: 'uuid' },
  ...{ versions: 'person_date_versions', sealed: 'said' },
}
export const saidNeeds: SaidTable = {
  ...{ table: 'person_needs', sightings: 'person_need_sightings', idType: 'uuid' },
  ...{ versions: 'person_need_versions', sealed: 'note' },
}

/** Notes that an import says these words, the new and the known. Harmless to repeat. */
export async function see(
  trx: Transaction<LedgerSchema>,
  { sightings, idType }: SaidTable,
  importId: string,
  words: readonly string[],
): Promise<void> {
  if (words.length === 0) return
  await sql`
    INSERT INTO ${sql.table(sightings)} (word_id, import_id)
    SELECT DISTINCT w, ${importId}::uuid FROM unnest(${[...words]}::${sql.raw(idType)}[]) AS u(w)
    ON CONFLICT DO NOTHING`.execute(trx)
}

/**
 * Takes back what an import said, unless another one says the same. Harmless to repeat; the warehouse is told after.
 * @returns ids of the words that hold no more
 */
export async function takeBackSaid(
  trx: Transaction<LedgerSchema>,
  { table, sightings, idType, versions, sealed }: SaidTable,
  importId: string,
  at: Date,
): Promise<string[]> {
  const { rows: seen } = await sql<{ id: string }>`
    DELETE FROM ${sql.table(sightings)} WHERE import_id = ${importId}::uuid RETURNING word_id AS id`.execute(
    trx,
  )
  if (seen.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    UPDATE ${sql.table(table)} t SET removed_at = ${at}, ${sql.ref(sealed)} = NULL, version = nextval(${versions}), copied_at = NULL
    WHERE t.id = ANY(${seen.map(({ id }) => id)}::${sql.raw(idType)}[]) AND t.import_id IS NOT NULL AND t.removed_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM ${sql.table(sightings)} s WHERE s.word_id = t.id)
    RETURNING t.id`.execute(trx)
  return rows.map(({ id }) => id)
}
