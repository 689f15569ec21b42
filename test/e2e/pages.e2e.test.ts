import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, enter, openConsole } from './support/console.ts'
import { mouse } from './support/hand.ts'
import { importOrders } from './support/loop.ts'
import { twoYearsOfOrders } from './support/orders-file.ts'

const everyPage = [
  '',
  '/customers',
  '/insight/overview',
  '/insight/rfm',
  '/insight/concentration',
  '/insight/segments',
  '/insight/segments/new',
  '/campaigns',
  '/campaigns/offers',
  '/campaigns/creatives',
  '/campaigns/lessons',
  '/interaction/deliveries',
  '/interaction/do-not-send',
  '/interaction/mail',
  '/data',
  '/data/sources',
  '/data/sources/new',
  '/settings/workspace',
  '/settings/consent',
  '/settings/sign-up',
  '/settings/members',
  '/settings/keys',
  '/settings/fields',
  '/settings/card',
  '/settings/channels',
  '/settings/brand',
  '/settings/audit',
  '/settings/me',
  '/settings/identity',
  '/insight/delivered-value',
  '/settings/values',
  '/customers/identity',
  '/customers/households',
  '/customers/companies',
  '/customers/prospects',
  '/data/field-maps',
  '/data/health',
  '/data/contracts',
  '/customers/attributes',
  '/customers/requests',
  '/settings/privacy',
  '/settings/retention',
  '/settings/processing',
  '/interaction/desk',
  '/interaction/desk/board',
  '/interaction/desk/mine',
  '/interaction/desk/scripts',
  '/interaction/desk/dialler',
  '/interaction/desk/settings',
  '/interaction/shop',
  '/interaction/cases',
  '/interaction/surveys',
  '/interaction/reviews',
  '/interaction/touch-map',
  '/interaction/recovery',
  '/interaction/inbox',
  '/campaigns/letters',
  '/campaigns/media',
  '/campaigns/advertising',
  '/campaigns/calendar',
  '/campaigns/calendar?view=week',
] as const
/** What a new workspace has nothing of yet; each says what will stand there. */
const emptyPages = everyPage.slice(1, 4).concat(everyPage.slice(4, 6), everyPage.slice(7, 15))

describe('every page', () => {
  let product: RunningProduct
  let owner: Console
  beforeAll(async () => {
    product = await startProduct({ env: { LIANGTI_LOCALE: 'zh-CN' } })
    owner = await openConsole(product, 'zh-CN')
    await enter(owner, product.signIn?.link ?? '')
  })
  afterAll(async () => {
    await owner?.close()
    await product?.stop()
  })

  const lookAtAll = async (what: string) => {
    for (const path of everyPage) {
      await owner.open(path)
      await owner.look(`${what} ${path || '/'}`)
    }
  }
  const switchTo = (name: RegExp) => owner.page.getByRole('button', { name })

  it('of an empty workspace says what will stand there', async () => {
    for (const path of emptyPages) {
      await owner.open(path)
      await owner.look(`empty ${path}`)
      expect.soft(await owner.page.locator('.state, .drop').count(), path).toBeGreaterThan(0)
      expect.soft(await owner.page.locator('.state-error').count(), path).toBe(0)
    }
  })

  it('is free of flaws with data in it, in both languages', async () => {
    await owner.open('')
    const orders = twoYearsOfOrders({ seed: 3, now: new Date(), customers: 150, language: 'zh-CN' })
    await importOrders({ console: owner, hand: mouse }, orders)
    await lookAtAll('Chinese')
    await switchTo(/English/).click()
    await owner.page.getByRole('link', { name: 'Home', exact: true }).waitFor()
    await lookAtAll('English')
    expect(owner.flaws).toEqual([])
    expect(owner.browser.complaints).toEqual([])
  })
})
