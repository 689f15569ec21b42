import { setImmediate as pause } from 'node:timers/promises'
import { sql, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { Vault } from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import { type Task, throwIfCancelled } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, lockNumbers } from '../../stores/ledger/index.ts'
import { readAddress } from '../identity/address/index.ts'
import { type Records, readRecords } from '../identity/likeness/propose.ts'
import { loadNameForms } from '../identity/names/forms.ts'
import type { householdRun } from './api.ts'
import { findHomes, type Home, isDwelling, type Resident } from './homes.ts'
import type { HouseholdSettings } from './settings.ts'
import { surnameOf } from './surname.ts'

type Trx = Transaction<LedgerSchema>

/** Taken apart in one piece; others are answered in between. */
const addressesAtOnce = 2_000
const householdLock = lockNumbers.households

/** One decision about households at a time in a workspace. */
export async function lockHouseholds(trx: Trx, workspaceId: number): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${householdLock}, ${workspaceId})`.execute(trx)
}

/**
 * Finds people of one home. Nobody who belongs to a household, or was refused or taken out of one, is moved; two
 * households that share a door stay two.
 * @throws common.cancelled
 */
export async function proposeHouseholds(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  settings: HouseholdSettings,
  task: Task,
): Promise<z.output<typeof householdRun>> {
  const records = await readRecords(ledger, vault, workspace.id, task)
  const residents = await residentsOf(ledger, workspace.id, records, task)
  const apart = await pairsApart(ledger, workspace.id)
  const { homes, tooMany } = findHomes(residents, settings, (one, other) => apart.has(pairName(one, other)))
  throwIfCancelled(task, 'looking for households')
  const kept = await ledger.transaction(async (trx) => {
    await lockHouseholds(trx, workspace.id)
    return keep(trx, workspace, homes, settings.automatic)
  })
  return { looked: residents.length, tooMany, ...kept }
}

const pairName = (one: number, other: number): string => (one < other ? `${one} ${other}` : `${other} ${one}`)

/** Each person once: where it lives by its own record, else by the newest of those merged into it. */
async function residentsOf(
  ledger: Ledger,
  workspaceId: number,
  { keys, columns, person }: Records,
  task: Task,
): Promise<Resident[]> {
  const forms = await loadNameForms()
  const home = new Map<number, number>()
  const places = new Map<number, number[]>()
  for (let i = 0; i < keys.length; i++) {
    const who = person[i] ?? 0
    places.set(who, [...(places.get(who) ?? []), i])
    const known = home.get(who)
    if (columns.address[i] !== '' && (known === undefined || keys[known] !== who)) home.set(who, i)
  }
  const cards = await cardsOf(ledger, workspaceId, [...home.keys()])
  const residents: Resident[] = []
  let done = 0
  for (const [who, at] of home) {
    if (++done % addressesAtOnce === 0) {
      await pause()
      throwIfCancelled(task, 'looking for households')
      task.report({ phase: 'comparing', done, total: home.size, unit: 'people' })
    }
    const text = columns.address[at] ?? ''
    const address = readAddress(text, forms)
    if (!isDwelling(address, /\p{Script=Han}/u.test(text))) continue
    const mine = places.get(who) ?? []
    const values = (kind: 'name' | 'phone' | 'email') =>
      mine.map((i) => columns[kind][i] ?? '').filter((value) => value !== '')
    residents.push({
      person: who,
      address,
      surnames: values('name').flatMap((name) => surnameOf(name, forms) ?? []),
      phones: new Set(values('phone').map((phone) => phone.replace(/\D/g, '').slice(-11))),
      emails: new Set(values('email').map((email) => email.trim().toLowerCase())),
      cards: cards.get(who) ?? new Set(),
    })
  }
  return residents
}

/** Keyed hashes of the cards of people of today. */
async function cardsOf(
  ledger: Ledger,
  workspaceId: number,
  people: readonly number[],
): Promise<Map<number, Set<string>>> {
  const { rows } = await sql<{ person: string; cards: string[] }>`
    SELECT coalesce(o.current_key, i.person_key) AS person, array_agg(DISTINCT encode(i.blind_index, 'hex')) AS cards
    FROM identifiers i LEFT JOIN person_overrides o ON o.person_key = i.person_key
    WHERE i.workspace_id = ${workspaceId} AND i.kind = 'card' AND coalesce(o.current_key, i.person_key) = ANY(${[...people]}::bigint[])
    GROUP BY 1`.execute(ledger.db)
  return new Map(rows.map((row) => [Number(row.person), new Set(row.cards)]))
}

/** People of today of whom somebody said that they do not live together. */
async function pairsApart(ledger: Ledger, workspaceId: number): Promise<Set<string>> {
  const { rows } = await sql<{ one: string; other: string }>`
    SELECT DISTINCT coalesce(x.current_key, a.person_key) AS one, coalesce(y.current_key, b.person_key) AS other
    FROM household_members a JOIN household_members b ON b.household_id = a.household_id AND b.id <> a.id
    LEFT JOIN person_overrides x ON x.person_key = a.person_key LEFT JOIN person_overrides y ON y.person_key = b.person_key
    WHERE a.workspace_id = ${workspaceId} AND a.state IN ('left', 'refused')`.execute(ledger.db)
  return new Set(rows.map((row) => pairName(Number(row.one), Number(row.other))))
}

async function keep(
  trx: Trx,
  workspace: Workspace,
  homes: readonly Home[],
  automatic: boolean,
): Promise<{ found: number; joined: number }> {
  const people = homes.flatMap((home) => home.people.map(({ person }) => person))
  const lives = await livesIn(trx, people)
  const fresh: { household: string; person: number; evidence: string; isHead: boolean }[] = []
  const created: string[] = []
  let joined = 0
  for (const home of homes) {
    const known = [...new Set(home.people.flatMap(({ person }) => lives.get(person) ?? []))]
    if (known.length > 1) continue
    const [old] = known
    const household = old ?? newId()
    if (old === undefined) created.push(household)
    for (const [i, { person, evidence }] of home.people.entries()) {
      if (lives.has(person)) continue
      if (old !== undefined) joined++
      const isHead = automatic && old === undefined && i === 0
      fresh.push({ household, person, evidence: JSON.stringify(evidence), isHead })
    }
  }
  const at = workspace.clock.now()
  await sql`
    INSERT INTO households (id, workspace_id, state, created_at, decided_at, decided_by)
    SELECT id, ${workspace.id}, ${automatic ? 'live' : 'proposed'}, ${at}, ${automatic ? at : null}::timestamptz,
      ${automatic ? 'rule:household' : null}::text FROM unnest(${created}::uuid[]) AS u(id)`.execute(trx)
  await sql`
    INSERT INTO household_members (household_id, workspace_id, person_key, state, evidence, is_head, added_at, since, decided_by)
    SELECT h, ${workspace.id}, p, ${automatic ? 'member' : 'proposed'}, e::jsonb, f, ${at}, ${automatic ? at : null}::timestamptz,
      ${automatic ? 'rule:household' : null}::text
    FROM unnest(${fresh.map((one) => one.household)}::uuid[], ${fresh.map((one) => one.person)}::bigint[],
      ${fresh.map((one) => one.evidence)}::text[], ${fresh.map((one) => one.isHead)}::boolean[]) AS u(h, p, e, f)
    ON CONFLICT DO NOTHING`.execute(trx)
  return { found: created.length, joined }
}

/** The households, decided or proposed, of people of today. */
async function livesIn(trx: Trx, people: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await sql<{ person: string; household: string }>`
    SELECT DISTINCT ON (1) coalesce(o.current_key, m.person_key) AS person, m.household_id AS household
    FROM household_members m LEFT JOIN person_overrides o ON o.person_key = m.person_key
    WHERE m.state IN ('proposed', 'member') AND coalesce(o.current_key, m.person_key) = ANY(${[...people]}::bigint[])
    ORDER BY 1, m.since NULLS LAST, m.id`.execute(trx)
  return new Map(rows.map((row) => [Number(row.person), row.household]))
}
