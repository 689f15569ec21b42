import { sql } from 'kysely'
import type { z } from 'zod'
import type { Vault } from '../../kit/crypto/index.ts'
import { type Task, throwIfCancelled } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { loadNameForms } from '../identity/names/forms.ts'
import type { companyRun } from './api.ts'
import { domainsOf } from './domain.ts'
import { companyName, likeness, pairsOf } from './name.ts'
import { companiesNow, companyRecords, lockCompanies } from './registry.ts'

/** Names this alike are shown to somebody. */
const alikeFrom = 0.8
/** A pair of letters of more names than this tells nothing. */
const mostOfPair = 400
const mailsAtOnce = 5_000

/**
 * Looks for companies that may be one, by names that are nearly equal, and for customers whose mail address has the
 * domain of a company and who work nowhere yet. Nothing is decided; what was refused is not proposed again.
 * @throws common.cancelled
 */
export async function proposeCompanies(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  task: Task,
): Promise<z.output<typeof companyRun>> {
  const forms = await loadNameForms()
  const now = companiesNow(await companyRecords(ledger.db, vault, workspace.id))
  // Two sole traders of one name are two people; those are compared as people.
  const companies = [...now.values()].filter(({ personKey }) => personKey === null)
  const pairs = alikePairs(
    companies.map(({ id, name, number }) => ({ id, number, core: companyName(name, forms)?.core ?? '' })),
  )
  throwIfCancelled(task, 'looking for companies')
  const byDomain = new Map(
    companies.flatMap(({ id, members }) =>
      members.flatMap(({ domain }): [string, string][] => (domain === null ? [] : [[domain, id]])),
    ),
  )
  const contacts = byDomain.size === 0 ? [] : await mailsOf(ledger, vault, workspace.id, byDomain, task)
  return ledger.transaction(async (trx) => {
    await lockCompanies(trx, workspace.id)
    const at = workspace.clock.now()
    const { numAffectedRows: ofPairs } = await sql`
      INSERT INTO company_proposals (workspace_id, company_id, other_id, evidence, state, created_at)
      SELECT ${workspace.id}, one, other, 'name', 'proposed', ${at}
      FROM unnest(${pairs.map(([one]) => one)}::uuid[], ${pairs.map(([, other]) => other)}::uuid[]) AS u(one, other)
      ON CONFLICT DO NOTHING`.execute(trx)
    const { numAffectedRows: ofContacts } = await sql`
      INSERT INTO company_proposals (workspace_id, company_id, person_key, evidence, state, created_at)
      SELECT ${workspace.id}, c, p, 'domain', 'proposed', ${at}
      FROM unnest(${contacts.map(({ company }) => company)}::uuid[], ${contacts.map(({ person }) => person)}::bigint[]) AS u(c, p)
      ON CONFLICT DO NOTHING`.execute(trx)
    return { pairs: Number(ofPairs ?? 0), contacts: Number(ofContacts ?? 0) }
  })
}

/** Pairs whose names are nearly equal and whose numbers do not say that they are two; the lower id first. */
export function alikePairs(
  companies: readonly { id: string; core: string; number: string | null }[],
): [string, string][] {
  const withPair = new Map<string, number[]>()
  companies.forEach(({ core }, i) => {
    for (const pair of [core, ...pairsOf(core)]) withPair.set(pair, [...(withPair.get(pair) ?? []), i])
  })
  const found = new Map<string, [string, string]>()
  for (const places of withPair.values()) {
    if (places.length < 2 || places.length > mostOfPair) continue
    for (const [n, i] of places.entries())
      for (const j of places.slice(n + 1)) {
        const one = companies[i]
        const other = companies[j]
        if (!one || !other || (one.number !== null && other.number !== null && one.number !== other.number))
          continue
        const pair: [string, string] = one.id < other.id ? [one.id, other.id] : [other.id, one.id]
        const name = pair.join(' ')
        if (!found.has(name) && likeness(one.core, other.core) >= alikeFrom) found.set(name, pair)
      }
  }
  return [...found.values()]
}

/** Customers who work nowhere and whose mail has the domain of a company. */
async function mailsOf(
  ledger: Ledger,
  vault: Vault,
  workspaceId: number,
  byDomain: ReadonlyMap<string, string>,
  task: Task,
): Promise<{ person: number; company: string }[]> {
  const found = new Map<string, { person: number; company: string }>()
  for (let after = '0'; ; ) {
    const { rows } = await sql<{ id: string; person: string; ciphertext: Buffer }>`
      SELECT i.id, coalesce(o.current_key, i.person_key) AS person, i.ciphertext
      FROM identifiers i LEFT JOIN person_overrides o ON o.person_key = i.person_key
      WHERE i.workspace_id = ${workspaceId} AND i.kind = 'email' AND i.id > ${after}::bigint
        AND NOT EXISTS (SELECT 1 FROM company_contacts k LEFT JOIN person_overrides q ON q.person_key = k.person_key
          WHERE k.is_live AND coalesce(q.current_key, k.person_key) = coalesce(o.current_key, i.person_key))
      ORDER BY i.id LIMIT ${mailsAtOnce}`.execute(ledger.db)
    for (const { person, ciphertext } of rows) {
      const company = domainsOf(vault.decrypt(ciphertext).toLowerCase())
        .map((domain) => byDomain.get(domain))
        .find((id) => id !== undefined)
      if (company !== undefined) found.set(`${person} ${company}`, { person: Number(person), company })
    }
    const last = rows.at(-1)
    if (!last) return [...found.values()]
    after = last.id
    throwIfCancelled(task, 'looking for companies')
    task.report({ phase: 'comparing', done: found.size, total: null, unit: 'people' })
  }
}
