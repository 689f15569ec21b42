import { sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import type { Log } from '../../kit/log.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'
import type { mergeProposal } from './api.ts'
import { identifiersOf } from './carried.ts'
import { identityErrors } from './errors.ts'
import { levelsOf } from './likeness/comparisons.ts'
import { comparedShape } from './likeness/lesson.ts'
import { decide, mergePersons } from './merges.ts'
import { maskIdentifier } from './normalise.ts'
import type { Persons, VaultOf } from './persons.ts'

export interface IdentityDeps {
  ledger: Ledger
  log: Log
  vaultOf: VaultOf
  persons: Persons
}

export const agreements = z.array(z.object({ kind: z.string(), people: z.int() }))
export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What is compared before two people's eyes; a visitor's ids would only be noise. */
const compared = ['account', 'name', 'email', 'phone', 'card', 'address', 'birthday'] as const

/** Open pairs with what speaks for and against them. Pairs that have become one by another way are not shown. */
export async function listOpen(
  deps: IdentityDeps,
  workspace: Workspace,
  page: { cursor?: string | undefined; limit: number },
) {
  const { laterThan, after } = readCursor(page.cursor)
  const { rows } = await sql<{
    id: string
    left_key: string
    right_key: string
    evidence: unknown
    proposed_at: Date
    later_at: Date | null
    compared: unknown
    probability: number | null
    total: string
  }>`
    WITH open AS (
      SELECT p.* FROM merge_proposals p
      LEFT JOIN person_overrides l ON l.person_key = p.left_key
      LEFT JOIN person_overrides r ON r.person_key = p.right_key
      WHERE p.workspace_id = ${workspace.id} AND p.status = 'open'
        AND coalesce(l.current_key, p.left_key) <> coalesce(r.current_key, p.right_key))
    SELECT id, left_key, right_key, evidence, proposed_at, later_at, compared, probability,
           (SELECT count(*) FROM open) AS total FROM open
    WHERE ${after}::uuid IS NULL
       OR (coalesce((extract(epoch FROM later_at) * 1000)::bigint, 0), id) > (${laterThan}::bigint, ${after}::uuid)
    ORDER BY coalesce((extract(epoch FROM later_at) * 1000)::bigint, 0), id LIMIT ${page.limit + 1}`.execute(
    deps.ledger.db,
  )
  const shown = rows.slice(0, page.limit)
  const keys = [...new Set(shown.flatMap((row) => [Number(row.left_key), Number(row.right_key)]))]
  const vault = await deps.vaultOf(workspace.id)
  const [labels, found] = await Promise.all([
    deps.persons.labels(workspace, keys),
    identifiersOf(deps.ledger, workspace.id, keys, compared),
  ])
  const of = (key: string, kind: string) => found.filter((row) => row.person_key === key && row.kind === kind)
  const items = shown.map((row): z.output<typeof mergeProposal> => {
    const { left_key, right_key } = row
    const label = (key: string) => ({ customerId: key, label: labels.get(Number(key)) ?? `#${key}` })
    const agree = []
    const differ = []
    for (const kind of compared) {
      const [left, right] = [of(left_key, kind), of(right_key, kind)]
      const mask = (one: (typeof left)[number] | undefined) =>
        one ? maskIdentifier(kind, vault.decrypt(one.ciphertext)) : ''
      const same = left.find((one) => right.some((other) => one.blind_index.equals(other.blind_index)))
      if (same) agree.push({ kind, masked: mask(same) })
      else if (left.length > 0 && right.length > 0)
        differ.push({ kind, left: mask(left.at(-1)), right: mask(right.at(-1)) })
    }
    const evidence = agreements.parse(row.evidence)
    const proposedAt = row.proposed_at.toISOString()
    return {
      id: row.id,
      left: label(left_key),
      right: label(right_key),
      agree,
      differ,
      evidence,
      probability: row.probability,
      weights: weightsOf(row.compared),
      later: row.later_at !== null,
      proposedAt,
    }
  })
  return {
    items,
    nextCursor: rows.length > page.limit ? cursorOf(shown.at(-1)) : null,
    total: Number(rows[0]?.total ?? 0),
  }
}

const cursorOf = (row: { id: string; later_at: Date | null } | undefined): string | null =>
  row ? `${row.later_at?.getTime() ?? 0}.${row.id}` : null

function readCursor(cursor: string | undefined): { laterThan: number; after: string | null } {
  const [, later = '0', id = ''] = /^(\d{1,15})\.(.+)$/.exec(cursor ?? '') ?? []
  return { laterThan: Number(later), after: uuid.test(id) ? id : null }
}

/** What each field says, in words of its levels; what is missing says nothing. */
function weightsOf(compared: unknown): z.output<typeof mergeProposal>['weights'] {
  if (compared === null || compared === undefined) return []
  return comparedShape.parse(compared).fields.flatMap(({ kind, level, weight }) => {
    const word = level === null ? undefined : levelsOf[kind][level]
    return word === undefined ? [] : [{ kind, level: word, bits: weight }]
  })
}

/**
 * Answers a proposal or puts it off. @returns the merge, or null where there is none (or they had become one already)
 * @throws identity.proposalNotFound, identity.proposalAnswered
 */
export async function answer(
  deps: IdentityDeps,
  workspace: Workspace,
  id: string,
  choice: { decision: 'merge' | 'apart' | 'later'; keep?: string | undefined },
  actor: Actor,
): Promise<string | null> {
  if (!uuid.test(id)) throw identityErrors.proposalNotFound({ id })
  const at = workspace.clock.now()
  const mergeId = await decide(deps.ledger, workspace.id, async (trx) => {
    const row = await trx
      .selectFrom('merge_proposals')
      .selectAll()
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) throw identityErrors.proposalNotFound({ id })
    if (row.status !== 'open') throw identityErrors.proposalAnswered({ id })
    if (choice.decision === 'later') {
      await trx.updateTable('merge_proposals').set({ later_at: at }).where('id', '=', id).execute()
      return null
    }
    const [left, right] = [Number(row.left_key), Number(row.right_key)]
    const [keep, merge] = choice.keep === row.right_key ? [right, left] : [left, right]
    const made =
      choice.decision === 'merge'
        ? await mergePersons(trx, {
            workspaceId: workspace.id,
            keep,
            merge,
            rule: 'review',
            actor: { kind: actor.kind, id: actor.id },
            evidence: agreements.parse(row.evidence),
            at,
          })
        : null
    await trx
      .updateTable('merge_proposals')
      .set({
        status: choice.decision === 'merge' ? 'merged' : 'rejected',
        decided_at: at,
        decided_by: actor.id,
        merge_id: made?.id ?? null,
      })
      .where('id', '=', id)
      .execute()
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: choice.decision === 'merge' ? 'identity.merge' : 'identity.keep_apart',
      subject: { kind: 'merge_proposal', id },
      detail: { left, right, keep, mergeId: made?.id ?? null },
    })
    return made?.id ?? null
  })
  await deps.persons.pump()
  return mergeId
}
