import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { unzipped } from '../support/unzipped.ts'
import { type Console, enter, openConsole } from './support/console.ts'
import { mouse } from './support/hand.ts'
import { importOrders } from './support/loop.ts'
import { twoYearsOfOrders } from './support/orders-file.ts'

interface Requests {
  items: { id: string; kind: string; state: string; customerId: string | null }[]
}

describe.each(['zh-CN', 'en'] as const)('what a customer may ask for, in %s', (language) => {
  let product: RunningProduct
  let owner: Console
  let customer = ''
  beforeAll(async () => {
    product = await startProduct({ env: { LIANGTI_LOCALE: language } })
    owner = await openConsole(product, language)
    await enter(owner, product.signIn?.link ?? '')
    const orders = twoYearsOfOrders({ seed: 5, now: new Date(), customers: 20, language })
    await owner.open('')
    await importOrders({ console: owner, hand: mouse }, orders)
    customer =
      (await owner.get<{ items: { customerId: string }[] }>('/customers?limit=1')).items[0]?.customerId ?? ''
  })
  afterAll(async () => {
    await owner?.close()
    await product?.stop()
  })
  const stateOf = async (kind: string) =>
    (await owner.get<Requests>('/privacy/requests')).items.find((one) => one.kind === kind)

  it('a copy of the data, to read and as data', async () => {
    const { page, t } = owner
    await owner.open(`/customers/${customer}?tab=consent`)
    await page.getByRole('button', { name: t('privacy.ofCustomer.copy'), exact: true }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(t('privacy.ask.proof')).fill('ID card shown at the counter')
    await owner.look('asks for a copy')
    await dialog.getByRole('button', { name: t('privacy.ask.save') }).press('Enter')
    await page.getByText(t('privacy.states.received')).waitFor()
    await owner.open('/customers/requests')
    await page.getByRole('button', { name: t('privacy.approve') }).click()
    await page.getByText(t('privacy.states.ready')).waitFor()
    await owner.look('a copy is ready')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: t('privacy.download') }).click(),
    ])
    const dir = mkdtempSync(join(tmpdir(), 'liangti-copy-'))
    try {
      const zip = join(dir, 'copy.zip')
      await download.saveAs(zip)
      const files = unzipped(readFileSync(zip))
      const read = (name: string) => files.get(name) ?? ''
      const data = JSON.parse(read('data.json')) as {
        identifiers: { kind: string }[]
        order_lines: unknown[]
      }
      expect(data.identifiers.map(({ kind }) => kind)).toContain('account')
      expect(data.order_lines.length).toBeGreaterThan(0)
      for (const name of ['个人信息.html', 'personal-data.html']) {
        writeFileSync(join(dir, 'page.html'), read(name))
        await page.goto(`file://${join(dir, 'page.html')}`)
        await owner.look(`copy ${name}`)
        expect(await page.locator('section').count()).toBeGreaterThan(3)
      }
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })

  it('erasure, with a look at what goes before and a certificate after', async () => {
    const { page, t } = owner
    await owner.open('/settings/privacy')
    await page.getByLabel(t('privacy.settings.waitingDays')).fill('0')
    await owner.look('privacy settings')
    await page.getByRole('button', { name: t('common.save') }).click()
    await page.getByText(t('settings.saved')).waitFor()
    await owner.open(`/customers/${customer}?tab=consent`)
    await page.getByRole('button', { name: t('privacy.ofCustomer.erase'), exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(t('privacy.places.order_lines')).waitFor()
    await dialog.getByLabel(t('privacy.ask.proof')).fill('ID card shown at the counter')
    await owner.look('asks for erasure')
    await dialog.getByRole('button', { name: t('privacy.ask.save') }).click()
    await expect.poll(async () => (await stateOf('erasure'))?.state).toBe('received')
    await owner.open('/customers/requests')
    await page.getByRole('button', { name: t('privacy.approve') }).click()
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: t('privacy.approve') })
      .click()
    await expect.poll(async () => (await stateOf('erasure'))?.state, { timeout: 60_000 }).toBe('done')
    await owner.open('/customers/requests')
    await page.getByText(t('privacy.states.done'), { exact: true }).first().waitFor()
    await owner.look('erased')
    const id = (await stateOf('erasure'))?.id ?? ''
    expect((await owner.get<{ isGenuine: boolean }>(`/privacy/requests/${id}/certificate`)).isGenuine).toBe(
      true,
    )
    const paper = page.waitForEvent('popup')
    await page.getByRole('link', { name: t('privacy.certificate') }).click()
    await (await paper)
      .getByRole('heading', { name: language === 'en' ? 'Certificate of erasure' : '个人信息删除证明' })
      .waitFor()
    const gone = await page.request.get(`${product.url}/api/workspaces/${owner.slug}/customers/${customer}`)
    expect(gone.status()).toBe(404)
    expect(owner.flaws).toEqual([])
    expect(owner.browser.complaints.filter((text) => !text.includes('404'))).toEqual([])
  })
})
