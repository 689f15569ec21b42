import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { mendsTheContract, repairsTheEvents, type Send } from './support/broken-contract.ts'
import { type Console, enter, openConsole } from './support/console.ts'
import { dropFile } from './support/hand.ts'
import { textsOf } from './support/texts.ts'

let product: RunningProduct
beforeAll(async () => {
  product = await startProduct({ env: { LIANGTI_LOCALE: 'zh-CN' } })
})
afterAll(() => product?.stop())

it('a source is made, fed, watched and repaired, in either language', async () => {
  const owner = await openConsole(product, 'zh-CN')
  try {
    await enter(owner, product.signIn?.link ?? '')
    const send = await wholeWay(owner)
    await repairsTheEvents(owner, 'Shop', send)
    await folderWay(owner)
    await dropWay(owner)
    await owner.page.getByRole('button', { name: /English/ }).click()
    await owner.page.getByRole('link', { name: 'Home', exact: true }).waitFor()
    await owner.open('/data/sources')
    await owner.look('sources, English')
    await owner.page.getByRole('link', { name: 'Shop' }).first().click()
    await owner.page.getByText('Product Viewed').first().waitFor()
    await owner.look('source, English')
    const english: Console = { ...owner, language: 'en', t: await textsOf('en') }
    await mendsTheContract(english, 'Shop', send)
    expect(owner.flaws).toEqual([])
  } finally {
    await owner.close()
  }
})

/** @returns what sends events of the shop, with the key that was made for it */
async function wholeWay(owner: Console): Promise<Send> {
  const { page, t } = owner
  const button = (key: string) => page.getByRole('button', { name: t(key), exact: true })
  await owner.open('/data/sources')
  await owner.look('sources, empty')
  await page.getByRole('button', { name: t('sources.new') }).click()
  await page.getByRole('radio', { name: t('sources.kinds.stream') }).check()
  await page.getByRole('textbox', { name: t('sources.name') }).fill('Shop')
  await page.getByRole('textbox', { name: t('sources.owner') }).fill('Web team')
  await button('shell.create').click()
  await page.getByText(t('sources.keysEmpty')).waitFor()
  await owner.look('source, empty')
  await button('sources.newKey').click()
  const secret = await page.getByRole('textbox', { name: t('sources.once') }).inputValue()
  await page.getByRole('dialog').getByRole('button').first().click()
  const send = async (batch: readonly object[]) => {
    const answer = await fetch(`${product.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}` },
      body: JSON.stringify({ batch }),
    })
    return (await answer.json()) as { accepted: number; quarantined: number }
  }
  const viewed = { type: 'track', userId: 'C-1', event: 'Product Viewed' }
  const sent = await send([
    { ...viewed, properties: { product_id: 'tea' } },
    { ...viewed, messageId: 'late', event: 'Product Added', timestamp: 'noon' },
  ])
  expect(sent).toMatchObject({ accepted: 1, quarantined: 1 })
  await page.getByText('Product Viewed').first().waitFor()
  await button('sources.repair').first().click()
  const json = page.getByRole('dialog').getByRole('textbox')
  await json.fill((await json.inputValue()).replace('"noon"', '"2026-03-01T12:00:00Z"'))
  await owner.look('repair')
  await page.getByRole('dialog').getByRole('button').last().click()
  await page.getByText('Product Added').first().waitFor()
  await page.getByText(t('sources.quarantineEmpty')).waitFor()
  await owner.look('source, fed')
  return (events) => send(events.map((event) => ({ ...viewed, ...event })))
}

/** A folder of the server is chosen, tested, mapped on its rows, read, deleted and brought back. */
async function folderWay(owner: Console): Promise<void> {
  const dir = join(product.dataDir, 'inbox', 'shop')
  mkdirSync(dir, { recursive: true })
  const rows = Array.from(
    { length: 240 },
    (_, n) => `N-${n},K-${n % 7},2026-02-0${(n % 9) + 1} 10:${10 + (n % 50)}:00,${n + 10}.50`,
  )
  rows.push('M-40,K-1,someday,10.50', 'M-41,K-2,2026-02-01 10:00:00,n/a', 'M-42,K-3,2026-02-02 10:00:00,n/a')
  const file = join(dir, 'orders-2026.csv')
  writeFileSync(file, ['order_id,customer_id,order_date,amount', ...rows].join('\n'))
  const { page, t } = owner
  const button = (key: string) => page.getByRole('button', { name: t(key), exact: true })
  await owner.open('/data/sources')
  await page.getByRole('button', { name: t('sources.new') }).click()
  await page.getByRole('radio', { name: t('sources.kinds.mysql') }).check()
  await owner.look('new source, MySQL')
  await page.getByRole('radio', { name: t('sources.kinds.folder') }).check()
  await page.getByRole('textbox', { name: t('sources.name') }).fill('门店订单')
  await page.getByRole('textbox', { name: t('sources.owner') }).fill('数据组')
  await page.getByRole('combobox', { name: t('sources.fields.path') }).fill('nowhere')
  await button('sources.test').click()
  await page.getByRole('alert').getByText('nowhere').waitFor()
  await page.getByRole('combobox', { name: t('sources.fields.path') }).fill('shop')
  await page.getByRole('spinbutton', { name: t('sources.fields.settleSeconds') }).fill('0')
  await button('sources.test').click()
  await page.getByText(t('sources.testGood')).waitFor()
  await button('sources.look').click()
  await button('sources.saveAndRun').waitFor()
  await owner.look('new source, mapping')
  await button('sources.saveAndRun').click()
  await page.getByText(t('sources.runState.done')).waitFor()
  await page.getByRole('cell', { name: '240', exact: true }).first().waitFor()
  await owner.look('folder source')
  await page.getByRole('link', { name: 'orders-2026.csv' }).click()
  await page.getByText(t('data.addsUp')).waitFor()
  await repairWay(owner)
  await owner.open('/data/sources')
  await page.getByRole('link', { name: '门店订单' }).click()
  await button('sources.delete').click()
  await page.getByRole('dialog').getByRole('button').last().click()
  await page.getByRole('button', { name: t('sources.undo') }).click()
  await page.getByText(t('sources.runState.done')).waitFor()
}

/** Rejected rows are repaired in place: one by the keyboard, two at once, one of them left out; then stored, and undone. */
async function repairWay(owner: Console): Promise<void> {
  const { page, t } = owner
  const button = (key: string, words = {}) => page.getByRole('button', { name: t(key, words), exact: true })
  const cell = (row: number, column: string) =>
    page.getByRole('textbox', { name: t('data.repair.cell', { row, column }), exact: true })
  await owner.look('rejected rows')
  await cell(242, 'order_date').press('ArrowDown')
  expect(await cell(243, 'order_date').evaluate((input) => input.matches(':focus'))).toBe(true)
  await cell(242, 'order_date').fill('2026-02-03 09:00:00')
  await cell(242, 'order_date').press('Enter')
  await button('data.repair.store', { count: 1, rows: '1' }).waitFor()
  const replace = page.getByRole('form', { name: t('data.repair.replaceTitle') })
  await replace.getByRole('combobox').fill('amount')
  await replace.getByRole('combobox').press('Enter')
  await replace.getByRole('textbox').first().fill('n/a')
  await replace.getByRole('textbox').last().fill('12')
  await replace.getByRole('button', { name: t('data.repair.replace'), exact: true }).click()
  await button('data.repair.store', { count: 3, rows: '3' }).waitFor()
  // A button under the pointer is on its way to another colour.
  await page.mouse.move(0, 0)
  await owner.look('rejected rows, repaired')
  await page
    .getByRole('row')
    .filter({ has: cell(244, 'amount') })
    .getByRole('button', { name: t('data.repair.drop') })
    .click()
  await button('data.repair.store', { count: 2, rows: '2' }).click()
  await page.getByText(t('data.repair.none.open')).waitFor()
  await page.getByText(t('data.repair.past')).first().waitFor()
  await owner.look('rejected rows, stored')
  await page.getByText(t('data.repair.shown.dropped')).click()
  await button('data.repair.takeBack').click()
  await page.getByText(t('data.repair.none.dropped')).waitFor()
  await page.getByText(t('data.repair.shown.open')).click()
  await button('data.repair.mapping').click()
  await button('data.repair.again').waitFor()
  await page.mouse.move(0, 0)
  await owner.look('corrected mapping')
  await button('data.repair.again').click()
  await page
    .getByText(t('data.repair.corrected'))
    .or(page.getByText(t('data.repair.sameMapping')))
    .first()
    .waitFor()
  await page.getByText(t('data.repair.none.open')).waitFor()
  await button('data.undo').click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('data.undo'), exact: true })
    .click()
  await page.getByText(t('data.undone', { rows: '243' })).waitFor()
}

/** Of two rows one writes a letter for a return; said once in the mapping, both are read. */
async function translateValue({ page, t, look }: Console): Promise<void> {
  await page.getByText(t('data.previewGood', { good: 1, sampled: 2 })).waitFor()
  const words = page.getByRole('button', { name: t('data.values.none') })
  await words.last().press('Enter')
  const dialog = page.getByRole('dialog')
  const last = t('data.values.line', { line: 2 })
  expect(await dialog.getByLabel(`${last}: ${t('data.values.from')}`).inputValue()).toBe('T')
  await look('values of a file translated')
  await dialog.getByLabel(`${last}: ${t('data.values.to')}`).press('ArrowDown')
  await page.getByTitle(/^(return|退货)$/).click()
  await dialog.getByRole('button', { name: t('common.save') }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText(t('data.previewGood', { good: 2, sampled: 2 })).waitFor()
}

/** A file dropped on a page that takes none, the moment it is opened, is read on Home. */
async function dropWay(owner: Console): Promise<void> {
  const { page, t } = owner
  await page.goto(`${product.url}/w/${owner.slug}/data/contracts`)
  await page.locator('main').waitFor()
  const csv =
    'order_id,customer_id,order_date,amount,order_type\nD-1,K-1,2026-02-01 10:00:00,5,sale\nD-2,K-1,2026-02-02 10:00:00,5,T\n'
  await dropFile(page, { name: 'dropped.csv', csv })
  await page.getByText('dropped.csv').first().waitFor()
  await translateValue(owner)
  await page.getByRole('button', { name: t('data.other'), exact: true }).click()
}
