import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decide, mergePersons, undoMerge } from '../../../src/customer/identity/merges.ts'
import { keepRules, stitchingKinds } from '../../../src/customer/identity/rules.ts'
import { stitch } from '../../../src/customer/identity/stitch.ts'
import { newId } from '../../../src/kit/ids.ts'
import { type Random, seededRandom } from '../../../src/kit/random.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { type Bench, openBench } from '../support.ts'
import { type ModelRow, type ModelWorld, stitchModel } from './support/stitch-model.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const actor = { kind: 'user', id: 'test' }
const hash = (text: string) => createHash('sha256').update(text).digest()

/** People who share cards, mails and telephones, some of them accounts, some merged before, some taken apart. */
async function world(random: Random, round: number): Promise<{ workspace: Workspace; model: ModelWorld }> {
  const { ledger } = bench.stores
  const { id } = await ledger.db
    .insertInto('workspaces')
    .values({ slug: `world-${round}`, name: 'World', currency: 'CNY', time_zone: 'Asia/Shanghai' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const workspace = { ...bench.workspace, id }
  const { rows: made } = await sql<{ person_key: string }>`
    INSERT INTO persons (workspace_id) SELECT ${id} FROM generate_series(1, 24) RETURNING person_key`.execute(
    ledger.db,
  )
  const people = made.map((row) => Number(row.person_key))
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] as T
  const kinds = ['card', 'email', 'phone'] as const
  const rows: ModelRow[] = []
  for (const person of people)
    for (let n = random.below(4); n > 0; n--) {
      const row = {
        kind: pick(kinds),
        value: `v${random.below(9)}`,
        person,
        source: pick(['crm', 'shop', 'web']),
      }
      if (!rows.some((one) => one.kind === row.kind && one.value === row.value && one.person === person))
        rows.push(row)
    }
  const accounts = new Set(people.filter(() => random.next() < 0.3))
  const all = [
    ...rows,
    ...[...accounts].map((person) => ({ kind: 'account', value: `a${person}`, person, source: 'crm' })),
  ]
  await sql`
    INSERT INTO identifiers (workspace_id, kind, blind_index, ciphertext, person_key, source, first_seen_at, last_seen_at)
    SELECT ${id}, k, i, '\\x00', p, s, now(), now()
    FROM unnest(${all.map((row) => row.kind)}::text[], ${all.map((row) => hash(row.value))}::bytea[],
      ${all.map((row) => row.person)}::bigint[], ${all.map((row) => row.source)}::text[]) AS u(k, i, p, s)`.execute(
    ledger.db,
  )
  const blocked = new Set<string>()
  if (random.next() < 0.5) {
    const [kind, value] = [pick(kinds), `v${random.below(9)}`]
    blocked.add(`${kind} ${value}`)
    await ledger.db
      .insertInto('identity_blocks')
      .values({
        id: newId(),
        workspace_id: id,
        kind,
        blind_index: hash(value),
        ciphertext: Buffer.alloc(1),
        created_at: new Date(),
        created_by: 'test',
      })
      .execute()
  }
  const parents = new Map<number, number>()
  const apart: [number, number][] = []
  const at = new Date()
  for (let n = 0; n < 6; n++) {
    const [keep, merge] = [pick(people), pick(people)]
    if (keep === merge) continue
    if (random.next() < 0.3) {
      const [left, right] = keep < merge ? [keep, merge] : [merge, keep]
      const proposal = {
        id: newId(),
        workspace_id: id,
        left_key: left,
        right_key: right,
        evidence: '[]',
        proposed_at: at,
      }
      await ledger.db
        .insertInto('merge_proposals')
        .values({ ...proposal, status: 'rejected', decided_at: at, decided_by: 'test', merge_id: null })
        .onConflict((oc) => oc.doNothing())
        .execute()
      apart.push([left, right])
      continue
    }
    const made = await decide(ledger, id, (trx) =>
      mergePersons(trx, { workspaceId: id, keep, merge, rule: 'review', actor, evidence: [], at }),
    )
    if (!made) continue
    if (random.next() < 0.5) {
      await decide(ledger, id, (trx) => undoMerge(trx, { workspaceId: id, id: made.id, by: 'test', at }))
      apart.push([made.keptKey, made.mergedKey])
    } else parents.set(made.mergedKey, made.keptKey)
  }
  const rules = kinds
    .toSorted(() => random.next() - 0.5)
    .map((kind) => ({ kind, on: random.next() < 0.85, mostPeople: 2 + random.below(3) }))
  await keepRules(ledger, workspace, rules)
  return { workspace, model: { rows, rules, blocked, accounts, apart, parents } }
}

describe('stitching everybody at once', () => {
  it('answers as one pair after the other would: priorities, limits, blocks, two accounts, pairs apart', async () => {
    const { ledger } = bench.stores
    const random = seededRandom(4_711)
    let [merged, proposed] = [0, 0]
    for (let round = 0; round < 25; round++) {
      const { workspace, model } = await world(random, round)
      const expected = stitchModel(model)
      const result = await stitch(ledger, workspace, actor)
      const keys = [...expected.current.keys()]
      const current = await bench.customer.persons.currentOf(workspace, keys)
      expect([...current], `world ${round}`).toEqual([...expected.current])
      expect(result, `world ${round}`).toEqual({ merged: expected.merged, proposed: expected.proposals.size })
      const { rows } = await sql<{ pair: string }>`
        SELECT left_key || ' ' || right_key AS pair FROM merge_proposals
        WHERE workspace_id = ${workspace.id} AND status = 'open'`.execute(ledger.db)
      expect(new Set(rows.map((row) => row.pair)), `world ${round}`).toEqual(expected.proposals)
      merged += result.merged
      proposed += result.proposed
      // What live merges say and what keys are told must be the same.
      const { rows: wrong } = await sql`
        WITH RECURSIVE up AS (
          SELECT merged_key AS k, kept_key AS person FROM merges WHERE workspace_id = ${workspace.id} AND undone_at IS NULL
          UNION SELECT up.k, m.kept_key FROM up JOIN merges m ON m.merged_key = up.person AND m.undone_at IS NULL),
        roots AS (SELECT k, person FROM up
          WHERE NOT EXISTS (SELECT 1 FROM merges m WHERE m.merged_key = up.person AND m.undone_at IS NULL))
        SELECT 1 FROM roots JOIN person_overrides o ON o.person_key = roots.k WHERE o.current_key <> roots.person`.execute(
        ledger.db,
      )
      expect(wrong, `world ${round}`).toEqual([])
    }
    expect(merged).toBeGreaterThan(60)
    expect(proposed).toBeGreaterThan(10)
  })

  it('finds nothing more when it is asked again, however many are settled', async () => {
    const { workspace } = await world(seededRandom(99), 1_000)
    await stitch(bench.stores.ledger, workspace, actor)
    expect(await stitch(bench.stores.ledger, workspace, actor)).toMatchObject({ merged: 0 })
  })

  it('has a rule for every kind that may stitch', () => {
    expect(new Set(stitchingKinds).size).toBe(stitchingKinds.length)
  })
})
