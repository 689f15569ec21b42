import { sql, type Transaction } from 'kysely'
import type { Localized } from '../../kit/api-shapes.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { keysOf } from '../identity/members.ts'
import type { VaultOf } from '../identity/persons.ts'
import { consentChannels } from './purposes.ts'
import { recordConsents, withdraw } from './record.ts'
import { mayContact } from './states.ts'

/** What a customer may choose about one channel. */
export interface MarketingChoice {
  channel: string
  label: Localized
  allowed: boolean
}

/** Kinds of identifiers each channel needs. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  email: ['email'],
  sms: ['phone'],
  phone: ['phone'],
  wechat: ['openid', 'unionid'],
  wecom: ['wecom'],
  push: ['push'],
  post: ['address'],
}

/** Marketing by each channel on which a customer can be reached at all, or said something once. */
export async function marketingChoices(
  ledger: Ledger,
  workspace: Workspace,
  personKey: number,
): Promise<MarketingChoice[]> {
  const keys = (await keysOf(ledger.db, [personKey])).get(personKey) ?? [personKey]
  const { rows } = await sql<{ kind: string }>`
    SELECT DISTINCT kind FROM identifiers WHERE workspace_id = ${workspace.id} AND person_key = ANY(${keys}::bigint[])
    UNION SELECT DISTINCT 'consent/' || channel FROM consents
    WHERE workspace_id = ${workspace.id} AND person_key = ANY(${keys}::bigint[]) AND purpose = 'marketing'`.execute(
    ledger.db,
  )
  const known = new Set(rows.map(({ kind }) => kind))
  const reached = consentChannels.filter(
    ({ id }) => known.has(`consent/${id}`) || (kindsOf[id] ?? []).some((kind) => known.has(kind)),
  )
  return Promise.all(
    reached.map(async ({ id, label }) => {
      const answers = await mayContact(ledger, workspace, [personKey], { purpose: 'marketing', channel: id })
      return { channel: id, label, allowed: answers.get(personKey)?.allowed === true }
    }),
  )
}

/**
 * A customer's own choice by a page we lead them to, in the caller's transaction; a yes is said under every key they are
 * known by, as a no is.
 */
export async function recordChoice(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  vaultOf: VaultOf,
  choice: { personKey: number; channel: string; wants: boolean; deliveryId: string },
): Promise<void> {
  const { personKey, channel, wants, deliveryId } = choice
  const vault = await vaultOf(workspace.id)
  const entry = {
    ...{ purpose: 'marketing', channel, source: 'preference_centre' },
    proof: { kind: 'form', deliveryId },
    actor: { kind: 'customer' as const, id: '' },
  }
  if (!wants) {
    await withdraw(trx, workspace, vault, { ...entry, personKey })
    return
  }
  const keys = (await keysOf(trx, [personKey])).get(personKey) ?? [personKey]
  await recordConsents(
    trx,
    workspace,
    vault,
    keys.map((key) => ({ ...entry, personKey: key, state: 'given' as const })),
  )
}
