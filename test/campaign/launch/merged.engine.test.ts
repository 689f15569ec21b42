import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusedAsMerged } from '../../../src/campaign/launch/merged.ts'
import type { CampaignRow } from '../../../src/campaign/plans/plan.ts'
import { decide, mergePersons, undoMerge } from '../../../src/customer/identity/merges.ts'
import { type Bench, openBench } from '../../customer/support.ts'
import { insertRows } from '../../insight/support/business.ts'

let bench: Bench
const campaignId = randomUUID()
const decidedAt = new Date('2026-11-20T08:00:00Z')
const row = { id: campaignId, decided_at: decidedAt } as CampaignRow
const keys = new Map<string, number>()
const key = (name: string) => keys.get(name) ?? 0
const deliveryOf = new Map<string, string>()
const actor = { kind: 'user', id: 'test' }

/** One message of the campaign, as the outbox has it. */
async function planned(name: string, status: 'planned' | 'sent' = 'planned') {
  const id = randomUUID()
  deliveryOf.set(name, id)
  const at = bench.workspace.clock.now()
  await bench.stores.ledger.db
    .insertInto('deliveries')
    .values({
      id,
      workspace_id: bench.workspace.id,
      campaign_id: campaignId,
      person_key: key(name),
      channel: 'email',
      status,
      not_before: at,
      planned_at: at,
    } as never)
    .execute()
}

const due = (name: string) => ({
  id: deliveryOf.get(name) ?? '',
  campaignId,
  step: '',
  occurrence: '',
  channel: 'email',
  personKey: key(name),
  offerId: null,
  creativeId: null,
  arm: 'treatment',
})

async function refusals(...names: string[]) {
  const found = await refusedAsMerged(bench.stores, bench.workspace, row, names.map(due))
  return Object.fromEntries(
    names.map((name) => {
      const verdict = found.get(deliveryOf.get(name) ?? '')
      return [name, verdict && 'reason' in verdict ? verdict.reason : null]
    }),
  )
}

const merge = async (keep: string, other: string) => {
  const made = await decide(bench.stores.ledger, bench.workspace.id, (trx) =>
    mergePersons(trx, {
      workspaceId: bench.workspace.id,
      keep: key(keep),
      merge: key(other),
      rule: 'review',
      actor,
      evidence: [],
      at: bench.workspace.clock.now(),
    }),
  )
  await bench.customer.persons.pump()
  return made?.id ?? ''
}

const undo = async (id: string) => {
  await decide(bench.stores.ledger, bench.workspace.id, (trx) =>
    undoMerge(trx, { workspaceId: bench.workspace.id, id, by: 'test', at: bench.workspace.clock.now() }),
  )
  await bench.customer.persons.pump()
}

beforeAll(async () => {
  bench = await openBench()
  const names = ['control', 'treated', 'listed', 'quiet', 'twice', 'twin', 'alone']
  for (const [name, own] of await bench.customer.persons.resolve(bench.workspace, 'account', names))
    keys.set(name, own)
  const decision = (name: string, arm: string) => ({
    workspace_id: bench.workspace.id,
    campaign_id: campaignId,
    person_key: key(name),
    arm,
    action: arm === 'control' ? 'withhold' : 'send',
    reason: '',
    offer_id: randomUUID(),
    creative_id: randomUUID(),
    channel: 'email',
    covariate: 0,
    decided_at: decidedAt.toISOString().replace('T', ' ').replace('Z', ''),
  })
  await insertRows(bench.stores.warehouse, 'decisions', [
    decision('control', 'control'),
    ...['treated', 'quiet', 'twice', 'twin', 'alone'].map((name) => decision(name, 'treatment')),
  ])
  for (const name of ['treated', 'quiet', 'alone']) await planned(name)
})
afterAll(() => bench.close())

describe('before a message leaves, the person is asked and not the key', () => {
  it('who was merged with somebody in control is not written to, and is again after the undo', async () => {
    expect(await refusals('treated', 'alone')).toEqual({ treated: null, alone: null })
    const merged = await merge('control', 'treated')
    expect(await refusals('treated', 'alone')).toEqual({ treated: 'control_group', alone: null })
    await undo(merged)
    expect(await refusals('treated')).toEqual({ treated: null })
  })

  it('the first assignment wins: kept by the key in treatment, the person of one draw stays in treatment', async () => {
    const merged = await merge('treated', 'control')
    expect(await refusals('treated')).toEqual({ treated: null })
    await undo(merged)
  })

  it('an address on the do-not-send list stops messages to any key of the person', async () => {
    await bench.customer.persons.attach(
      bench.workspace,
      'email',
      new Map([[key('listed'), 'no@example.com']]),
    )
    await bench.stores.ledger.db
      .insertInto('do_not_send')
      .values({
        id: randomUUID(),
        workspace_id: bench.workspace.id,
        channel: 'email',
        blind_index: bench.vault.blindIndex('email', 'no@example.com'),
        ciphertext: null,
        reason: '',
        source: 'customer',
        at: bench.workspace.clock.now(),
      })
      .execute()
    const merged = await merge('quiet', 'listed')
    expect(await refusals('quiet')).toEqual({ quiet: 'do_not_send' })
    await undo(merged)
    expect(await refusals('quiet')).toEqual({ quiet: null })
  })

  it('nobody gets one message under two keys: what was sent counts, of two that wait the older goes', async () => {
    await planned('twice', 'sent')
    await planned('twin')
    const merged = await merge('twice', 'twin')
    expect(await refusals('twin')).toEqual({ twin: 'same_person' })
    await undo(merged)
    expect(await refusals('twin')).toEqual({ twin: null })
    const waiting = await merge('alone', 'quiet')
    const both = await refusals('alone', 'quiet')
    expect(Object.values(both).toSorted()).toEqual([null, 'same_person'].toSorted())
    const older = (deliveryOf.get('alone') ?? '') < (deliveryOf.get('quiet') ?? '') ? 'alone' : 'quiet'
    expect(both[older]).toBeNull()
    await undo(waiting)
  })
})
