import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createVault,
  newKeyBytes,
  newTreeRows,
  openKeyTree,
  packRow,
  type TreeRow,
  unitOfPerson,
  unpackRow,
} from '../../../src/kit/crypto/index.ts'

const key = () => ({ id: crypto.randomUUID(), bytes: newKeyBytes() })

/** What a ledger does: keeps the rows by path, newest instead of older. */
function stored(rows: readonly TreeRow[]) {
  const kept = new Map(rows.map((row) => [row.path, packRow(row)]))
  return {
    store: (changed: readonly TreeRow[]) => {
      for (const row of changed) kept.set(row.path, packRow(row))
    },
    rows: () => [...kept].map(([path, bytes]) => unpackRow(path, bytes)),
  }
}

describe('the keys of people', () => {
  const units = fc.uniqueArray(fc.oneof(fc.nat(40), fc.nat(0xffff_ffff)), { minLength: 2, maxLength: 12 })

  it('are lost one by one: those destroyed are not to be had again, all others stay', () => {
    fc.assert(
      fc.property(units, fc.nat(), fc.boolean(), (people, cut, atOnce) => {
        const first = newTreeRows()
        const ledger = stored(first)
        const all = people.map(unitOfPerson)
        const before = new Map(all.map((unit) => [unit, openKeyTree('t', first).keyOf(unit)]))
        const gone = all.slice(0, 1 + (cut % all.length))
        const tree = openKeyTree('t', ledger.rows())
        for (const part of atOnce ? [gone] : gone.map((unit) => [unit])) {
          const plan = tree.planDestroying(part)
          ledger.store(plan.rows)
          plan.apply()
        }
        // The one that lived through it, and one opened from what was stored.
        for (const now of [tree, openKeyTree('t', ledger.rows())])
          for (const unit of all)
            expect(now.keyOf(unit)).toEqual(gone.includes(unit) ? null : before.get(unit))
      }),
      { numRuns: 20 },
    )
  })

  it('hold nothing before the plan is applied, and destroying twice changes nothing more', () => {
    const tree = openKeyTree('t', newTreeRows())
    const unit = unitOfPerson(7)
    const plan = tree.planDestroying([unit])
    expect(tree.keyOf(unit)).not.toBeNull()
    plan.apply()
    expect(tree.keyOf(unit)).toBeNull()
    expect(tree.planDestroying([unit]).rows).toEqual([])
  })

  it('open what was kept for one person, and nothing of it once they are destroyed', () => {
    const rows = newTreeRows()
    const tree = openKeyTree('00000000000000aa', rows)
    const vault = createVault({ encrypt: [key()], index: key(), sign: [key()], trees: [tree] })
    const [mine, yours] = [vault.encryptFor(5, 'mine'), vault.encryptFor(6, 'yours')]
    expect(vault.decrypt(mine)).toBe('mine')
    expect(vault.isErased(5)).toBe(false)
    tree.planDestroying([unitOfPerson(5)]).apply()
    expect(() => vault.decrypt(mine)).toThrow(expect.objectContaining({ code: 'crypto.erased' }))
    expect(() => vault.encryptFor(5, 'again')).toThrow(expect.objectContaining({ code: 'crypto.erased' }))
    expect(vault.isErased(5)).toBe(true)
    expect(vault.decrypt(yours)).toBe('yours')
  })

  it('say what is missing where a backup came without them', () => {
    const trees = [openKeyTree('00000000000000aa', newTreeRows())]
    const keys = { encrypt: [key()] as const, index: key(), sign: [key()] as const }
    const sealed = createVault({ ...keys, trees }).encryptFor(5, 'x')
    for (const bare of [
      createVault(keys),
      createVault({ ...keys, trees: [openKeyTree('00000000000000bb', [])] }),
    ])
      expect(() => bare.decrypt(sealed)).toThrow(
        expect.objectContaining({ code: 'crypto.personKeysMissing' }),
      )
  })
})
