import { describe, expect, it } from 'vitest'
import { eventKey } from '../../../web/src/customers/event-key.ts'
import { en } from '../../../web/src/i18n/en/index.ts'

describe('eventKey', () => {
  it.each(['Product Viewed', 'product_viewed', 'product-viewed', 'productViewed'])('knows %s', (name) => {
    expect(eventKey(name)).toBe('product_viewed')
    expect(en.customers.events).toHaveProperty(eventKey(name))
  })
  it('keeps names of other scripts apart', () => {
    expect(eventKey('浏览商品')).toBe('浏览商品')
    expect(eventKey('浏览 商品')).not.toBe(eventKey('浏览商品'))
  })
})
