import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customerRoutes, type ProfilePorts } from '../../../src/customer/index.ts'
import type { RequestContext, Route } from '../../../src/kit/api.ts'
import { unlimitedFields } from '../../../src/kit/fields.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { sql } from '../../../src/kit/sql.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
let routes: Route[]
const ports: ProfilePorts = {
  latestSnapshot: async () => null,
  segmentMembers: async () => sql`SELECT 0 AS person_key`,
  ruleMembers: async () => sql`SELECT 0 AS person_key`,
  subjectsOf: async () => [],
  computedColumns: async () => [],
  computedSql: () => sql`SELECT 0 AS person_key`,
  computedOf: async () => new Map(),
  segmentsOfMany: async () => new Map(),
  segmentsOf: async () => [],
  doNotSend: async () => [],
}
const keyOf = new Map<string, number>()

/** Answers an endpoint as the server would, its response checked against the contract. */
async function call<T>(
  id: string,
  input: { params?: object; query?: object; body?: object } = {},
): Promise<T> {
  const found = routes.find((one) => one.endpoint.id === id)
  if (!found) throw new Error(`no endpoint ${id}`)
  const context: RequestContext = {
    actor: { kind: 'user', id: 'u1', permissions: new Set() },
    workspace: bench.workspace,
    locale: 'en',
    fields: unlimitedFields,
    requestId: 'r1',
    task: noTask,
  }
  const { endpoint } = found
  const params = endpoint.params?.parse({ workspace: 'test', ...input.params })
  const query = endpoint.query?.parse(input.query ?? {})
  const body = endpoint.body?.parse(input.body)
  const answer = await found.handle(context, { params, query, body, upload: null })
  return endpoint.response.parse(answer) as T
}

/** An account with what it is known by; the row in the engine makes it a customer that pages show. */
async function person(account: string | null, known: { email?: string; phone?: string }) {
  const { persons } = bench.customer
  const [kind, value] = account ? (['account', account] as const) : (['email', known.email ?? ''] as const)
  const found = await persons.resolve(bench.workspace, kind, [value])
  const key = found.get(value) ?? 0
  if (known.email) await persons.attach(bench.workspace, 'email', new Map([[key, known.email]]))
  if (known.phone) await persons.attach(bench.workspace, 'phone', new Map([[key, known.phone]]))
  keyOf.set(account ?? known.email ?? '', key)
  return key
}
const key = (name: string) => String(keyOf.get(name))
const current = async (name: string) => {
  const own = keyOf.get(name) ?? 0
  return (await bench.customer.persons.currentOf(bench.workspace, [own])).get(own)
}

beforeAll(async () => {
  bench = await openBench()
  routes = customerRoutes(bench.customer, ports)
  await person('ann', { email: 'ann@example.com', phone: '13800138000' })
  await person('ann-web', { email: 'Ann@Example.com' })
  await person('shop-1', { phone: '13900139001' })
  await person('shop-2', { phone: '13900139001' })
  await person('shop-3', { phone: '13900139001' })
  await person('shop-4', { phone: '13900139001' })
  await person('lee', { phone: '13700137000' })
  await person(null, { email: 'guest@example.com', phone: '13700137000' })
})
afterAll(() => bench.close())

interface Proposals {
  items: { id: string; left: { customerId: string }; right: { customerId: string }; agree: unknown[] }[]
  total: number
}

describe('the rules', () => {
  it('merge a guest with the account of the same telephone, and only propose two accounts of one e-mail', async () => {
    expect(await call('findDuplicates')).toEqual({ merged: 1, proposed: 1 })
    expect(await current('guest@example.com')).toBe(keyOf.get('lee'))
    expect(await current('ann-web')).toBe(keyOf.get('ann-web'))
  })

  it('leave a telephone alone that more people carry than the rule allows', async () => {
    const shops = await Promise.all([1, 2, 3, 4].map((n) => current(`shop-${n}`)))
    expect(new Set(shops).size).toBe(4)
  })

  it('find nothing new when asked again', async () => {
    expect(await call('findDuplicates')).toEqual({ merged: 0, proposed: 0 })
  })

  it('never merge again what somebody has taken apart', async () => {
    const { items } = await call<{ items: { id: string; rule: string }[] }>('listMerges', {
      query: { customer: key('lee') },
    })
    expect(items).toMatchObject([
      { rule: 'phone', kept: { customerId: key('lee') }, evidence: [{ kind: 'phone', people: 2 }] },
    ])
    const undone = await call('undoMerge', { params: { id: items[0]?.id } })
    expect(undone).toMatchObject({ undoneBy: 'u1' })
    expect(await current('guest@example.com')).toBe(keyOf.get('guest@example.com'))
    expect(await call('findDuplicates')).toEqual({ merged: 0, proposed: 0 })
    await expect(call('undoMerge', { params: { id: items[0]?.id } })).rejects.toMatchObject({
      code: 'identity.alreadyUndone',
    })
  })

  it('look past a blocked value', async () => {
    await person('old', { phone: '13600136000' })
    await person(null, { email: 'till@example.com', phone: '13600136000' })
    const blocked = await call<{ id: string }>('addIdentityBlock', {
      body: { kind: 'phone', value: '136 0013 6000' },
    })
    expect(blocked).toMatchObject({ masked: '136****000' })
    expect(await call('findDuplicates')).toEqual({ merged: 0, proposed: 0 })
    expect(await call('removeIdentityBlock', { params: { id: blocked.id } })).toEqual({ removed: true })
    expect(await call('findDuplicates')).toEqual({ merged: 1, proposed: 0 })
    await expect(call('addIdentityBlock', { body: { kind: 'phone', value: 'none' } })).rejects.toMatchObject({
      code: 'identity.unusableValue',
    })
  })

  it('are the workspace’s own: a kind that is off is not looked at', async () => {
    await person('kim', { email: 'kim@example.com' })
    await person('kim-2', { email: 'kim@example.com' })
    const rules = [{ kind: 'email', on: false, mostPeople: 2 }]
    expect(await call('setIdentityRules', { body: { rules } })).toEqual({
      rules,
      nameSearch: true,
      likenessThreshold: 0.9,
    })
    expect(await call('findDuplicates')).toEqual({ merged: 0, proposed: 0 })
  })
})

describe('the review queue', () => {
  it('shows what agrees, masked, and merges by a person’s decision, which can be undone', async () => {
    const open = await call<Proposals>('listMergeProposals')
    expect(open.total).toBe(1)
    const [pair] = open.items
    expect(pair).toMatchObject({
      left: { customerId: key('ann') },
      right: { customerId: key('ann-web') },
      agree: [{ kind: 'email', masked: 'a***@example.com' }],
      differ: [{ kind: 'account', left: 'ann', right: 'ann-web' }],
    })
    const decision = { decision: 'merge', keep: key('ann-web') }
    const { mergeId } = await call<{ mergeId: string }>('decideMergeProposal', {
      params: { id: pair?.id },
      body: decision,
    })
    expect(await current('ann')).toBe(keyOf.get('ann-web'))
    expect((await call<Proposals>('listMergeProposals')).total).toBe(0)
    await expect(
      call('decideMergeProposal', { params: { id: pair?.id }, body: decision }),
    ).rejects.toMatchObject({ code: 'identity.proposalAnswered' })
    await call('undoMerge', { params: { id: mergeId } })
    expect(await current('ann')).toBe(keyOf.get('ann'))
  })

  it('keeps every decision in the audit log', async () => {
    const actions = await bench.stores.ledger.db
      .selectFrom('audit_log')
      .select('action')
      .where('workspace_id', '=', bench.workspace.id)
      .where('action', 'like', 'identity.%')
      .execute()
    const names = new Set(actions.map((row) => row.action))
    for (const name of ['merge', 'undo_merge', 'block', 'unblock', 'find', 'rules'])
      expect(names).toContain(`identity.${name}`)
  })
})
