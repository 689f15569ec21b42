import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKeyBytes } from '../../../src/kit/crypto/index.ts'
import { createWorkspaceKeys, forgetVault, openVault } from '../../../src/stores/ledger/index.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'

let fresh: FreshStores
beforeAll(async () => {
  fresh = await freshStores()
})
afterAll(() => fresh.close())

describe('openVault', () => {
  it('opens the same keys every time, and making them again changes nothing', async () => {
    const { ledger } = fresh.stores
    const index = fresh.vault.blindIndex('phone', '+8613800138000')
    await Promise.all([1, 2, 3].map(() => createWorkspaceKeys(ledger, fresh.masterKey, fresh.workspaceId)))
    forgetVault(ledger, fresh.workspaceId)
    const again = await openVault(ledger, fresh.masterKey, fresh.workspaceId)
    expect(again.blindIndex('phone', '+8613800138000')).toEqual(index)
    expect(again.decrypt(fresh.vault.encrypt('x'))).toBe('x')
    expect(await openVault(ledger, fresh.masterKey, fresh.workspaceId)).toBe(again)
  })

  it('refuses another master key, and a key copied to another workspace', async () => {
    const { ledger } = fresh.stores
    forgetVault(ledger, fresh.workspaceId)
    await expect(openVault(ledger, newKeyBytes(), fresh.workspaceId)).rejects.toMatchObject({
      code: 'crypto.wrongKey',
    })
    const { id } = await ledger.db
      .insertInto('workspaces')
      .values({ slug: 'other', name: 'Other', currency: 'CNY', time_zone: 'UTC' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await expect(openVault(ledger, fresh.masterKey, id)).rejects.toMatchObject({ code: 'ledger.noKeys' })
    await ledger.db.updateTable('data_keys').set({ workspace_id: id }).execute()
    await expect(openVault(ledger, fresh.masterKey, id)).rejects.toMatchObject({ code: 'crypto.wrongKey' })
    await ledger.db.updateTable('data_keys').set({ workspace_id: fresh.workspaceId }).execute()
  })
})
