import { sql as pgSql } from 'kysely'
import { z } from 'zod'
import type { Vault } from '../../kit/crypto/index.ts'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { policyOf } from '../consent/policy.ts'
import { consentTextIds } from '../consent/text-ids.ts'
import { type StagedConsent, stagedConsent } from '../mapping/convert/consents.ts'
import type { ConsentSource } from '../mapping/mapping.schema.ts'
import { bind, long } from './commit-shape.ts'
import type { ImportDeps } from './deps.ts'
import { type ImportRow, mappingOf } from './records.ts'
import type { StagingNames } from './staging.ts'

/** A yes that does not say when: it yields to every other word, whenever that was said. */
export const unknownTime = new Date(0)

const pageRows = 2_000

/** What one row says of one consent. */
export interface Word {
  personKey: number
  row: number
  of: ConsentSource
  said: StagedConsent
}

export interface ImportRules {
  textIdOf(purpose: string, channel: string, version: number): string | null
  /** Where a yes has to be confirmed, one of a file counts only with its time and its proof. */
  needsConfirmation(purpose: string, channel: string): boolean
}

type ConsentCounts = { given: number; withdrawn: number; news: number }

/**
 * Brings the words about consent that wait with the rows of an import into the log. May be repeated after a crash at any
 * point: the same word is kept once.
 * @returns null where the mapping asks for none
 */
export async function commitConsents(
  deps: ImportDeps,
  workspace: Workspace,
  row: ImportRow,
  names: StagingNames,
): Promise<ConsentCounts | null> {
  const mapping = mappingOf(row)
  if (mapping.kind !== 'customers' || !mapping.consents?.length) return null
  const counts: ConsentCounts = { given: 0, withdrawn: 0, news: 0 }
  const vault = await deps.vaultOf(workspace.id)
  const texts = await consentTextIds(deps.ledger, workspace)
  const policy = await policyOf(deps.ledger.db, workspace.id)
  const rules = { textIdOf: texts, needsConfirmation: policy.needsConfirmation }
  for await (const words of stagedWords(deps.warehouse, names, mapping.consents)) {
    for (const { said } of words) counts[said[1] ? 'given' : 'withdrawn']++
    await recordWords(deps.ledger, vault, workspace, row, `import:${mapping.source}`, words, rules)
  }
  const { n } = await deps.ledger.db
    .selectFrom('consents')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .where('import_id', '=', row.id)
    .executeTakeFirstOrThrow()
  return { ...counts, news: Number(n) }
}

async function* stagedWords(
  warehouse: Warehouse,
  { rows }: StagingNames,
  consents: readonly ConsentSource[],
): AsyncGenerator<Word[]> {
  for (let after = 0; ; ) {
    const page = await warehouse.rows(
      sql`SELECT row, person_key AS personKey, consents FROM ${rows}
          WHERE row > ${bind('after', 'UInt64', after)} AND person_key > 0 AND consents != '' ORDER BY row
          LIMIT ${bind('limit', 'UInt32', pageRows)}`,
      z.object({ row: int64(), personKey: int64(), consents: z.string() }),
      long,
    )
    const last = page.at(-1)
    if (!last) return
    after = last.row
    yield page.flatMap(({ row, personKey, consents: text }) =>
      z
        .array(stagedConsent)
        .parse(JSON.parse(text))
        .flatMap((said) => {
          const of = consents[said[0]]
          return of ? [{ personKey, row, of, said }] : []
        }),
    )
  }
}

/**
 * One page, in one transaction. A no without a time counts as said at the import, where nothing withdrawn stands already.
 * Every word of the page is noted as said by this import, the new and the known.
 */
export async function recordWords(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  row: Pick<ImportRow, 'id' | 'created_at'>,
  source: string,
  words: readonly Word[],
  { textIdOf, needsConfirmation }: ImportRules,
): Promise<void> {
  const kept = words.filter(({ personKey }) => !vault.isErased(personKey))
  if (kept.length === 0) return
  const list = <T>(pick: (word: Word) => T) => kept.map(pick)
  const textOf = ({ of, said }: Word) => (said[4] === null ? null : textIdOf(of.purpose, of.channel, said[4]))
  const stateOf = ({ of, said: [, yes, at, , , proof] }: Word) => {
    if (!yes) return 'withdrawn'
    return needsConfirmation(of.purpose, of.channel) && (at === null || proof === '') ? 'pending' : 'given'
  }
  const proofOf = (word: Word) => {
    const { personKey, row: line, said } = word
    const version = said[4] !== null && textOf(word) === null ? { textVersion: said[4] } : {}
    const proof = { kind: 'import', note: said[5], importId: row.id, row: line, ...version }
    return vault.encryptFor(personKey, JSON.stringify(proof)).toString('base64')
  }
  const timeOf = ({ said: [, yes, at] }: Word) => (at === null ? (yes ? unknownTime : null) : new Date(at))
  await ledger.transaction(async (trx) => {
    await lockImportedWords(trx, workspace.id)
    await pgSql`
      WITH said AS (
        SELECT e.*, p.workspace_id,
               (SELECT c.id FROM consents c
                WHERE e.at IS NULL AND c.workspace_id = p.workspace_id AND c.person_key = e.person_key
                  AND c.purpose = e.purpose AND c.channel = e.channel
                  AND c.id = (SELECT n.id FROM consents n
                              WHERE n.workspace_id = p.workspace_id AND n.person_key = e.person_key
                                AND n.purpose = e.purpose AND n.channel = e.channel
                              ORDER BY n.at DESC, (n.state = 'withdrawn') DESC, n.id DESC LIMIT 1)
                  AND c.state = 'withdrawn') AS standing
        FROM unnest(${list((w) => w.personKey)}::bigint[], ${list((w) => w.of.purpose)}::text[],
                    ${list((w) => w.of.channel)}::text[], ${list(stateOf)}::text[],
                    ${list(timeOf)}::timestamptz[], ${list((w) => (w.said[3] === null ? null : new Date(w.said[3])))}::timestamptz[],
                    ${list(textOf)}::uuid[], ${list(proofOf)}::text[])
             AS e(person_key, purpose, channel, state, at, expires_at, text_id, proof)
        JOIN persons p ON p.person_key = e.person_key AND p.workspace_id = ${workspace.id}),
      added AS (
        INSERT INTO consents (workspace_id, person_key, purpose, channel, basis, state, proof, source, text_id, at,
                              expires_at, actor_kind, actor_id, import_id)
        SELECT workspace_id, person_key, purpose, channel, 'consent', state, decode(proof, 'base64'), ${source}, text_id,
               coalesce(at, ${row.created_at}::timestamptz), expires_at, 'system', 'import', ${row.id}::uuid
        FROM said WHERE standing IS NULL
        ON CONFLICT DO NOTHING
        RETURNING id)
      INSERT INTO consent_sightings (consent_id, import_id)
      SELECT id, ${row.id}::uuid FROM added
      UNION
      SELECT c.id, ${row.id}::uuid FROM said s JOIN consents c
        ON c.workspace_id = s.workspace_id AND c.person_key = s.person_key AND c.purpose = s.purpose
       AND c.channel = s.channel AND c.import_id IS NOT NULL
       AND (c.id = s.standing OR (c.at = coalesce(s.at, ${row.created_at}::timestamptz) AND c.state = s.state
                                  AND c.source = ${source}))
      ON CONFLICT DO NOTHING`.execute(trx)
  })
}

/** Words of imports are added and taken back one after the other, so that none is taken away while another needs it. */
async function lockImportedWords(
  trx: Parameters<Parameters<Ledger['transaction']>[0]>[0],
  workspaceId: number,
) {
  await pgSql`SELECT pg_advisory_xact_lock(hashtextextended(${`consent-imports/${workspaceId}`}, 0))`.execute(
    trx,
  )
}

/** Takes back what an import said of consents, unless another import says the same. Harmless to repeat. */
export async function takeBackConsents(ledger: Ledger, workspaceId: number, importId: string): Promise<void> {
  await ledger.transaction(async (trx) => {
    await lockImportedWords(trx, workspaceId)
    await pgSql`
      WITH mine AS (DELETE FROM consent_sightings WHERE import_id = ${importId}::uuid RETURNING consent_id)
      DELETE FROM consents c USING mine
      WHERE c.id = mine.consent_id AND c.workspace_id = ${workspaceId}
        AND NOT EXISTS (SELECT 1 FROM consent_sightings s
                        WHERE s.consent_id = c.id AND s.import_id <> ${importId}::uuid)`.execute(trx)
  })
}
