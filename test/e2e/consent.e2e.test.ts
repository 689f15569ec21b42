import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, enter, openConsole } from './support/console.ts'
import { mouse } from './support/hand.ts'
import { importOrders } from './support/loop.ts'
import { twoYearsOfOrders } from './support/orders-file.ts'

interface Cells {
  cells: { purpose: string; channel: string; state: string; allowed: boolean }[]
}

describe('consent', () => {
  let product: RunningProduct
  let owner: Console
  let customer = ''
  beforeAll(async () => {
    product = await startProduct({ env: { LIANGTI_LOCALE: 'en' } })
    owner = await openConsole(product, 'en')
    await enter(owner, product.signIn?.link ?? '')
    const orders = twoYearsOfOrders({ seed: 5, now: new Date(), customers: 20, language: 'en' })
    await importOrders({ console: owner, hand: mouse }, orders)
    customer =
      (await owner.get<{ items: { customerId: string }[] }>('/customers?limit=1')).items[0]?.customerId ?? ''
  })
  afterAll(async () => {
    await owner?.close()
    await product?.stop()
  })
  const cell = async (channel: string) =>
    (await owner.get<Cells>(`/customers/${customer}/consents`)).cells.find(
      (one) => one.purpose === 'marketing' && one.channel === channel,
    )

  it('is taken back on the customer’s page by keyboard alone, with its proof, and stands in the history', async () => {
    const { page, t } = owner
    await owner.open(`/customers/${customer}?tab=consent`)
    await page.getByRole('button', { name: t('consent.record'), exact: true }).press('Enter')
    const dialog = page.getByRole('dialog')
    const withdraws = dialog.getByRole('radio', { name: t('consent.no') })
    await dialog.getByRole('radio', { name: t('consent.yes') }).press('ArrowDown')
    expect(await withdraws.isChecked()).toBe(true)
    await dialog.getByLabel(t('consent.proofNote')).fill('Letter in binder 7')
    await owner.look('record a consent')
    await dialog.getByRole('button', { name: t('common.save') }).press('Enter')
    const panel = page.getByRole('region', { name: t('consent.title'), exact: true })
    await panel.getByText('Letter in binder 7').waitFor()
    expect(await cell('email')).toMatchObject({ state: 'withdrawn', allowed: false })
    expect(await cell('sms')).toMatchObject({ state: 'none', allowed: true })
    await owner.look('customer with a withdrawal')
  })

  it('is asked for by mail, and holds once the button on the page was pressed', async () => {
    const { page, t } = owner
    const { items } = await owner.get<{ items: { customerId: string }[] }>('/customers?limit=2')
    const other = items[1]?.customerId ?? ''
    const state = async () =>
      (await owner.get<Cells>(`/customers/${other}/consents`)).cells.find(
        (one) => one.purpose === 'marketing' && one.channel === 'email',
      )?.state
    await owner.open(`/customers/${other}?tab=consent`)
    await page.getByRole('button', { name: t('consent.ask.open'), exact: true }).press('Enter')
    const dialog = page.getByRole('dialog')
    await owner.look('ask for a consent by mail')
    await dialog.getByRole('button', { name: t('consent.ask.send') }).press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    expect(await state()).toBe('pending')
    const caught = () => owner.get<{ items: { id: string }[] }>('/mail-catcher?limit=1')
    await expect.poll(async () => (await caught()).items.length, { timeout: 30_000 }).toBe(1)
    const mail = await owner.get<{ links: string[]; headers: { name: string }[] }>(
      `/mail-catcher/${(await caught()).items[0]?.id}`,
    )
    expect(mail.headers.map(({ name }) => name.toLowerCase())).not.toContain('list-unsubscribe')
    const link = mail.links.find((one) => one.includes('/t/a/')) ?? ''
    // A scanner looks at every link before the reader does.
    await fetch(link, { method: 'HEAD' })
    expect((await fetch(link)).status).toBe(200)
    expect(await state()).toBe('pending')
    await page.goto(link)
    await owner.look('page that asks for a consent')
    await page.getByRole('button', { name: 'I agree' }).press('Enter')
    await page.getByRole('heading', { name: 'Thank you, you have agreed' }).waitFor()
    await owner.look('page after agreeing')
    expect(await state()).toBe('given')
    await owner.open(`/customers/${other}?tab=consent`)
    const panel = page.getByRole('region', { name: t('consent.title'), exact: true })
    await panel.getByText('/24').or(panel.getByText('/48')).first().waitFor()
  })

  it('is asked for where the policy says so, in words with versions', async () => {
    const { page, t } = owner
    await owner.open('/settings/consent')
    const box = page.getByRole('checkbox', {
      name: t('consent.settings.allowed', { purpose: 'Marketing messages', channel: 'SMS' }),
    })
    expect(await box.isChecked()).toBe(true)
    await box.press('Space')
    await page
      .getByRole('region', { name: t('consent.settings.policy') })
      .getByRole('button', { name: t('common.save') })
      .click()
    await page.getByText(t('settings.saved')).waitFor()
    expect(await cell('sms')).toMatchObject({ state: 'none', allowed: false })
    await page.getByRole('button', { name: t('consent.settings.newText') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(t('consent.settings.body')).fill('May we write to you about offers?')
    await owner.look('a new consent text')
    await dialog.getByRole('button', { name: t('common.save') }).click()
    await page.getByText('May we write to you about offers?').waitFor()
    await owner.look('consent settings')
    await owner.open('/settings/audit')
    await page.getByText(t('settings.audit.actions.consent_policy')).first().waitFor()
    expect(owner.flaws).toEqual([])
    expect(owner.browser.complaints).toEqual([])
  })
})
