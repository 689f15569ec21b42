import { describe, expect, it } from 'vitest'
import { nounAll, withNoun } from '../../../web/src/i18n/noun.ts'

describe('the noun for a person', () => {
  it('takes the place of customer, in both languages and with its capital', () => {
    expect(withNoun('Customers and the customer', 'member', 'en')).toBe('Members and the member')
    expect(withNoun('客户是谁', 'shopper', 'zh-CN')).toBe('顾客是谁')
    expect(withNoun('Customers', 'customer', 'en')).toBe('Customers')
  })
  it('leaves names that people gave, and names of actions', () => {
    expect(withNoun('“老客户” 有 3 位客户', 'member', 'zh-CN')).toBe('“老客户” 有 3 位会员')
    expect(withNoun('such as customer.unmask. A customer.', 'user', 'en')).toBe(
      'such as customer.unmask. A user.',
    )
  })
  it('leaves the names of places to be filled in', () => {
    expect(withNoun('{{reachable}} of {{customers}} customers', 'member', 'en')).toBe(
      '{{reachable}} of {{customers}} members',
    )
  })
  it('goes through a dictionary without touching the choice of nouns', () => {
    expect(nounAll({ a: 'A customer', nouns: { customer: 'Customer' } }, 'user', 'en')).toEqual({
      a: 'A user',
      nouns: { customer: 'Customer' },
    })
  })
})
