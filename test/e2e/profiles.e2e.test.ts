import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, enter, openConsole } from './support/console.ts'
import { mouse } from './support/hand.ts'
import { importOrders } from './support/loop.ts'
import { twoYearsOfOrders } from './support/orders-file.ts'

let product: RunningProduct
let owner: Console
beforeAll(async () => {
  product = await startProduct({ env: { LIANGTI_LOCALE: 'zh-CN' } })
  owner = await openConsole(product, 'zh-CN')
  await enter(owner, product.signIn?.link ?? '')
  await owner.open('')
  const orders = twoYearsOfOrders({ seed: 5, now: new Date(), customers: 60, language: 'zh-CN' })
  await importOrders({ console: owner, hand: mouse }, orders)
})
afterAll(async () => {
  await owner?.close()
  await product?.stop()
})

/** Another company's system: a page with one frame, at an origin of its own. */
async function otherSystem() {
  let framed = 'about:blank'
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(
      `<html lang="en"><title>CRM</title><iframe title="card" src="${framed}" onload="document.body.append('framed')"></iframe></html>`,
    )
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    frame: (url: string) => {
      framed = url
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        // The browser holds a connection ready that it never used: the server would wait a minute for its first word.
        server.closeAllConnections()
      }),
  }
}

describe('the list of customers', () => {
  it('is filtered, arranged, kept as a view that opens first, and taken as a file', async () => {
    const { page, t } = owner
    const button = (key: string) => page.getByRole('button', { name: t(key), exact: true })
    await owner.open('/customers')
    const firstRow = () => page.locator('tbody tr.opens').first().textContent()
    const richest = await firstRow()
    await page.getByRole('button', { name: '消费金额' }).click()
    await page.locator('th[aria-sort="ascending"]').waitFor()
    await expect.poll(firstRow).not.toBe(richest)

    await button('customers.filter.title').click()
    // A head of the list has the same name.
    const filters = page.getByRole('region', { name: t('customers.filter.title') })
    await filters.getByRole('button', { name: t('customers.filter.quick.spent') }).click()
    await page.locator('.rule-condition').getByRole('spinbutton').fill('100')
    await button('customers.filter.apply').click()
    await page.getByRole('button', { name: `${t('customers.filter.title')} (1)` }).waitFor()

    await button('customers.columns.title').click()
    await page.getByRole('checkbox', { name: '品类广度' }).check()
    await page.getByRole('button', { name: '将“品类广度”左移' }).press('Enter')
    await owner.look('columns')
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: '品类广度' }).waitFor()

    await button('customers.views.saveAs').click()
    await page.getByRole('dialog').getByRole('textbox').fill('核心客户')
    await page.keyboard.press('Enter')
    await button('customers.views.makeDefault').click()
    await button('customers.views.noDefault').waitFor()
    await owner.look('list with a view')

    await owner.open('/customers')
    await page.getByRole('columnheader', { name: '品类广度' }).waitFor()
    await button('customers.export.button').click()
    await page.getByRole('dialog').getByLabel(t('customers.export.reason')).fill('给门店的回访名单')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button('customers.export.take').click(),
    ])
    const csv = await readFile((await download.path()) ?? '', 'utf8')
    const shown = await owner.page.locator('.part-note').first().textContent()
    expect(csv.split('\n')[0]).toContain('"品类广度"')
    expect(csv.trim().split('\n').length - 1).toBe(
      Number(/\/ ([\d,]+)/.exec(shown ?? '')?.[1]?.replace(',', '')),
    )

    // The day somebody was first seen tells them from others: the file is made coarser before it leaves.
    await button('customers.columns.title').click()
    await page.getByRole('checkbox', { name: '首次出现' }).check()
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: '首次出现' }).waitFor()
    await button('customers.export.button').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(t('customers.export.groups.title')).waitFor()
    await dialog.getByRole('radio', { name: /首次出现\s*改为\s*年份/ }).waitFor()
    await owner.look('export of few')
    await dialog.getByLabel(t('customers.export.reason')).fill('给门店的回访名单')
    const [coarser] = await Promise.all([
      page.waitForEvent('download'),
      button('customers.export.take').click(),
    ])
    const years = await readFile((await coarser.path()) ?? '', 'utf8')
    expect(coarser.suggestedFilename()).toContain(t('customers.export.groups.name.generalise'))
    expect(years.split('\n')[0]).toContain('"首次出现 (年份)"')
    expect(years).not.toMatch(/"20\d\d-\d\d-\d\d",?$/m)
  })

  it('shows an attribute that was defined and computed', async () => {
    const { page, t } = owner
    const button = (key: string) => page.getByRole('button', { name: t(key), exact: true })
    await owner.open('/customers/attributes')
    await page.getByText(t('attributes.empty')).waitFor()
    await owner.look('no attribute yet')
    await button('attributes.new').click()
    const form = page.getByRole('dialog')
    await form.getByRole('textbox', { name: t('common.name') }).fill('近一年订单数')
    await form.getByRole('spinbutton').first().fill('365')
    await form.getByText(/查看了/).waitFor()
    await owner.look('an attribute and what it gives')
    await form.getByRole('button', { name: t('common.save') }).click()
    await page.getByRole('button', { name: '近一年订单数', exact: true }).waitFor()
    await page.getByText(t('attributes.behind')).waitFor({ state: 'detached' })
    await owner.open('/customers?view=standard')
    await button('customers.columns.title').click()
    await page.getByRole('checkbox', { name: '近一年订单数' }).check()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '近一年订单数' }).click()
    await page.locator('th[aria-sort="descending"]').waitFor()
    await page.locator('tbody tr.opens a').first().click()
    // The list shows the same words as a head and as a column to choose.
    await page.waitForURL(/\/customers\/\d+/)
    await page.locator('main').getByText('近一年订单数', { exact: true }).first().waitFor()
  })

  it('notes a birthday of the Chinese calendar and a child, and finds the customer by it', async () => {
    const { page, t } = owner
    const button = (key: string) => page.getByRole('button', { name: t(key), exact: true })
    // What is known of them stands on the overview, where the list led to.
    await page.getByText(t('told.knowledge.of100')).waitFor()
    await page.getByRole('button', { name: t('told.knowledge.weights') }).click()
    await page.getByRole('dialog').getByRole('spinbutton').first().fill('9')
    await page
      .getByRole('dialog')
      .getByText(/按新权重：平均/)
      .waitFor()
    await owner.look('what is known, and other weights')
    await page.keyboard.press('Escape')
    await owner.open(`${new URL(page.url()).pathname.replace(/^\/w\/[^/]+/, '')}?tab=told`)
    await page.getByText(t('told.dates.none')).waitFor()
    await owner.look('no date yet')
    const choose = async (label: string, name: string) => {
      // The name of a box goes on with what is chosen in it.
      const box = new RegExp(`^${t(label)}(\\s|$)`)
      await page.getByRole('dialog').getByRole('combobox', { name: box }).click()
      await page.locator('.ant-select-dropdown:visible').getByTitle(name, { exact: true }).click()
    }
    await button('told.dates.add').click()
    await choose('told.dates.calendar', t('told.dates.lunar'))
    await choose('told.dates.month', '八月')
    await choose('told.dates.day', '初五')
    await owner.look('a date')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('common.save') })
      .click()
    await page.getByRole('cell', { name: '农历八月初五' }).waitFor()

    await button('told.family.add').click()
    await page
      .getByRole('dialog')
      .getByRole('textbox', { name: new RegExp(`^${t('told.family.name')}`) })
      .fill('王小宝')
    await page
      .getByRole('dialog')
      .getByRole('checkbox', { name: t('told.family.birthday') })
      .check()
    await choose('told.dates.month', '6')
    await choose('told.dates.day', '1')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('common.save') })
      .click()
    await page.getByRole('cell', { name: '王**', exact: true }).waitFor()
    await page.getByRole('cell', { name: /子女生日/ }).waitFor()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await owner.look('dates and family')

    const found = await owner.post<{ total: number | null }>('/customers/list', {
      columns: ['city'],
      rule: { op: 'important_date', params: { kind: 'birthday', days: 366 } },
    })
    expect(found.total).toBe(1)
  })

  it('notes what they want beside what they bought, and finds them by it until they take it back', async () => {
    const { page, t } = owner
    const button = (key: string) => page.getByRole('button', { name: t(key), exact: true })
    const dialog = page.getByRole('dialog')
    const save = () => dialog.getByRole('button', { name: t('common.save') }).click()
    await page.getByText(t('told.needs.noTopics')).waitFor()
    await button('told.needs.topics').click()
    await button('told.needs.addTopic').click()
    await dialog.getByRole('textbox', { name: t('told.needs.topicName') }).fill('春茶')
    await dialog.getByRole('textbox', { name: new RegExp(t('told.needs.inFiles')) }).fill('spring_tea')
    await owner.look('topics')
    await save()
    await button('told.needs.add').click()
    await dialog.getByRole('textbox', { name: new RegExp(`^${t('told.needs.noteField')}`) }).fill('只喝明前')
    await owner.look('what they said')
    await save()
    await page.getByRole('cell', { name: /只喝明前/ }).waitFor()
    // The button that saves is pale until its dialog is gone.
    await dialog.waitFor({ state: 'hidden' })
    await owner.look('needs and preferences')
    const rule = { op: 'stated_need', params: { says: 'like', topic: 'spring_tea' } }
    const list = () => owner.post<{ total: number | null }>('/customers/list', { columns: ['city'], rule })
    expect((await list()).total).toBe(1)
    await button('told.needs.takeBack').click()
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: t('told.needs.takeBack') })
      .click()
    // The button says so too, further back in its cell.
    await page.getByRole('cell', { name: new RegExp(`^${t('told.needs.stances.none')}`) }).waitFor()
    expect((await list()).total).toBe(0)

    // The list can be arranged by how much is known.
    await owner.open('/customers?view=standard')
    await button('customers.columns.title').click()
    await page.getByRole('checkbox', { name: '了解程度' }).check()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '了解程度', exact: true }).click()
    await page.locator('th[aria-sort="descending"]').waitFor()
    await expect
      .poll(async () => Number(await page.locator('tbody tr.opens td').last().textContent()))
      .toBeGreaterThan(0)
  })

  it('are shown as a card by the system that may embed it, by no other, and until its links end', async () => {
    const { page, t } = owner
    const [crm, stranger] = [await otherSystem(), await otherSystem()]
    try {
      await owner.open('/settings/card')
      await page.getByLabel(t('card.origins')).fill(crm.origin)
      await page.getByRole('checkbox', { name: t('card.field.value') }).check()
      await page.getByRole('button', { name: t('card.save'), exact: true }).click()
      await page.getByText(t('settings.saved')).waitFor()
      await page.getByRole('button', { name: t('card.show') }).click()
      await page.frameLocator('iframe').getByText('消费金额').waitFor()
      await owner.look('card settings')

      const { items } = await owner.get<{ items: { customerId: string }[] }>('/customers?limit=1')
      const { url } = await owner.post<{ url: string }>(`/customers/${items[0]?.customerId}/card`, {})
      crm.frame(url)
      stranger.frame(url)
      const other = await page.context().newPage()
      await other.goto(crm.origin)
      await other.frameLocator('iframe').getByText('消费金额').waitFor()
      await other.goto(stranger.origin)
      await other.getByText('framed').waitFor()
      expect(await other.frameLocator('iframe').getByText('消费金额').count()).toBe(0)

      await owner.open('/settings/card')
      const customer = items[0]?.customerId ?? ''
      const ending = page.getByRole('button', { name: t('card.endLabel', { id: customer }) })
      await ending.first().click()
      await page.getByText(t('card.ended')).waitFor()
      await other.goto(crm.origin)
      await other.frameLocator('iframe').getByText('此客户卡片已失效').waitFor()

      const next = await owner.post<{ url: string }>(`/customers/${customer}/card`, {})
      crm.frame(next.url)
      await other.goto(crm.origin)
      await other.frameLocator('iframe').getByText('消费金额').waitFor()
      await page.getByRole('button', { name: t('card.revoke') }).click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: t('card.revoke') })
        .click()
      await page.getByText(t('card.revoked')).waitFor()
      await page.getByText(t('card.linksNone')).waitFor()
      // The card that stands open closes by itself.
      await other.frameLocator('iframe').getByText('此客户卡片已失效').waitFor({ timeout: 20_000 })
      await owner.look('card settings without links')
      await other.close()
      // The browser says that it did not frame, and what an ended link answers; nothing else.
      for (const said of owner.browser.complaints.splice(0))
        expect(said).toMatch(/frame-ancestors|status of 404/)
    } finally {
      await crm.close()
      await stranger.close()
    }
  })

  it('speaks English, and fits a telephone', async () => {
    const { page } = owner
    await page.getByRole('button', { name: /English/ }).click()
    await page.getByRole('link', { name: 'Home', exact: true }).waitFor()
    await owner.open('/customers/attributes')
    await page.getByText('number of orders in the last 365 days').waitFor()
    await owner.look('attributes, English')
    await page.setViewportSize({ width: 390, height: 844 })
    await owner.open('/customers')
    await page.getByRole('columnheader', { name: 'Category breadth' }).waitFor()
    await owner.look('list on a telephone')
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
    expect(overflow).toBeLessThanOrEqual(0)
    const [customer] = (await owner.get<{ items: { customerId: string }[] }>('/customers?limit=1')).items
    await owner.open(`/customers/${customer?.customerId}?tab=told`)
    await owner.look('what a customer told, on a telephone')
    expect(owner.flaws).toEqual([])
    expect(owner.browser.complaints).toEqual([])
  })
})
