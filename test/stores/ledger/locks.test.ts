import { expect, it } from 'vitest'
import { lockNumbers } from '../../../src/stores/ledger/locks.ts'

it('no two locks have the same number', () => {
  const numbers = Object.values(lockNumbers)
  expect(new Set(numbers).size).toBe(numbers.length)
})
