import type { Transaction } from 'kysely'
import { keysOf } from '../../customer/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import type { ContactPace } from '../../stores/ledger/schema/wishes.ts'

type Db = Ledger['db'] | Transaction<LedgerSchema>

/** What a customer wants of all marketing together. */
export interface ContactWish {
  pace: ContactPace
  /** The workspace's time; null: no pause. */
  pausedUntil: Date | null
}

const daysOf: Readonly<Record<ContactPace, number | null>> = { any: null, weekly: 7, monthly: 30 }
const noWish: ContactWish = { pace: 'any', pausedUntil: null }

/** Days in which at most one message may go out; null: no limit of the customer's. */
export function daysBetween(pace: ContactPace): number | null {
  return daysOf[pace]
}

/**
 * What holds for each person, whichever of their keys they are asked by: of merged records the slowest pace and the
 * latest end of a pause. People who said nothing are missing.
 */
export async function wishesOf(
  db: Db,
  workspace: Workspace,
  personKeys: readonly number[],
): Promise<Map<number, ContactWish>> {
  const found = new Map<number, ContactWish>()
  if (personKeys.length === 0) return found
  const members = await keysOf(db, [...new Set(personKeys)])
  const rows = await db
    .selectFrom('contact_wishes')
    .select(['person_key', 'pace', 'paused_until'])
    .where('workspace_id', '=', workspace.id)
    .where('person_key', 'in', [...new Set([...members.values()].flat())].map(String))
    .execute()
  const now = workspace.clock.now()
  const said = new Map(rows.map((row) => [Number(row.person_key), row]))
  for (const [key, own] of members) {
    const words = own.flatMap((member) => said.get(member) ?? [])
    if (words.length === 0) continue
    const wish = words.reduce<ContactWish>(
      (strictest, { pace, paused_until: until }) => ({
        pace: (daysOf[pace] ?? 0) > (daysOf[strictest.pace] ?? 0) ? pace : strictest.pace,
        pausedUntil:
          until !== null && until > now && until > (strictest.pausedUntil ?? now)
            ? until
            : strictest.pausedUntil,
      }),
      noWish,
    )
    found.set(key, wish)
  }
  return found
}

/** Writes a customer's word down under every key they are known by, in the caller's transaction: the last one holds. */
export async function saveWish(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  personKey: number,
  wish: ContactWish,
  by: 'customer' | 'staff',
): Promise<void> {
  const keys = (await keysOf(trx, [personKey])).get(personKey) ?? [personKey]
  const word = {
    pace: wish.pace,
    paused_until: wish.pausedUntil,
    said_by: by,
    said_at: workspace.clock.now(),
  }
  await trx
    .insertInto('contact_wishes')
    .columns(['person_key', 'workspace_id', 'pace', 'paused_until', 'said_by', 'said_at'])
    .values(keys.map((key) => ({ ...word, person_key: key, workspace_id: workspace.id })))
    .onConflict((conflict) => conflict.column('person_key').doUpdateSet(word))
    .execute()
}
