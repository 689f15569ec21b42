import { sql, type Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import type { RecordedState } from '../../stores/ledger/schema/consent.ts'
import { keysOf } from '../identity/members.ts'
import { type ConsentState, foldConsent, isAllowed, type NewestEntry, strictest } from './fold.ts'
import { policyOf } from './policy.ts'
import { allChannels } from './purposes.ts'

type Reader = Ledger['db'] | Transaction<LedgerSchema>

/** What something is done for, and by which channel; `*` where the purpose knows none. */
export interface ConsentQuestion {
  channel: string
  purpose: string
}

export interface CellEntry extends NewestEntry {
  id: string
  personKey: number
  purpose: string
  channel: string
}

/** The newest entry of each purpose and channel of these people; of equal times the withdrawal. */
export async function newestEntries(
  db: Reader,
  workspaceId: number,
  personKeys: readonly number[],
  purposes: readonly string[],
): Promise<CellEntry[]> {
  if (personKeys.length === 0) return []
  const { rows } = await sql<{
    id: string
    person_key: string
    purpose: string
    channel: string
    state: RecordedState
    at: Date
    expires_at: Date | null
  }>`
    SELECT DISTINCT ON (purpose, person_key, channel) id::text AS id, person_key::text AS person_key, purpose, channel,
           state, at, expires_at
    FROM consents
    WHERE workspace_id = ${workspaceId} AND purpose = ANY(${[...purposes]}::text[])
      AND person_key = ANY(${[...personKeys]}::bigint[])
    ORDER BY purpose, person_key, channel, at DESC, (state = 'withdrawn') DESC, id DESC`.execute(db)
  return rows.map(({ person_key, expires_at, ...row }) => ({
    ...row,
    personKey: Number(person_key),
    expiresAt: expires_at,
  }))
}

/**
 * What is on record of each person for one purpose and channel; people without a record are `none`. A customer merged of
 * several keys is asked under all of them, and the strictest answer holds.
 */
export async function statesOf(
  db: Reader,
  workspace: Workspace,
  personKeys: readonly number[],
  { channel, purpose }: ConsentQuestion,
): Promise<Map<number, ConsentState>> {
  const members = await keysOf(db, personKeys)
  const everyKey = [...new Set([...members.values()].flat())]
  const entries = await newestEntries(db, workspace.id, everyKey, [purpose])
  const now = workspace.clock.now()
  const own = new Map(entries.filter((e) => e.channel === channel).map((e) => [e.personKey, e]))
  const all = new Map(entries.filter((e) => e.channel === allChannels).map((e) => [e.personKey, e]))
  const stateOf = (key: number) => foldConsent(own.get(key) ?? null, all.get(key) ?? null, now).state
  return new Map(personKeys.map((key) => [key, strictest((members.get(key) ?? [key]).map(stateOf))]))
}

/** Asked at the last moment before something is done to somebody. `reason` is the state on record. */
export async function mayContact(
  ledger: Ledger,
  workspace: Workspace,
  personKeys: readonly number[],
  question: ConsentQuestion,
): Promise<Map<number, { allowed: boolean; reason: ConsentState }>> {
  if (personKeys.length === 0) return new Map()
  const policy = await policyOf(ledger.db, workspace.id)
  const allowedUnrecorded = policy.allowsUnrecorded(question.purpose, question.channel)
  const states = await statesOf(ledger.db, workspace, [...new Set(personKeys)], question)
  return new Map(
    [...states].map(([key, state]) => [key, { allowed: isAllowed(state, allowedUnrecorded), reason: state }]),
  )
}
