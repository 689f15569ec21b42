import { expect, it } from 'vitest'
import type { Mapping } from '../../../web/src/api/types.ts'
import { fieldsToShow, howOf, withField } from '../../../web/src/data/mapping/fields.ts'

const mapping: Mapping = { kind: 'orders', fields: { ts: { column: 'date' }, odd: { constant: 'x' } } }

it('shows every canonical field once, then what else the mapping speaks of', () => {
  const names = fieldsToShow(mapping, ['ts', 'amount']).map((f) => f.name)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toContain('amount')
  expect(names.at(-1)).toBe('odd')
})
it('tells where a field comes from', () => {
  expect(howOf(mapping.fields.ts)).toBe('column')
  expect(howOf({ expression: 'a * b' })).toBe('expression')
  expect(howOf(undefined)).toBe('none')
})
it('takes a field out without touching the mapping it was given', () => {
  expect(withField(mapping, 'ts', null).fields).toEqual({ odd: { constant: 'x' } })
  expect(mapping.fields.ts).toEqual({ column: 'date' })
})
