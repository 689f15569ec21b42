import { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import { csvLine } from '../../kit/csv.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import { currentOf } from '../identity/members.ts'
import { normaliseIdentifier, phoneCountry } from '../identity/normalise.ts'
import { erasedAmong } from '../identity/resolve.ts'
import { rulesOf } from '../identity/rules.ts'
import type { ImportSummary } from '../imports/summary.ts'
import { type Mapping, mappingSchema } from '../mapping/mapping.schema.ts'
import { holdsIdentifier } from '../privacy/text-guard.ts'
import type { FileSource } from '../reading/source.ts'
import type { createProspect, newProspect } from './api.ts'
import { type ProspectDeps, requireMember, requirePerson } from './change.ts'
import { prospectErrors } from './errors.ts'
import { firstStage } from './stages.ts'

type By = Pick<Actor, 'kind' | 'id'>
export type NewProspect = z.output<typeof newProspect>
type Created = z.output<typeof createProspect.response>
type Known = Created['known'][number]

/** How one row is imported and taken out again: what every file goes through. */
export interface OneRow {
  run(
    workspace: Workspace,
    input: { source: FileSource; mapping: Mapping; createdBy: string; byHand: true },
  ): Promise<ImportSummary & { importId: string }>
  undo(workspace: Workspace, importId: string): Promise<{ removed: number }>
}

interface Address {
  kind: 'phone' | 'email'
  normalised: string
  index: Buffer
}

/**
 * A prospect somebody typed in, as an import of one row: normalised, kept and taken back like those of files. Where an
 * address belongs to somebody known, nobody is made and they are the answer.
 * @param from what the row is called where it came by another way, and the language they read
 * @throws prospect.noAddress, prospect.badAddress, prospect.badSource, prospect.unknownOwner, prospect.unknownCustomer,
 *   prospect.erasedBefore, prospect.notStored
 */
export async function makeProspect(
  deps: ProspectDeps,
  imports: OneRow,
  workspace: Workspace,
  actor: By,
  body: NewProspect,
  from: { file?: string; language?: string } = {},
): Promise<Created> {
  const vault = await deps.vaultOf(workspace.id)
  const addresses = addressesOf(vault, workspace, body)
  if (holdsIdentifier(body.source)) throw prospectErrors.badSource({})
  if (body.owner !== null) await requireMember(deps, workspace, body.owner)
  const recommender =
    body.recommendedBy === null ? null : await requirePerson(deps, vault, workspace, body.recommendedBy)
  const known = await whoHas(deps, workspace, addresses)
  if (known.length > 0) return { customerId: null, changeId: null, known }
  const gone = await erasedAmong(deps.ledger.db, workspace.id, addresses)
  if (gone.size > 0) throw prospectErrors.erasedBefore({})
  const done = await imports.run(workspace, {
    ...oneRow(workspace, body, from),
    createdBy: `${actor.kind}:${actor.id}`,
    byHand: true,
  })
  const person = await personOf(deps, done.importId)
  if (person === null) {
    await imports.undo(workspace, done.importId)
    throw prospectErrors.notStored({ reason: done.reasons[0]?.message ?? '' })
  }
  await sayTheRest(deps, vault, workspace, actor, { body, person, recommender, importId: done.importId })
  return { customerId: String(person), changeId: done.importId, known: [] }
}

/** Takes a prospect somebody typed in back, with what was said then. @throws prospect.notTakenBack */
export async function unmakeProspect(
  deps: ProspectDeps,
  imports: OneRow,
  workspace: Workspace,
  actor: Actor,
  importId: string,
): Promise<{ removed: number }> {
  const { rows } = await sql`
    SELECT 1 FROM imports WHERE id = ${importId}::uuid AND workspace_id = ${workspace.id} AND by_hand AND status = 'done'`.execute(
    deps.ledger.db,
  )
  if (rows.length === 0) throw prospectErrors.notTakenBack({})
  await deps.ledger.transaction(async (trx) => {
    await sql`
      UPDATE prospect_words SET removed_at = ${workspace.clock.now()}::timestamptz, note = NULL,
        version = nextval('prospect_versions'), copied_at = NULL
      WHERE workspace_id = ${workspace.id} AND change_id = ${importId}::uuid AND import_id IS NULL`.execute(
      trx,
    )
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor, action: 'prospect.create_undo' },
      subject: { kind: 'prospects', id: importId },
    })
  })
  return imports.undo(workspace, importId)
}

/** @throws prospect.noAddress, prospect.badAddress */
function addressesOf(vault: Vault, workspace: Workspace, { phone, email }: NewProspect): Address[] {
  const given = [
    { kind: 'phone' as const, value: phone },
    { kind: 'email' as const, value: email },
  ].filter(({ value }) => value !== '')
  if (given.length === 0) throw prospectErrors.noAddress({})
  return given.map(({ kind, value }) => {
    const normalised = normaliseIdentifier(kind, value, phoneCountry(workspace))
    if (normalised === null) throw prospectErrors.badAddress({ kind })
    return { kind, normalised, index: vault.blindIndex(kind, normalised) }
  })
}

/** Customers of today with one of these addresses. A blocked address, or one that too many share, names nobody. */
async function whoHas(
  { ledger, persons }: ProspectDeps,
  workspace: Workspace,
  addresses: readonly Address[],
): Promise<Known[]> {
  const { rows } = await sql<{ kind: Address['kind']; key: string }>`
    SELECT i.kind, i.person_key AS key FROM identifiers i
    JOIN unnest(${addresses.map(({ kind }) => kind)}::text[], ${addresses.map(({ index }) => index)}::bytea[]) AS u(k, b)
      ON i.kind = u.k AND i.blind_index = u.b
    WHERE i.workspace_id = ${workspace.id}
      AND NOT EXISTS (SELECT 1 FROM erased_persons e WHERE e.person_key = i.person_key)
      AND NOT EXISTS (SELECT 1 FROM identity_blocks l
        WHERE l.workspace_id = i.workspace_id AND l.kind = i.kind AND l.blind_index = i.blind_index)
    LIMIT 1000`.execute(ledger.db)
  const now = await currentOf(
    ledger.db,
    rows.map(({ key }) => Number(key)),
  )
  const rules = await rulesOf(ledger, workspace)
  const found = new Map<number, Address['kind'][]>()
  for (const kind of ['phone', 'email'] as const) {
    const people = new Set(rows.flatMap((row) => (row.kind === kind ? [now.get(Number(row.key)) ?? 0] : [])))
    if (people.size > (rules.find((rule) => rule.kind === kind)?.mostPeople ?? 2)) continue
    for (const person of people) found.set(person, [...(found.get(person) ?? []), kind])
  }
  const labels = await persons.labels(workspace, [...found.keys()])
  return [...found].map(([person, by]) => ({
    customerId: String(person),
    label: labels.get(person) ?? `#${person}`,
    by,
  }))
}

/** What was typed in as a file of one row. The number of its own keeps it apart from whoever else has the address. */
function oneRow(
  workspace: Workspace,
  body: NewProspect,
  {
    file = workspace.locale === 'en' ? 'Entered by hand' : '手工录入',
    language = '',
  }: { file?: string; language?: string },
): { source: FileSource; mapping: Mapping } {
  const filled = Object.entries({
    record: newId(),
    name: body.name,
    phone: body.phone,
    email: body.email,
    prospect_owner: body.owner ?? '',
    prospect_source: body.source,
    language,
  }).filter(([, value]) => value !== '')
  const bytes = Buffer.from(
    csvLine(filled.map(([field]) => field)) + csvLine(filled.map(([, value]) => value)),
  )
  return {
    source: {
      name: file,
      bytes: bytes.length,
      open: () => Readable.from([bytes]),
    },
    mapping: mappingSchema.parse({
      kind: 'customers',
      source: 'hand',
      encoding: 'utf-8',
      delimiter: ',',
      fields: Object.fromEntries(filled.map(([field]) => [field, { column: field }])),
    }),
  }
}

async function personOf({ ledger }: ProspectDeps, importId: string): Promise<number | null> {
  const { rows } = await sql<{ key: string }>`
    SELECT person_key AS key FROM identifiers WHERE import_id = ${importId}::uuid AND kind = 'record' LIMIT 1`.execute(
    ledger.db,
  )
  return rows[0] ? Number(rows[0].key) : null
}

/** What no file can say, in one transaction with its line in the audit log. */
async function sayTheRest(
  { ledger }: ProspectDeps,
  vault: Vault,
  workspace: Workspace,
  actor: By,
  made: { body: NewProspect; person: number; recommender: number | null; importId: string },
): Promise<void> {
  const { body, person, recommender, importId } = made
  const by = `${actor.kind}:${actor.id}`
  const at = workspace.clock.now()
  const words = [
    { aspect: 'stage', value: firstStage, note: body.note, other: null },
    ...(body.next ? [{ aspect: 'next', value: body.next.on, note: body.next.note, other: null }] : []),
    ...(recommender === null ? [] : [{ aspect: 'recommender', value: '', note: '', other: recommender }]),
  ]
  const sealed = words.map(({ note }) => (note === '' ? null : vault.encryptFor(person, note)))
  await ledger.transaction(async (trx) => {
    await sql`
      INSERT INTO prospect_words (workspace_id, person_key, aspect, value, note, other_person_key, change_id, said_at, said_by)
      SELECT ${workspace.id}, ${person}, a, v, n, o, ${importId}::uuid, ${at}::timestamptz, ${by}
      FROM unnest(${words.map(({ aspect }) => aspect)}::text[], ${words.map(({ value }) => value)}::text[], ${sealed}::bytea[],
        ${words.map(({ other }) => other)}::bigint[]) AS u(a, v, n, o)`.execute(trx)
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor, action: 'prospect.create' },
      subject: { kind: 'customer', id: String(person) },
      detail: { import: importId, said: words.map(({ aspect }) => aspect) },
    })
  })
}
