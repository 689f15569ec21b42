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
  const cityOf = async () => {
    const { values } = await owner.get<{ values: { attribute: string; words: { value: string }[] }[] }>(
      `/customers/${customer}/values`,
    )
    return values.find(({ attribute }) => attribute === 'city')?.words[0]?.value ?? ''
  }
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
    // It is answered when it was handed over.
    await owner.open('/customers/requests')
    await page
      .getByRole('button', { name: t('privacy.handOver.open').replace(/[\s…]+$/u, '') })
      .press('Enter')
    const over = page.getByRole('dialog', { name: t('privacy.handOver.title') })
    await over.getByLabel(t('privacy.handOver.to')).fill('The customer')
    await owner.look('hands over a copy')
    await over.getByRole('button', { name: t('privacy.handOver.save') }).press('Enter')
    await page.getByText(t('privacy.states.handed'), { exact: true }).waitFor()
    expect(await stateOf('access')).toMatchObject({ state: 'done', handedOver: { to: 'The customer' } })
    await owner.look('handed over')
  })

  it('a correction, seen before it is approved, on the customer and on a certificate, and undone', async () => {
    const { page, t } = owner
    const city = language === 'en' ? 'City' : '城市'
    const before = await cityOf()
    await owner.open(`/customers/${customer}?tab=consent`)
    await page.getByRole('button', { name: t('privacy.ofCustomer.correct'), exact: true }).press('Enter')
    const dialog = page.getByRole('dialog', { name: t('privacy.ask.titles.correction') })
    await dialog.getByRole('combobox', { name: t('privacy.correct.field', { n: 1 }) }).click()
    await page.getByTitle(city, { exact: true }).click()
    await dialog.getByLabel(t('privacy.correct.to', { n: 1 })).fill('Ghent')
    await dialog.getByLabel(t('privacy.ask.proof')).fill('Letter, signature compared')
    await owner.look('asks for a correction')
    await dialog.getByRole('button', { name: t('privacy.ask.save') }).press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    expect(await cityOf()).toBe(before)
    await owner.open('/customers/requests')
    const change = t('privacy.correct.change', {
      ...{ field: city, from: before || t('privacy.correct.unknown'), to: 'Ghent' },
    })
    await page.getByText(change, { exact: true }).waitFor()
    await page.getByRole('button', { name: t('privacy.approve') }).click()
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: t('privacy.approve') })
      .click()
    await page.getByText(t('privacy.states.corrected'), { exact: true }).waitFor()
    await owner.look('corrected')
    expect(await cityOf()).toBe('Ghent')
    const paper = page.waitForEvent('popup')
    await page.getByRole('link', { name: t('privacy.certificate') }).click()
    const certificate = await paper
    await certificate
      .getByRole('heading', { name: language === 'en' ? 'Certificate of correction' : '个人信息更正证明' })
      .waitFor()
    await certificate.getByRole('cell', { name: 'Ghent', exact: true }).waitFor()
    await owner.look('certificate of a correction', certificate)
    await certificate.close()
    await page.getByRole('button', { name: t('privacy.undo.open').replace(/[\s…]+$/u, '') }).press('Enter')
    const undoing = page.getByRole('dialog', { name: t('privacy.undo.title') })
    await undoing.getByLabel(t('privacy.undo.reason')).fill('Another customer was meant')
    await undoing.getByRole('button', { name: t('privacy.undo.open') }).press('Enter')
    await page.getByText(t('privacy.states.undone'), { exact: true }).waitFor()
    expect(await cityOf()).toBe(before)
  })

  it('a request is refused with a reason, and one is taken back; whoever wrote it down may not approve it', async () => {
    const { page, t } = owner
    const requests = page.getByRole('table', { name: t('privacy.list') })
    const askErasure = async () => {
      await owner.open(`/customers/${customer}?tab=consent`)
      await page.getByRole('button', { name: t('privacy.ofCustomer.erase'), exact: true }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel(t('privacy.ask.proof')).fill('Letter, signature compared')
      await dialog.getByRole('button', { name: t('privacy.ask.save') }).click()
      await dialog.waitFor({ state: 'hidden' })
      await owner.open('/customers/requests')
    }
    await owner.open('/settings/privacy')
    await page.getByLabel(t('privacy.settings.twoPersons')).check()
    await page.getByRole('button', { name: t('common.save') }).click()
    await page.getByText(t('settings.saved')).waitFor()
    await askErasure()
    await page.getByRole('button', { name: t('privacy.approve') }).click()
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: t('privacy.approve') })
      .click()
    await page.getByText(language === 'en' ? 'somebody else has to approve' : '须由另一人批准').waitFor()
    await page.getByRole('button', { name: t('privacy.refuse') }).click()
    const refusing = page.getByRole('dialog', { name: t('privacy.refuseTitle') })
    await refusing.getByLabel(t('privacy.refuseReason')).fill('Still under guarantee')
    await refusing.getByRole('button', { name: t('privacy.refuse') }).click()
    await requests.getByText('Still under guarantee').waitFor()
    await requests.getByText(t('privacy.states.refused'), { exact: true }).waitFor()
    await askErasure()
    await page.getByRole('button', { name: t('privacy.cancel') }).press('Enter')
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: t('privacy.cancelYes') })
      .press('Enter')
    await requests.getByText(t('privacy.states.cancelled'), { exact: true }).waitFor()
    await owner.look('refused and cancelled')
    await owner.open('/settings/privacy')
    await page.getByLabel(t('privacy.settings.twoPersons')).uncheck()
    await page.getByRole('button', { name: t('common.save') }).click()
    await page.getByText(t('settings.saved')).waitFor()
  })

  it('how long data are kept, what would go, and what a court wants kept', async () => {
    const { page, t } = owner
    const orders = t('retention.kinds.orders')
    await owner.open('/settings/retention')
    await page.getByLabel(t('retention.daysOf', { kind: orders })).fill('1100')
    await page.getByRole('button', { name: t('retention.previewOf', { kind: orders }) }).press('Enter')
    await page.getByText(t('retention.wouldGo', { count: 0, n: '0' }), { exact: true }).waitFor()
    await page.getByRole('button', { name: t('common.save') }).click()
    await page.getByText(t('settings.saved')).waitFor()
    await page.getByRole('button', { name: t('retention.run'), exact: true }).click()
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: t('retention.run') })
      .click()
    const runs = page.getByRole('table', { name: t('retention.runs') })
    await runs.getByText(t('retention.states.done')).waitFor()
    await page.getByRole('button', { name: t('retention.place'), exact: true }).click()
    const dialog = page.getByRole('dialog', { name: t('retention.place') })
    await dialog.getByLabel(t('retention.customerId')).fill(customer)
    await dialog.getByLabel(t('retention.col.why')).fill('Case 12, district court')
    await dialog.getByRole('button', { name: t('retention.place') }).click()
    await page.getByText('Case 12, district court').waitFor()
    await owner.look('retention')
    await page.getByRole('button', { name: t('retention.release'), exact: true }).click()
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: t('retention.release') })
      .click()
    await expect
      .poll(
        async () =>
          (await owner.get<{ items: { releasedAt: string | null }[] }>('/privacy/holds')).items[0]
            ?.releasedAt,
      )
      .toBeTruthy()
  })

  it('erasure, with a look at what goes before and a certificate after', async () => {
    const { page, t } = owner
    await owner.open('/settings/privacy')
    await page.getByLabel(t('privacy.settings.waitingDays')).fill('0')
    await owner.look('privacy settings')
    await page.getByRole('button', { name: t('common.save') }).click()
    await page.getByText(t('settings.saved')).waitFor()
    await owner.open(`/customers/${customer}?tab=consent`)
    const { identifiers } = await owner.post<{ identifiers: { kind: string; value: string }[] }>(
      `/customers/${customer}/unmask`,
      { reason: 'asked for erasure' },
    )
    const account = identifiers.find(({ kind }) => kind === 'account')?.value ?? ''
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
    await page
      .getByRole('row')
      .filter({ hasText: t('privacy.kinds.erasure') })
      .getByRole('link', { name: t('privacy.certificate') })
      .click()
    const certificate = await paper
    await certificate
      .getByRole('heading', { name: language === 'en' ? 'Certificate of erasure' : '个人信息删除证明' })
      .waitFor()
    await owner.look('certificate', certificate)
    const told = (await certificate.locator('body').textContent()) ?? ''
    expect(told).toContain(t('privacy.places.order_lines'))
    expect(told).not.toContain(account)
    await certificate.close()
    const gone = await page.request.get(`${product.url}/api/workspaces/${owner.slug}/customers/${customer}`)
    expect(gone.status()).toBe(404)
    // From asking to closing, each step of either request stands in the log.
    await owner.open('/settings/audit')
    const log = page.getByRole('table', { name: t('settings.audit.list') })
    for (const step of [
      'receive',
      'approve',
      'refuse',
      'cancel',
      'download',
      'hand_over',
      'corrected',
      'undo',
      'erased',
    ] as const)
      await log
        .getByText(t(`settings.audit.actions.privacy_${step}`), { exact: true })
        .first()
        .waitFor()
    // They come back, and are let in with what they agree to now.
    await owner.open('/customers/requests')
    await page.getByRole('button', { name: t('privacy.return.open') }).click()
    const dialog2 = page.getByRole('dialog', { name: t('privacy.return.title') })
    await dialog2.getByRole('combobox', { name: t('privacy.return.kind') }).click()
    await page.getByTitle(t('customers.kindsOfId.account'), { exact: true }).click()
    await dialog2.getByLabel(t('privacy.return.value')).fill('never-was-here')
    await dialog2.getByRole('button', { name: t('privacy.return.look') }).click()
    await dialog2.getByText(t('privacy.return.notFound')).waitFor()
    await dialog2.getByLabel(t('privacy.return.value')).fill(account)
    await dialog2.getByRole('button', { name: t('privacy.return.look') }).click()
    await dialog2.getByRole('checkbox').first().check()
    await dialog2.getByLabel(t('consent.proofNote')).fill('Form signed in the shop')
    await owner.look('comes back')
    await dialog2.getByRole('button', { name: t('privacy.return.save') }).click()
    await page.getByText(t('consent.states.given')).first().waitFor()
    await owner.look('came back')
    expect(owner.flaws).toEqual([])
    expect(owner.browser.complaints.filter((text) => !/ 404 \(| 403 \(.*approve/.test(text))).toEqual([])
  })
})
