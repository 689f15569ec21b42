import { afterAll, beforeAll, expect, it } from 'vitest'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { createPersons } from '../../../src/customer/identity/persons.ts'
import { takeOut } from '../../../src/customer/imports/take-out.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { getWorkspace } from '../../../src/stores/ledger/index.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'

let fresh: FreshStores
beforeAll(async () => {
  fresh = await freshStores()
})
afterAll(() => fresh?.close())

it('an import that is undone and read again finds whoever had withdrawn, and forgets the others', async () => {
  const { ledger, warehouse } = fresh.stores
  const vaultOf = async () => fresh.vault
  const at = new Date('2026-03-01T08:00:00Z')
  const workspace = await getWorkspace(ledger, { id: fresh.workspaceId }, manualClock(at))
  const persons = createPersons(ledger, warehouse, vaultOf)
  const consents = createConsents({ ledger, warehouse, vaultOf })
  const read = (importId: string) =>
    persons.resolve(workspace, 'account', ['K1', 'K2'], { source: 'file', importId, at })
  const importId = newId()
  const first = await read(importId)
  const withdrawn = first.get('K1') ?? 0
  await ledger.transaction((trx) =>
    consents.withdraw(trx, workspace, {
      personKey: withdrawn,
      purpose: 'marketing',
      channel: 'email',
      source: 'staff',
      proof: { kind: 'phone' },
      actor: { kind: 'user', id: 'u1' },
    }),
  )
  await takeOut({ ledger, warehouse, vaultOf, log: silentLog }, workspace, {
    id: importId,
    kind: 'customers',
  })
  const again = await read(newId())
  expect(again.get('K1')).toBe(withdrawn)
  expect(again.get('K2')).not.toBe(first.get('K2'))
  const email = { purpose: 'marketing', channel: 'email' }
  const answers = await consents.mayContact(workspace, [...again.values()], email)
  expect(answers.get(withdrawn)).toEqual({ allowed: false, reason: 'withdrawn' })
})
