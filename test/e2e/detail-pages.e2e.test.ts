import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Campaign, Forecast, Opportunity, Report } from '../../web/src/api/types.ts'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, enter, openConsole } from './support/console.ts'
import { mouse, walkThrough } from './support/hand.ts'
import { importOrders } from './support/loop.ts'
import { twoYearsOfOrders } from './support/orders-file.ts'

/** In either language: the account's own decides, not the browser's. */
const launch = /^(Launch|上线)…$/

describe('a page one level down', () => {
  let product: RunningProduct
  let owner: Console
  beforeAll(async () => {
    product = await startProduct({ env: { LIANGTI_LOCALE: 'zh-CN' } })
    owner = await openConsole(product, 'zh-CN')
    await enter(owner, product.signIn?.link ?? '')
    await owner.open('')
    const orders = twoYearsOfOrders({ seed: 3, now: new Date(), customers: 150, language: 'zh-CN' })
    await importOrders({ console: owner, hand: mouse }, orders)
  })
  afterAll(async () => {
    await owner?.close()
    await product?.stop()
  })
  const switchTo = (name: RegExp) => owner.page.getByRole('button', { name })

  it('is free of flaws: a customer, an import, a segment, a launched campaign', async () => {
    const campaignId = await launchOne(owner)
    const first = async (path: string) => (await owner.get<{ items: { id: string }[] }>(path)).items[0]?.id
    const [customer] = (await owner.get<{ items: { customerId: string }[] }>('/customers?limit=1')).items
    const [source] = (await owner.get<{ sources: { id: string }[] }>('/health')).sources
    const { id: company } = await owner.post<{ id: string }>('/companies', { name: '泰和贸易有限公司' })
    const contract = await contractOf(owner, source?.id ?? '')
    const [mail] = (await owner.get<{ items: { id: string }[] }>('/mail-catcher?limit=1')).items
    const detailPages = [
      ...['overview', 'timeline', 'told', 'products', 'contacts', 'consent', 'identity'].map(
        (tab) => `/customers/${customer?.customerId}?tab=${tab}`,
      ),
      `/customers/companies/${company}`,
      `/data/imports/${await first('/imports')}`,
      `/data/health/${source?.id}`,
      `/data/contracts/new?source=${source?.id}&subject=rows`,
      `/data/contracts/${contract}`,
      `/insight/segments/${await first('/segments')}`,
      ...['report', 'plan', 'people'].map((tab) => `/campaigns/${campaignId}?tab=${tab}`),
      `/interaction/deliveries?campaign=${campaignId}`,
      `/interaction/mail?id=${mail?.id}`,
    ]
    for (const name of [/^中 ·/, /^EN ·/]) {
      await owner.open('/settings/me')
      if ((await switchTo(name).count()) > 0) await switchTo(name).click()
      for (const path of detailPages) {
        await owner.open(path)
        expect.soft(await owner.page.locator('.state-error').count(), path).toBe(0)
        await owner.look(path)
      }
    }
    expect(owner.flaws).toEqual([])
    expect(owner.browser.complaints).toEqual([])
  })

  it('can be walked with Tab: the first stop leads past the rail, and the focus is seen at each', async () => {
    const campaign = await owner.post<{ id: string }>('/campaigns', { name: 'Keys', objective: 'retain' })
    for (const path of ['', '/insight/rfm', '/insight/segments/new', `/campaigns/${campaign.id}`, '/data']) {
      await owner.open(path)
      const stops = await walkThrough(owner.page, 60)
      expect.soft(stops.length, path).toBeGreaterThan(10)
      expect
        .soft(
          stops.filter((stop) => !stop.seen).map((stop) => stop.name),
          `${path}: focus not seen`,
        )
        .toEqual([])
      expect.soft(stops[0]?.name, `${path}: the first stop leads past the rail`).toMatch(/正文|content/i)
    }
  })

  it('shows a viewer what a viewer may see, and says so where it may not', async () => {
    const account = {
      email: 'viewer@shop.example',
      displayName: 'Viewer',
      role: 'viewer',
      password: 'only-looking-here',
    }
    await owner.post('/members', account)
    const campaign = await owner.post<{ id: string }>('/campaigns', { name: 'Spring', objective: 'retain' })
    await owner.open(`/campaigns/${campaign.id}`)
    expect(await owner.page.getByRole('button', { name: launch }).count()).toBe(1)
    const viewer = await openConsole(product, 'zh-CN')
    try {
      await signIn(viewer, product.url, account)
      viewer.slug = owner.slug
      await viewer.open(`/campaigns/${campaign.id}`)
      expect(await viewer.page.getByRole('button', { name: launch }).count()).toBe(0)
      expect(
        await viewer.page.getByRole('textbox', { name: /^(Name of the campaign|活动名称)$/ }).isDisabled(),
      ).toBe(true)
      for (const path of ['', '/insight/rfm', '/campaigns', `/campaigns/${campaign.id}`]) {
        await viewer.open(path)
        await viewer.look(`viewer ${path}`)
        expect.soft(await viewer.page.locator('.state-error').count(), path).toBe(0)
      }
      const allowed = viewer.browser.complaints.splice(0)
      for (const path of ['/customers', '/interaction/deliveries', '/settings/members', '/settings/audit']) {
        await viewer.open(path)
        await viewer.look(`viewer, not permitted ${path}`)
        const said = viewer.page.locator('.state')
        expect.soft(await said.count(), path).toBeGreaterThan(0)
        expect.soft(await said.first().textContent(), path).toMatch(/角色|role/)
      }
      expect(viewer.flaws).toEqual([])
      expect(allowed).toEqual([])
    } finally {
      await viewer.close()
    }
  })
})

/** Plans the opportunity that reaches most people and launches it. @returns the campaign, once it has sent */
async function launchOne(console: Console): Promise<string> {
  // Figures come a moment after the file.
  const found = async () => (await console.get<{ items: Opportunity[] }>('/opportunities')).items
  await expect.poll(async () => (await found()).length, { timeout: 30_000 }).toBeGreaterThan(0)
  const items = await found()
  const best = items.reduce((most, item) => (item.reachable > most.reachable ? item : most))
  const { id, version } = await console.post<Campaign>(`/opportunities/${best.id}/plan`)
  const { recipients } = await console.post<Forecast>(`/campaigns/${id}/forecast`)
  await console.post(`/campaigns/${id}/launch`, { version, recipients })
  const sent = async () => (await console.get<Report | null>(`/campaigns/${id}/report`))?.execution.sent
  await expect.poll(sent, { timeout: 30_000 }).toBe(recipients)
  return id
}

/** Writes down what the rows of a source have to be, as drafted from what came. @returns the contract */
async function contractOf(console: Console, source: string): Promise<string> {
  const { page } = console
  await console.open(`/data/contracts/new?source=${source}&subject=rows`)
  await page.getByRole('button', { name: /^(Save|保存)$/ }).click()
  await page.waitForURL(/\/data\/contracts\/[0-9a-f-]{36}$/)
  return page.url().split('/').at(-1) ?? ''
}

async function signIn(
  console: Console,
  url: string,
  account: { email: string; password: string },
): Promise<void> {
  const { page } = console
  await page.goto(`${url}/sign-in`)
  await page.getByRole('textbox', { name: console.t('signIn.email') }).fill(account.email)
  await page.getByLabel(console.t('signIn.password')).fill(account.password)
  await page.getByRole('button', { name: console.t('signIn.submit'), exact: true }).click()
  await page.waitForURL(/\/w\//)
}
