import { sql, type Transaction } from 'kysely'
import { leafOf, unitOfPerson, type Vault } from '../../../kit/crypto/index.ts'
import type { Log } from '../../../kit/log.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import {
  destroyUnits,
  forgetVault,
  type Ledger,
  type LedgerSchema,
  withWriteGate,
  writeAudit,
} from '../../../stores/ledger/index.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import type { VaultOf } from '../../identity/persons.ts'
import type { Uploads } from '../../imports/uploads.ts'
import { type Certificate, certify } from '../certificate.ts'
import type { OutsidePlace } from '../outside.ts'
import { mentions, type Subject, subjectOf } from '../subject.ts'
import { findKeptRaw, type KeptRaw, type RawPlace, rawPlaces, removeKeptRaw } from './kept-raw.ts'
import { countInLedger, removeFromLedger } from './ledger-places.ts'
import { removeMentions } from './mentions.ts'
import { countInWarehouse, removeFromWarehouse } from './warehouse-places.ts'

export interface ErasureDeps {
  ledger: Ledger
  warehouse: Warehouse
  vaultOf: VaultOf
  uploads: Uploads
  uploadsDir: string
  outside: readonly OutsidePlace[]
  /** Writes the copy of the customers' keys anew, so that it holds the destroyed ones no longer. */
  saveKeys(): Promise<void>
  log: Log
}

export type Places = Certificate['places']

/** One person under way: everything needed to go on after a crash stands in the ledger. */
export interface Erasing {
  /** Null where a restored backup brought back somebody who had been erased. */
  requestId: string | null
  keys: readonly number[]
  orders: 'anonymise' | 'delete'
  /** What was found, once it was written down. */
  places: Places | null
  /** Written into the audit log where there is no request. */
  cause?: 'retention'
}

/** What of each person is where. @returns in the order of the subjects */
export async function findAll(
  deps: ErasureDeps,
  vault: Vault,
  workspace: Workspace,
  subjects: readonly Subject[],
): Promise<{ places: Places[]; raw: KeptRaw }> {
  const everyKey = subjects.flatMap(({ keys }) => keys)
  const inWarehouse = await countInWarehouse(deps.warehouse, workspace.id, everyKey)
  const matchers = subjects.map(mentions)
  // What names several of them is counted with the first.
  const raws = subjects.map(
    () => Object.fromEntries(rawPlaces.map((place) => [place, 0])) as Record<RawPlace, number>,
  )
  let named = 0
  const raw = await findKeptRaw(
    deps,
    vault,
    workspace,
    (text) => {
      named = matchers.findIndex((matches) => matches(text))
      return named >= 0
    },
    (place) => {
      const counts = raws[named]
      if (counts) counts[place]++
    },
  )
  const places = await Promise.all(
    subjects.map(async (subject, i): Promise<Places> => {
      const ledger = await countInLedger(deps.ledger.db, workspace.id, subject.keys)
      const outside = await Promise.all(
        deps.outside.map(async (place) => ({
          store: 'outside' as const,
          name: place.name,
          count: await place.count(workspace, subject),
        })),
      )
      const { uploads, ...rows } = raws[i] ?? { uploads: 0 }
      return [
        ...Object.entries({ ...ledger, ...rows }).map(([name, count]) => ({
          store: 'ledger' as const,
          name,
          count,
        })),
        ...[...inWarehouse].map(([name, byKey]) => ({
          store: 'warehouse' as const,
          name,
          count: subject.keys.reduce((sum, key) => sum + (byKey.get(key) ?? 0), 0),
        })),
        { store: 'files' as const, name: 'uploads', count: uploads },
        ...outside,
      ].filter(({ count }) => count > 0)
    }),
  )
  return { places, raw }
}

/**
 * Erases people who are marked. Every step may be repeated, and what names them goes last, so that whoever finds this
 * half done does the same again. Several people of a workspace cost little more than one.
 */
export async function eraseAll(
  deps: ErasureDeps,
  workspace: Workspace,
  people: readonly Erasing[],
): Promise<void> {
  if (people.length === 0) return
  const { ledger, warehouse } = deps
  const vault = await deps.vaultOf(workspace.id)
  const subjects: Subject[] = []
  for (const { keys } of people) subjects.push(await subjectOf(ledger, vault, workspace, keys))
  const { places, raw } = await findAll(deps, vault, workspace, subjects)
  const counted = people.map((person, i) => ({ ...person, places: person.places ?? places[i] ?? [] }))
  for (const { requestId, places: found } of counted)
    if (requestId !== null)
      await ledger.db
        .updateTable('privacy_requests')
        .set({ counts: JSON.stringify(found) })
        .where('id', '=', requestId)
        .where('counts', 'is', null)
        .execute()
  for (const place of deps.outside) for (const subject of subjects) await place.remove(workspace, subject)
  await removeKeptRaw(deps, vault, workspace, raw)
  await withWriteGate(ledger, () =>
    removeFromWarehouse(
      warehouse,
      workspace.id,
      people.flatMap(({ keys }) => keys),
      people.filter(({ orders }) => orders === 'anonymise').flatMap(({ keys }) => keys),
    ),
  )
  for (let at = 0; at < subjects.length; at += 20)
    await removeMentions(warehouse, workspace.id, subjects.slice(at, at + 20))
  for (const person of counted) await withWriteGate(ledger, () => finish(deps, vault, workspace, person))
  forgetVault(ledger, workspace.id)
  await deps.saveKeys()
  // Rows that were replaced still lie in the table's file, and with them what led to the destroyed keys.
  await ledger.pool.query('VACUUM (FULL) person_keys')
}

/** Keeps from writing to them by the keyed hash alone. @returns the addresses that stood beside it, sealed */
async function forgetListed(
  trx: Transaction<LedgerSchema>,
  workspaceId: number,
  keys: readonly number[],
): Promise<Buffer[]> {
  const { rows } = await sql<{ sealed: Buffer }>`
    WITH listed AS (
      SELECT DISTINCT d.id, d.ciphertext FROM do_not_send d
      JOIN identifiers i ON i.workspace_id = d.workspace_id AND i.blind_index = d.blind_index
      WHERE d.workspace_id = ${workspaceId} AND i.person_key = ANY(${[...keys]}::bigint[]) AND d.ciphertext IS NOT NULL)
    UPDATE do_not_send d SET ciphertext = NULL, reason = '' FROM listed WHERE d.id = listed.id
    RETURNING listed.ciphertext AS sealed`.execute(trx)
  return rows.map(({ sealed }) => sealed)
}

/** What they left on the page for strangers names nobody yet: it is found by the address. */
async function forgetSignUps(
  trx: Transaction<LedgerSchema>,
  workspaceId: number,
  keys: readonly number[],
): Promise<void> {
  await sql`
    DELETE FROM sign_ups s USING identifiers i
    WHERE s.workspace_id = ${workspaceId} AND i.workspace_id = s.workspace_id AND i.blind_index = s.address_index
      AND i.person_key = ANY(${[...keys]}::bigint[])`.execute(trx)
}

/** The last step, all at once: rows that name them, their keys, and the certificate that it is done. */
async function finish(
  { ledger }: ErasureDeps,
  vault: Vault,
  workspace: Workspace,
  { requestId, keys, orders, places, cause }: Erasing,
): Promise<void> {
  const now = workspace.clock.now()
  await ledger.transaction(async (trx) => {
    const addresses = await forgetListed(trx, workspace.id, keys)
    await forgetSignUps(trx, workspace.id, keys)
    await removeFromLedger(trx, workspace.id, keys)
    const units = [...keys.map(unitOfPerson), ...addresses.flatMap((sealed) => leafOf(sealed)?.unit ?? [])]
    await destroyUnits(trx, vault, workspace.id, units)
    await sql`UPDATE erased_persons SET applied_at = now() WHERE person_key = ANY(${[...keys]}::bigint[])`.execute(
      trx,
    )
    const audit = (action: string, kind: string, id: string, detail: Record<string, unknown>) =>
      writeAudit(trx, {
        workspaceId: workspace.id,
        actor: { kind: 'system', id: 'privacy' },
        action,
        subject: { kind, id },
        detail,
      })
    // What else they asked for can be answered no more.
    await trx
      .updateTable('privacy_requests')
      .set({ state: 'cancelled', ended_at: now })
      .where('workspace_id', '=', workspace.id)
      .where('person_key', 'in', keys.map(String))
      .where('kind', '!=', 'erasure')
      .where('ended_at', 'is', null)
      .execute()
    if (requestId === null) {
      await audit(
        cause === 'retention' ? 'retention.erased' : 'privacy.erased_again',
        'workspace',
        workspace.slug,
        { records: keys.length },
      )
      return
    }
    const request = await trx
      .selectFrom('privacy_requests')
      .selectAll()
      .where('id', '=', requestId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (request.state === 'done') return
    const certificate = await certify(trx, workspace, {
      request: requestId,
      receivedAt: request.received_at.toISOString(),
      decidedBy: request.decided_by ?? request.received_by,
      startedAt: (request.started_at ?? now).toISOString(),
      completedAt: now.toISOString(),
      records: keys.length,
      orders,
      places: places ?? [],
      keysDestroyed: true,
    })
    await trx
      .updateTable('privacy_requests')
      .set({ state: 'done', ended_at: now, certificate: JSON.stringify(certificate) })
      .where('id', '=', requestId)
      .execute()
    await audit('privacy.erased', 'privacy_request', requestId, {
      certificate: certificate.hash,
      previous: certificate.previous,
    })
  })
}
