import { afterAll, beforeAll, describe, it } from 'vitest'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, openConsole } from './support/console.ts'
import { keyboard } from './support/hand.ts'
import { walkTheLoop } from './support/loop.ts'
import { twoYearsOfOrders } from './support/orders-file.ts'
import { openShop, type Shop } from './support/shop.ts'

describe('the loop with the keyboard alone, in English', () => {
  let product: RunningProduct
  let console: Console
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop()
    product = await startProduct({ env: { LIANGTI_LOCALE: 'en' } })
    console = await openConsole(product, 'en')
  })
  afterAll(async () => {
    await console?.close()
    await product?.stop()
    await shop?.close()
  })

  it('goes from the printed link to the report, with the figures of the API at each step', async () => {
    const orders = twoYearsOfOrders({ seed: 7, now: new Date(), customers: 600, language: 'en' })
    await walkTheLoop({ console, hand: keyboard, shop, orders }, product.signIn?.link ?? '')
  })
})
