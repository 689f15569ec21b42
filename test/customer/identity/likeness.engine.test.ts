import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeExports } from '../../../src/cli/demo/exports/write.ts'
import { leastAnswers, lessonOf } from '../../../src/customer/identity/likeness/lesson.ts'
import { proposeAlike } from '../../../src/customer/identity/likeness/propose.ts'
import { previewRules } from '../../../src/customer/identity/preview.ts'
import { answer, listOpen } from '../../../src/customer/identity/review.ts'
import { rulesOf } from '../../../src/customer/identity/rules.ts'
import { parseMapping } from '../../../src/customer/index.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
let dir: string
/** Who a key truly is. */
const entityOf = new Map<number, string>()
const actor = { kind: 'user' as const, id: 'u1', permissions: new Set<never>() }

beforeAll(async () => {
  bench = await openBench()
  dir = mkdtempSync(join(tmpdir(), 'liangti-exports-'))
  const { customer, workspace, stores, vault } = bench
  for (const { path, mapping } of writeExports(dir, { people: 250, seed: 5 }))
    await customer.imports.run(workspace, {
      path,
      mapping: parseMapping(readFileSync(mapping, 'utf8'), mapping),
    })
  const { rows } = await sql<{ person_key: string; ciphertext: Buffer }>`
    SELECT person_key, ciphertext FROM identifiers WHERE kind IN ('account', 'record')`.execute(
    stores.ledger.db,
  )
  const keyOf = new Map(rows.map((row) => [vault.decrypt(row.ciphertext), Number(row.person_key)]))
  for (const line of readFileSync(join(dir, 'truth.csv'), 'utf8').trim().split('\r\n')) {
    const [system = '', record = '', person = ''] = line.split(',')
    const key = keyOf.get(system === 'crm' ? record : `${system} ${record}`)
    if (key !== undefined) entityOf.set(key, person)
  }
})
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true })
  await bench.close()
})

const propose = () => proposeAlike(bench.stores.ledger, bench.vault, bench.workspace, 0.9, noTask)
const deps = () => ({
  ledger: bench.stores.ledger,
  log: silentLog,
  vaultOf: async () => bench.vault,
  persons: bench.customer.persons,
})
const isTrue = (left: string, right: string) => entityOf.get(Number(left)) === entityOf.get(Number(right))

describe('thirteen exports of one population', () => {
  it('come in whole, each record a person of its own until something joins it', () => {
    expect(entityOf.size).toBeGreaterThan(900)
  })

  it('are joined by the rules as the preview of the rules said', async () => {
    const { stores, workspace, customer } = bench
    const previewed = await previewRules(stores.ledger, workspace, await rulesOf(stores.ledger, workspace))
    const done = await customer.persons.stitch(workspace, { kind: 'user', id: 'u1' }, noTask)
    expect(done).toEqual({
      merged: previewed.reduce((sum, rule) => sum + rule.merges, 0),
      proposed: previewed.reduce((sum, rule) => sum + rule.proposals, 0),
    })
    expect(done.merged).toBeGreaterThan(300)
  })
})

describe('records that look alike', () => {
  it('are proposed, mostly rightly, with the weight of each field and never a value; nothing is merged', async () => {
    const before = await bench.stores.ledger.db.selectFrom('merges').select('id').execute()
    const run = await propose()
    expect(run.proposed).toBeGreaterThan(10)
    expect(run.answersUsed).toBe(0)
    const after = await bench.stores.ledger.db.selectFrom('merges').select('id').execute()
    expect(after.length).toBe(before.length)
    const { items } = await listOpen(deps(), bench.workspace, { limit: 200 })
    const alike = items.filter((pair) => pair.probability !== null)
    const right = alike.filter((pair) => isTrue(pair.left.customerId, pair.right.customerId))
    expect(right.length / alike.length).toBeGreaterThan(0.7)
    expect(alike.every((pair) => pair.weights.length > 0)).toBe(true)
    const { rows } = await sql<{ text: string }>`
      SELECT string_agg(compared::text, '') AS text FROM merge_proposals`.execute(bench.stores.ledger.db)
    expect(rows[0]?.text).not.toMatch(/1[3-9]\d{9}|@|\p{Script=Han}/u)
  })

  it('are not proposed twice, and one put off stands last', async () => {
    expect((await propose()).proposed).toBe(0)
    const first = (await listOpen(deps(), bench.workspace, { limit: 1 })).items[0]
    await answer(deps(), bench.workspace, first?.id ?? '', { decision: 'later' }, actor)
    const { items } = await listOpen(deps(), bench.workspace, { limit: 200 })
    expect(items.at(-1)).toMatchObject({ id: first?.id, later: true })
    const [head] = (await listOpen(deps(), bench.workspace, { limit: 1 })).items
    const second = await listOpen(deps(), bench.workspace, { limit: 1 })
    expect(second.nextCursor).not.toBeNull()
    const next = await listOpen(deps(), bench.workspace, { limit: 1, cursor: second.nextCursor ?? '' })
    expect(next.items[0]?.id).not.toBe(head?.id)
  })

  it('teach by their answers, and a pair kept apart does not come back', async () => {
    expect(await lessonOf(bench.stores.ledger, bench.workspace.id)).toBeNull()
    const { items } = await listOpen(deps(), bench.workspace, { limit: 200 })
    const alike = items.filter((pair) => pair.probability !== null).slice(0, leastAnswers + 4)
    const apart: string[] = []
    for (const [i, pair] of alike.entries()) {
      const decision = i % 4 === 3 ? 'apart' : 'merge'
      if (decision === 'apart') apart.push([pair.left.customerId, pair.right.customerId].join(' '))
      await answer(deps(), bench.workspace, pair.id, { decision }, actor)
    }
    const lesson = await lessonOf(bench.stores.ledger, bench.workspace.id)
    expect(lesson?.answers).toBe(alike.length)
    expect(lesson?.shift).not.toBe(0)
    const again = await propose()
    expect(again.answersUsed).toBe(alike.length)
    const open = await listOpen(deps(), bench.workspace, { limit: 200 })
    const shown = open.items.map((pair) => [pair.left.customerId, pair.right.customerId].join(' '))
    expect(shown.filter((pair) => apart.includes(pair))).toEqual([])
  })
})
