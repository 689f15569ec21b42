import { sql as pg, type Transaction } from 'kysely'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import { currentOf, keysOf } from '../identity/members.ts'
import { mapsLeads, type StagedLead, stagedLead } from '../mapping/convert/leads.ts'
import { buyersAmong } from '../prospects/buyers.ts'
import { pumpProspectsUngated } from '../prospects/pump.ts'
import { type Catalogue, lostStage, prospectCatalogue } from '../prospects/stages.ts'
import type { ImportDeps } from './deps.ts'
import { type ImportRow, mappingOf } from './records.ts'
import { saidOfProspects, see, takeBackSaid } from './sightings.ts'
import { type StagedRow, stagedWords } from './staged-words.ts'
import type { StagingNames } from './staging.ts'
import type { Counts } from './summary.ts'

type Aspect = 'stage' | 'owner' | 'source'

/** A word of a row; `at` null: the file does not say when. */
interface Word {
  row: number
  person: number
  aspect: Aspect
  value: string
  reason: string
  at: Date | null
}

/** A word that stands in the ledger and holds. */
interface Known {
  id: string
  person: number
  aspect: Aspect
  value: string
  reason: string
  said_at: Date
  said_by: string
}

/**
 * Brings what the waiting rows say of prospects among the words of the ledger. May be repeated after a crash at any
 * point: a row of an import says each thing once.
 *
 * Of a stage with its time the later word counts, whoever said it. What a file says without a time counts from the
 * import, unless the same source said the same before: then it is that word, and as old. Such a stage never takes back
 * somebody a colleague has moved on by hand, and whoever has bought stays a customer.
 * @param counts gets the rows whose stage was not taken, under their reasons
 */
export async function commitLeads(
  deps: ImportDeps,
  workspace: Workspace,
  row: ImportRow,
  names: StagingNames,
  counts: Counts,
): Promise<void> {
  const mapping = mappingOf(row)
  if (!mapsLeads(mapping)) return
  const catalogue = await prospectCatalogue(deps.ledger, workspace.id)
  const vault = await deps.vaultOf(workspace.id)
  const by = `import:${mapping.source}`
  let [kept, ofCustomers] = [0, 0]
  for await (const page of stagedWords(deps.warehouse, names, sql`lead`, stagedLead)) {
    const rows = page.filter(({ personKey }) => !vault.isErased(personKey))
    const now = await currentOf(deps.ledger.db, [...new Set(rows.map(({ personKey }) => personKey))])
    const words = rows.flatMap((one) => wordsOf(one, now.get(one.personKey) ?? one.personKey))
    const bought = await buyersAmong(
      deps,
      workspace,
      words.flatMap(({ aspect, at, person }) => (aspect === 'stage' && at === null ? [person] : [])),
    )
    const isLeftOut = ({ aspect, at, person }: Word) =>
      aspect === 'stage' && at === null && bought.has(person)
    ofCustomers += words.filter(isLeftOut).length
    const told = words.filter((word) => !isLeftOut(word))
    kept += await deps.ledger.transaction((trx) => record(trx, workspace, row, by, catalogue, told))
  }
  // Set, not added up: a commit that died may have counted before.
  if (kept > 0) counts.reasons['stage_kept prospect_stage'] = kept
  if (ofCustomers > 0) counts.reasons['stage_of_customer prospect_stage'] = ofCustomers
  await pumpProspectsUngated(deps.ledger, deps.warehouse)
}

function wordsOf({ row, said }: StagedRow<StagedLead>, person: number): Word[] {
  const [stage, at, reason, owner, source] = said
  const word = (aspect: Aspect, value: string, more: Pick<Word, 'reason' | 'at'>): Word[] =>
    value === '' ? [] : [{ row, person, aspect, value, ...more }]
  const undated = { reason: '', at: null }
  return [
    ...word('stage', stage, { reason, at: at === null ? null : new Date(at) }),
    ...word('owner', owner, undated),
    ...word('source', source, undated),
  ]
}

/** One page, in one transaction. @returns rows whose stage was not taken, for a colleague had moved them on */
async function record(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  { id: importId, created_at }: ImportRow,
  by: string,
  catalogue: Catalogue,
  words: readonly Word[],
): Promise<number> {
  if (words.length === 0) return 0
  const known = await knownOf(trx, importId, [...new Set(words.map(({ person }) => person))])
  const seen: string[] = []
  const fresh: (Word & { at: Date })[] = []
  let kept = 0
  for (const word of words) {
    const before = known.get(`${word.person} ${word.aspect}`) ?? []
    const same = sameBefore(before, word, by)
    if (same !== undefined) seen.push(same.id)
    else if (word.at === null && isMovedOn(before, word, catalogue)) kept++
    else fresh.push({ ...word, at: word.at ?? created_at })
  }
  const list = <T>(pick: (word: Word & { at: Date }) => T) => fresh.map(pick)
  const { rows } = await pg<{ id: string }>`
    WITH added AS (
      INSERT INTO prospect_words (workspace_id, person_key, aspect, value, reason, change_id, said_at, said_by, import_id, import_row)
      SELECT ${workspace.id}, p, a, v, r, ${importId}::uuid, t, ${by}, ${importId}::uuid, n
      FROM unnest(${list(({ person }) => person)}::bigint[], ${list(({ aspect }) => aspect)}::text[], ${list(({ value }) => value)}::text[],
        ${list(({ reason }) => reason)}::text[], ${list(({ at }) => at)}::timestamptz[], ${list(({ row }) => row)}::bigint[]) AS u(p, a, v, r, t, n)
      ORDER BY n ON CONFLICT (import_id, import_row, aspect) DO NOTHING RETURNING id)
    SELECT id FROM added`.execute(trx)
  await see(trx, saidOfProspects, importId, [...seen, ...rows.map(({ id }) => id)])
  return kept
}

/** The word itself, where the same source said it before: at the same time, or without one as its newest. */
function sameBefore(before: readonly Known[], { at, value, reason }: Word, by: string): Known | undefined {
  const own = before.filter(({ said_by }) => said_by === by)
  const says = (one: Known | undefined) => one?.value === value && one.reason === reason
  if (at === null) return says(own.at(-1)) ? own.at(-1) : undefined
  return own.find((one) => says(one) && one.said_at.getTime() === at.getTime())
}

/** Whether the newest word is a colleague's, and stands farther on than that of the file. */
function isMovedOn(before: readonly Known[], { aspect, value }: Word, { stages }: Catalogue): boolean {
  const last = before.at(-1)
  if (aspect !== 'stage' || last === undefined || last.said_by.startsWith('import:')) return false
  const place = (stage: string) =>
    stage === lostStage ? stages.length : stages.findIndex(({ id }) => id === stage)
  return place(value) < place(last.value)
}

/** What holds of these people so far by `person aspect`, the oldest first, without what this import said itself. */
async function knownOf(
  trx: Transaction<LedgerSchema>,
  importId: string,
  people: readonly number[],
): Promise<Map<string, Known[]>> {
  const personOf = new Map(
    [...(await keysOf(trx, people))].flatMap(([person, keys]) => keys.map((key) => [key, person] as const)),
  )
  const { rows } = await pg<Omit<Known, 'person'> & { person_key: string }>`
    SELECT id, person_key, aspect, value, reason, said_at, said_by FROM prospect_words
    WHERE person_key = ANY(${[...personOf.keys()]}::bigint[]) AND aspect IN ('stage', 'owner', 'source')
      AND taken_at IS NULL AND removed_at IS NULL AND import_id IS DISTINCT FROM ${importId}::uuid
    ORDER BY said_at, id`.execute(trx)
  const known = new Map<string, Known[]>()
  for (const { person_key, ...word } of rows) {
    const person = personOf.get(Number(person_key)) ?? Number(person_key)
    const name = `${person} ${word.aspect}`
    known.set(name, [...(known.get(name) ?? []), { ...word, person }])
  }
  return known
}

/** Takes back what an import said of prospects. Harmless to repeat; call inside the write gate. */
export async function takeBackLeads(
  { ledger, warehouse }: ImportDeps,
  workspace: Workspace,
  importId: string,
): Promise<void> {
  const gone = await ledger.transaction((trx) =>
    takeBackSaid(trx, saidOfProspects, importId, workspace.clock.now()),
  )
  if (gone.length > 0) await pumpProspectsUngated(ledger, warehouse)
}
