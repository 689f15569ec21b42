import { sql } from 'kysely'
import type { z } from 'zod'
import type { Workspace } from '../../kit/workspace.ts'
import type { Db } from '../identity/members.ts'
import type { companyProposal } from './api.ts'
import { changeCompany } from './change.ts'
import { companyErrors } from './errors.ts'
import { companiesNow, companyRecords } from './registry.ts'
import type { CompanyDeps, Step } from './room.ts'

type Proposal = z.output<typeof companyProposal>

/** What still can be decided: both companies are there and apart, and the customer works nowhere. */
const open = sql`p.state = 'proposed'
  AND (p.other_id IS NULL OR (a.current_id <> b.current_id AND a.current_id = a.id AND b.current_id = b.id))
  AND (p.person_key IS NULL OR NOT EXISTS (
    SELECT 1 FROM company_contacts k WHERE k.person_key = p.person_key AND k.is_live AND k.until IS NULL))`
const from = sql`company_proposals p JOIN companies a ON a.id = p.company_id LEFT JOIN companies b ON b.id = p.other_id`

export async function waitingProposals({ ledger }: CompanyDeps, workspace: Workspace): Promise<number> {
  const { rows } = await sql<{ n: string }>`
    SELECT count(*) AS n FROM ${from} WHERE p.workspace_id = ${workspace.id} AND ${open}`.execute(ledger.db)
  return Number(rows[0]?.n ?? 0)
}

export async function listProposals(
  deps: CompanyDeps,
  workspace: Workspace,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const { ledger, vaultOf, persons } = deps
  const after = cursor !== undefined && /^\d{1,18}$/.test(cursor) ? cursor : '0'
  const { rows } = await sql<{
    id: string
    company: string
    other: string | null
    person_key: string | null
    evidence: Proposal['evidence']
  }>`
    SELECT p.id, a.current_id AS company, b.current_id AS other, p.person_key, p.evidence FROM ${from}
    WHERE p.workspace_id = ${workspace.id} AND p.id > ${after}::bigint AND ${open} ORDER BY p.id LIMIT ${limit + 1}`.execute(
    ledger.db,
  )
  const shown = rows.slice(0, limit)
  const ids = [
    ...new Set(shown.flatMap(({ company, other }) => (other === null ? [company] : [company, other]))),
  ]
  const now = companiesNow(
    ids.length === 0 ? [] : await companyRecords(ledger.db, await vaultOf(workspace.id), workspace.id, ids),
  )
  const counts = await contactCounts(ledger.db, ids)
  const keys = shown.flatMap(({ person_key }) => (person_key === null ? [] : [Number(person_key)]))
  const labels = await persons.labels(workspace, keys)
  const side = (id: string) => ({
    ...{ id, name: now.get(id)?.name ?? '', number: now.get(id)?.number ?? null },
    contacts: counts.get(id) ?? 0,
  })
  return {
    items: shown.map(
      (row): Proposal => ({
        ...{ id: row.id, evidence: row.evidence, company: side(row.company) },
        other: row.other === null ? null : side(row.other),
        customer:
          row.person_key === null
            ? null
            : {
                customerId: row.person_key,
                label: labels.get(Number(row.person_key)) ?? `#${row.person_key}`,
              },
      }),
    ),
    nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
    total: await waitingProposals(deps, workspace),
  }
}

/** @throws company.notPossible where there is nothing left to decide */
export async function decideProposal(step: Step, id: string, accept: boolean): Promise<{ id: string }> {
  const { trx, workspace, at, by } = step
  const { rows } = await sql<{
    company: string
    other: string | null
    person_key: string | null
    facts: string
    counts: string
  }>`
    SELECT a.current_id AS company, b.current_id AS other, p.person_key,
      (SELECT count(*) FROM company_statements s WHERE s.company_id = b.id) AS facts,
      (SELECT count(*) FROM company_statements s WHERE s.company_id = a.id) AS counts
    FROM ${from} WHERE p.workspace_id = ${workspace.id} AND p.id = ${/^\d{1,18}$/.test(id) ? id : '0'}::bigint AND ${open}`.execute(
    trx,
  )
  const [found] = rows
  if (!found) throw companyErrors.notPossible({ id })
  await sql`
    UPDATE company_proposals SET state = ${accept ? 'accepted' : 'refused'}, decided_at = ${at}, decided_by = ${by}
    WHERE id = ${id}::bigint`.execute(trx)
  if (!accept) return { id: found.company }
  if (found.person_key !== null)
    return changeCompany(step, found.company, {
      ...{ change: 'join', customer: found.person_key, department: '', role: null, title: null },
      ...{ since: null, until: null, keepOthers: true },
    })
  if (found.other === null) throw companyErrors.notPossible({ id })
  // The one of which more is known stays.
  const [kept, gone] =
    Number(found.facts) > Number(found.counts) ? [found.other, found.company] : [found.company, found.other]
  return changeCompany(step, kept, { change: 'merge', other: gone })
}

/** How many people of today work at each of these. */
async function contactCounts(db: Db, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ company_id: string; contacts: string }>`
    SELECT k.company_id, count(DISTINCT coalesce(o.current_key, k.person_key)) AS contacts
    FROM company_contacts k LEFT JOIN person_overrides o ON o.person_key = k.person_key
    WHERE k.company_id = ANY(${[...ids]}::uuid[]) AND k.is_live AND k.until IS NULL GROUP BY k.company_id`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.company_id, Number(row.contacts)]))
}
