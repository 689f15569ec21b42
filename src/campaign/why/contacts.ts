import { keysOf } from '../../customer/index.ts'
import { pausesOf, wishesOf, withOpenCase } from '../../interaction/index.ts'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'
import type { CustomerContacts } from './api.ts'
import { contactNow, erasedNow } from './now.ts'
import { pastContacts } from './past.ts'
import { addressesOf, callsOf, consentsOf, decisionsOf, deliveriesOf } from './records.ts'

const mostRecords = 1_000

/**
 * Why a customer was or was not contacted, from what decision and delivery recorded, and whether they could be now.
 * @throws common.notFound
 */
export async function contactsOf(
  deps: Pick<CampaignDeps, 'ledger' | 'warehouse' | 'consents'>,
  workspace: Workspace,
  customerId: string,
  limit: number,
): Promise<CustomerContacts> {
  const { ledger, warehouse } = deps
  const asked = Number(customerId)
  const person = Number.isSafeInteger(asked) ? await personOf(deps, workspace, asked) : null
  if (person === null) throw commonErrors.notFound({ what: 'customer', id: customerId })
  if ('erasedAt' in person) return { ...(await erasedNow(workspace, person.erasedAt)), items: [] }
  const keys = (await keysOf(ledger.db, [asked])).get(asked) ?? [asked]
  const [decisions, messages, { tasks, calls }, consents, addresses, open, wishes, pauses] =
    await Promise.all([
      decisionsOf(warehouse, workspace, keys, mostRecords),
      deliveriesOf(ledger, workspace, keys, mostRecords),
      callsOf(ledger, workspace, keys, mostRecords),
      consentsOf(ledger, workspace, keys),
      addressesOf(ledger, workspace, keys),
      withOpenCase(ledger, workspace, [person.key]),
      wishesOf(ledger.db, workspace, [person.key]),
      pausesOf(ledger.db, workspace),
    ])
  const deliveries = [...messages, ...tasks]
  const ids = [...new Set([...decisions, ...deliveries].map(({ campaign }) => campaign))]
  const rows =
    ids.length === 0
      ? []
      : await ledger.db
          .selectFrom('campaigns')
          .selectAll()
          .where('workspace_id', '=', workspace.id)
          .where('id', 'in', ids)
          .execute()
  const known = {
    customerId,
    key: person.key,
    campaigns: new Map(rows.map((row) => [row.id, row])),
    paused: new Set(pauses.keys()),
    decisions,
    deliveries,
    calls,
    consents,
    addresses,
    hasOpenCase: open.has(person.key),
    wish: wishes.get(person.key) ?? null,
  }
  return {
    ...(await contactNow(deps, workspace, known)),
    items: pastContacts(workspace, known).slice(0, limit),
  }
}

async function personOf(
  { ledger }: Pick<CampaignDeps, 'ledger'>,
  workspace: Workspace,
  key: number,
): Promise<{ key: number } | { erasedAt: Date } | null> {
  const erased = await ledger.db
    .selectFrom('erased_persons')
    .select('erased_at')
    .where('workspace_id', '=', workspace.id)
    .where('person_key', '=', String(key))
    .executeTakeFirst()
  if (erased) return { erasedAt: erased.erased_at }
  const row = await ledger.db
    .selectFrom('persons as p')
    .leftJoin('person_overrides as o', 'o.person_key', 'p.person_key')
    .select(['p.person_key', 'o.current_key'])
    .where('p.workspace_id', '=', workspace.id)
    .where('p.person_key', '=', String(key))
    .executeTakeFirst()
  return row ? { key: Number(row.current_key ?? row.person_key) } : null
}
