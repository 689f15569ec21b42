import { z } from 'zod'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { keysOf } from '../identity/members.ts'
import type { historyEntry, matrixCell } from './api.ts'
import { foldConsent, isAllowed, strictest } from './fold.ts'
import { policyOf } from './policy.ts'
import { allChannels, channelsOf } from './purposes.ts'
import { newestEntries } from './states.ts'

type MatrixCell = z.output<typeof matrixCell>
type HistoryEntry = z.output<typeof historyEntry>

/** What holds for one customer, under all keys it is known by: each purpose, each channel it is asked on. */
export async function matrixOf(
  ledger: Ledger,
  workspace: Workspace,
  personKey: number,
): Promise<MatrixCell[]> {
  const policy = await policyOf(ledger.db, workspace.id)
  const now = workspace.clock.now()
  const keys = (await keysOf(ledger.db, [personKey])).get(personKey) ?? [personKey]
  const entries = await newestEntries(
    ledger.db,
    workspace.id,
    keys,
    policy.purposes.map(({ id }) => id),
  )
  const find = (key: number, purpose: string, channel: string) =>
    entries.find((e) => e.personKey === key && e.purpose === purpose && e.channel === channel) ?? null
  const foldedOf = (purpose: string, channel: string) => {
    const each = keys.map((key) =>
      foldConsent(find(key, purpose, channel), find(key, purpose, allChannels), now),
    )
    const state = strictest(each.map((one) => one.state))
    return { state, entry: each.find((one) => one.state === state)?.entry ?? null }
  }
  return policy.purposes.flatMap((purpose) =>
    channelsOf(purpose).map((channel) => {
      const { state, entry } = foldedOf(purpose.id, channel)
      return {
        purpose: purpose.id,
        channel,
        state,
        allowed: isAllowed(state, policy.allowsUnrecorded(purpose.id, channel)),
        since:
          entry === null
            ? null
            : (state === 'expired' ? (entry.expiresAt ?? entry.at) : entry.at).toISOString(),
        expiresAt: state === 'given' ? (entry?.expiresAt?.toISOString() ?? null) : null,
        entryId: entry?.id ?? null,
      }
    }),
  )
}

const storedProof = z.object({
  kind: z.string(),
  note: z.string().optional(),
  address: z.string().optional(),
  campaignId: z.string().optional(),
  row: z.int().optional(),
})

/** The log of one customer under all its keys, newest first, with the proof of each entry. */
export async function historyOf(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  personKey: number,
  query: { cursor?: string | undefined; limit: number },
): Promise<{ items: HistoryEntry[]; nextCursor: string | null; total: number }> {
  const keys = (await keysOf(ledger.db, [personKey])).get(personKey) ?? [personKey]
  const all = ledger.db
    .selectFrom('consents')
    .where('consents.workspace_id', '=', workspace.id)
    .where('consents.person_key', 'in', keys.map(String))
  const cursor = /^\d{1,18}$/.exec(query.cursor ?? '')?.[0]
  const page = cursor === undefined ? all : all.where('consents.id', '<', cursor)
  const [rows, { total }] = await Promise.all([
    page
      .leftJoin('consent_texts', 'consent_texts.id', 'consents.text_id')
      .leftJoin('users', (join) =>
        join.on((eb) => eb(eb.cast('users.id', 'text'), '=', eb.ref('consents.actor_id'))),
      )
      .selectAll('consents')
      .select(['consent_texts.version', 'consent_texts.language', 'users.display_name'])
      .orderBy('consents.id', 'desc')
      .limit(query.limit + 1)
      .execute(),
    all.select(({ fn }) => fn.countAll<string>().as('total')).executeTakeFirstOrThrow(),
  ])
  const items = rows.slice(0, query.limit)
  return {
    items: items.map((row) => {
      const proof = storedProof.parse(JSON.parse(vault.decrypt(row.proof)))
      return {
        id: row.id,
        purpose: row.purpose,
        channel: row.channel,
        state: row.state,
        basis: row.basis,
        at: row.at.toISOString(),
        expiresAt: row.expires_at?.toISOString() ?? null,
        source: row.source,
        proof: {
          kind: proof.kind,
          note: proof.note || proof.address || '',
          campaignId: proof.campaignId ?? null,
          row: proof.row ?? null,
        },
        text:
          row.version === null || row.language === null
            ? null
            : { version: row.version, language: row.language },
        actor: row.display_name ?? row.actor_kind,
        recordedAt: row.recorded_at.toISOString(),
      }
    }),
    nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null,
    total: Number(total),
  }
}
