import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, openConsole } from './support/console.ts'
import { mouse } from './support/hand.ts'
import { walkTheLoop } from './support/loop.ts'
import { twoYearsOfOrders } from './support/orders-file.ts'
import { openShop, type Shop } from './support/shop.ts'

describe('the loop with the mouse, in Chinese', () => {
  let product: RunningProduct
  let console: Console
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop()
    product = await startProduct({ env: { LIANGTI_LOCALE: 'zh-CN' } })
    console = await openConsole(product, 'zh-CN')
  })
  afterAll(async () => {
    await console?.close()
    await product?.stop()
    await shop?.close()
  })

  it('goes from the printed link to the report, with the figures of the API at each step', async () => {
    const orders = twoYearsOfOrders({ seed: 7, now: new Date(), customers: 600, language: 'zh-CN' })
    await neverSeeFiguresBehind(console.page)
    await walkTheLoop({ console, hand: mouse, shop, orders }, product.signIn?.link ?? '')
    await console.page.unrouteAll({ behavior: 'ignoreErrors' })
  })
})

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * The page never learns that its figures were behind: what it asked for while they were computed is empty and comes late,
 * and the next it hears is that they are fresh. That falls so by chance on fast and on slow machines; here each time.
 */
async function neverSeeFiguresBehind(page: Page): Promise<void> {
  await page.route('**/freshness', async (route) => {
    for (;;) {
      const response = await route.fetch()
      const { newestOrderAt, featuresAt } = (await response.json()) as Record<string, string | null>
      if (!newestOrderAt || featuresAt) return route.fulfill({ response })
      await wait(100)
    }
  })
  await page.route('**/opportunities', async (route) => {
    const response = await route.fetch()
    if (((await response.json()) as { items: unknown[] }).items.length === 0) await wait(4_000)
    // The page may have given up waiting for it, which is what it should do.
    await route.fulfill({ response }).catch(() => undefined)
  })
}
