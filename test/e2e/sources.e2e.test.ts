import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, enter, openConsole } from './support/console.ts'

let product: RunningProduct
beforeAll(async () => {
  product = await startProduct({ env: { LIANGTI_LOCALE: 'zh-CN' } })
})
afterAll(() => product?.stop())

it('a source is made, fed, watched and repaired, in either language', async () => {
  const owner = await openConsole(product, 'zh-CN')
  try {
    await enter(owner, product.signIn?.link ?? '')
    await wholeWay(owner)
    await owner.page.getByRole('button', { name: /English/ }).click()
    await owner.page.getByRole('link', { name: 'Home', exact: true }).waitFor()
    await owner.open('/data/sources')
    await owner.look('sources, English')
    await owner.page.getByRole('link', { name: 'Shop' }).first().click()
    await owner.page.getByText('Product Viewed').first().waitFor()
    await owner.look('source, English')
    expect(owner.flaws).toEqual([])
  } finally {
    await owner.close()
  }
})

async function wholeWay(owner: Console): Promise<void> {
  const { page, t } = owner
  const button = (key: string) => page.getByRole('button', { name: t(key), exact: true })
  await owner.open('/data/sources')
  await owner.look('sources, empty')
  await button('sources.new').click()
  await page.getByRole('dialog').getByRole('textbox').first().fill('Shop')
  await page.getByRole('dialog').getByRole('textbox').nth(1).fill('Web team')
  await page.getByRole('dialog').getByRole('button').last().click()
  await page.getByRole('link', { name: 'Shop' }).first().click()
  await page.getByText(t('sources.keysEmpty')).waitFor()
  await owner.look('source, empty')
  await button('sources.newKey').click()
  const secret = await page.getByRole('textbox', { name: t('sources.once') }).inputValue()
  await page.getByRole('dialog').getByRole('button').first().click()
  const answer = await fetch(`${product.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}` },
    body: JSON.stringify({
      batch: [
        { type: 'track', userId: 'C-1', event: 'Product Viewed', properties: { product_id: 'tea' } },
        { type: 'track', userId: 'C-1', messageId: 'late', event: 'Product Added', timestamp: 'noon' },
      ],
    }),
  })
  expect(await answer.json()).toMatchObject({ accepted: 1, quarantined: 1 })
  await page.getByText('Product Viewed').first().waitFor()
  await page.reload()
  await button('sources.repair').first().click()
  const json = page.getByRole('dialog').getByRole('textbox')
  await json.fill((await json.inputValue()).replace('"noon"', '"2026-03-01T12:00:00Z"'))
  await owner.look('repair')
  await page.getByRole('dialog').getByRole('button').last().click()
  await page.getByText('Product Added').first().waitFor()
  await page.getByText(t('sources.quarantineEmpty')).waitFor()
  await owner.look('source, fed')
}
