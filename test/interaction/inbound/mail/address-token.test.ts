import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressToken, verifyAddress } from '../../../../src/interaction/inbound/mail/address-token.ts'
import { createVault, newKeyBytes } from '../../../../src/kit/crypto/index.ts'

const key = () => ({ id: randomUUID(), bytes: newKeyBytes() })
const vault = createVault({ encrypt: [key()], index: key(), sign: [key()] })
const vaultOf = async (id: number) => {
  if (id > 4_000_000_000) throw new Error('no such workspace')
  return vault
}
const domain = 'in.example.com'

describe('addresses mail comes back to', () => {
  it('say whose message it was, in 60 characters and in any case', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4_000_000_000 }),
        fc.uuid(),
        fc.constantFrom('bounce' as const, 'reply' as const),
        async (workspaceId, deliveryId, use) => {
          const local = addressToken(vault, { workspaceId, deliveryId }, use)
          expect(local).toMatch(/^[br]\+[a-z2-7]{58}$/)
          expect(await verifyAddress(vaultOf, `${local.toUpperCase()}@${domain}`)).toEqual({
            workspaceId,
            deliveryId,
            use,
          })
        },
      ),
    )
  })

  it('cannot be altered in any place, nor used for the other purpose', async () => {
    const local = addressToken(vault, { workspaceId: 7, deliveryId: randomUUID() }, 'bounce')
    for (let at = 0; at < local.length; at++) {
      const other = local[at] === 'q' ? 'r' : 'q'
      const forged = `${local.slice(0, at)}${other}${local.slice(at + 1)}@${domain}`
      expect(await verifyAddress(vaultOf, forged), `place ${at}`).toBeNull()
    }
    expect(await verifyAddress(vaultOf, `r${local.slice(1)}@${domain}`)).toBeNull()
    for (const nonsense of [
      '',
      'b+',
      `b+${'a'.repeat(58)}@x.example`,
      `${local}a@x.example`,
      'postmaster@x.example',
    ])
      expect(await verifyAddress(vaultOf, nonsense)).toBeNull()
  })

  it('of another key are nobody’s', async () => {
    const other = createVault({ encrypt: [key()], index: key(), sign: [key()] })
    const local = addressToken(other, { workspaceId: 7, deliveryId: randomUUID() }, 'reply')
    expect(await verifyAddress(vaultOf, `${local}@${domain}`)).toBeNull()
  })
})
