import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { doNotSendKeys } from '../../../src/customer/contact/do-not-send.ts'
import { newId } from '../../../src/kit/ids.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers } from '../real-data.ts'
import { draft, openTestRoom } from '../room.ts'

const at = new Date('2026-03-01T08:00:00Z')

describe('the do-not-send list in an audience', () => {
  let fresh: FreshStores
  const keys: number[] = []
  beforeAll(async () => {
    fresh = await freshStores()
    const { ledger, warehouse } = fresh.stores
    for (let i = 0; i < 50; i++) {
      const { person_key } = await ledger.db
        .insertInto('persons')
        .values({ workspace_id: fresh.workspaceId, import_id: null })
        .returning('person_key')
        .executeTakeFirstOrThrow()
      keys.push(Number(person_key))
    }
    const identifier = (person: number, index: string) => ({
      workspace_id: fresh.workspaceId,
      kind: 'email' as const,
      blind_index: Buffer.from(index),
      ciphertext: Buffer.from('x'),
      person_key: person,
      source: 'test',
      first_seen_at: at,
      last_seen_at: at,
    })
    // The first two share a mailbox; the third has two, of which one is listed.
    const [a = 0, b = 0, c = 0, d = 0] = keys
    await ledger.db
      .insertInto('identifiers')
      .values([
        identifier(a, 'shared'),
        identifier(b, 'shared'),
        identifier(c, 'old'),
        identifier(c, 'new'),
        identifier(d, 'free'),
      ])
      .execute()
    await ledger.db
      .insertInto('do_not_send')
      .values(
        ['shared', 'old', 'stranger'].map((index) => ({
          id: newId(),
          workspace_id: fresh.workspaceId,
          channel: 'email',
          blind_index: Buffer.from(index),
          ciphertext: null,
          source: 'customer' as const,
          at,
        })),
      )
      .execute()
    await insertCustomers(
      warehouse,
      fresh.workspaceId,
      keys.map((person) => ({ person })),
    )
  })
  afterAll(() => fresh?.close())

  it('finds everybody with a listed address, by key alone', async () => {
    const { workspace } = await openTestRoom(fresh.stores, fresh.workspaceId, at)
    expect((await doNotSendKeys(fresh.stores.ledger, workspace, 'email')).sort((a, b) => a - b)).toEqual(
      keys.slice(0, 3),
    )
    expect(await doNotSendKeys(fresh.stores.ledger, { ...workspace, id: workspace.id + 1 }, 'email')).toEqual(
      [],
    )
  })

  it('keeps them out of both arms alike, with the reason', async () => {
    const t = await openTestRoom(fresh.stores, fresh.workspaceId, at)
    const campaign = await draft(t.room, t.workspace)
    const forecast = await t.room.forecast(t.workspace, campaign.id)
    expect(forecast.silent).toEqual([expect.objectContaining({ reason: 'do_not_send', customers: 3 })])
  })
})
