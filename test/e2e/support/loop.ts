import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Campaign, Forecast, Opportunity, Report } from '../../../web/src/api/types.ts'
import { type Console, enter, settled } from './console.ts'
import type { Hand } from './hand.ts'
import { type OrdersFile, ordersSince } from './orders-file.ts'
import type { Shop } from './shop.ts'

export interface Walk {
  console: Console
  hand: Hand
  shop: Shop
  orders: OrdersFile
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** The browser's word for this test asking a sandboxed mail what has the focus; the mail itself holds no script. */
const ours = /Blocked script execution in 'about:srcdoc'/

/** The whole way of a newcomer, from the printed link to the report. */
export async function walkTheLoop(walk: Walk, link: string): Promise<void> {
  const { console, orders } = walk
  await enter(console, link)
  await console.look('empty home')
  await importOrders(walk, orders)
  const campaign = await planLargest(walk)
  const forecast = await refinePlan(walk, campaign)
  const report = await launch(walk, campaign, forecast)
  const to = await answerMail(walk, campaign, report)
  await seeAnswers(walk, campaign, report, to)
  await importAnswersAndRead(walk, campaign)
  expect(console.flaws).toEqual([])
  expect(console.browser.complaints.filter((text) => !ours.test(text))).toEqual([])
}

/** Gives the file to Home and imports it; the figures on screen are those of the file. */
export async function importOrders(walk: Pick<Walk, 'console' | 'hand'>, file: OrdersFile): Promise<void> {
  const { hand, console } = walk
  const { page, t, format } = console
  await hand.giveFile(page, file, button(page, t('home.drop.choose')))
  const preview = part(page, t('data.preview'))
  await preview.waitFor()
  // Real rows of this file, under the names the product gave its columns.
  const first = file.rows[0]
  if (!first) throw new Error('The file has no rows.')
  const row = preview.getByRole('row').filter({ hasText: first.order })
  for (const cell of [first.customer, first.product, first.category])
    expect(await row.textContent()).toContain(cell)
  if (file.rejected > 0) expect(await preview.textContent()).toContain('2025-02-30')
  await console.look('mapping preview')
  const size = format.bytes(Buffer.byteLength(file.csv))
  await hand.press(button(page, t('data.startAll', { size })))
  const done = part(page, t('data.doneTitle', { file: file.name }))
  await done.waitFor({ timeout: 30_000 })
  const figure = async (name: string) =>
    (await done.locator('dl.sum > div').filter({ hasText: name }).locator('dd').textContent())?.replace(
      /^[=+]/,
      '',
    )
  expect(await figure(t('data.col.read'))).toBe(format.integer(file.lines))
  expect(await figure(t('data.col.repeated'))).toBe(format.integer(file.repeated))
  expect(await figure(t('data.col.rejected'))).toBe(format.integer(file.rejected))
  expect(await figure(t('data.col.stored'))).toBe(format.integer(file.lines - file.repeated - file.rejected))
}

/** The opportunities stand there with the sizes the API gives; plans the one that reaches most people. */
async function planLargest({ console, hand }: Walk): Promise<Campaign> {
  const { page, t, format, language } = console
  await page
    .getByRole('listitem')
    .filter({ hasText: t('home.planThis') })
    .first()
    .waitFor({ timeout: 60_000 })
  const { items } = await console.get<{ items: Opportunity[] }>('/opportunities')
  expect(items.length).toBeGreaterThanOrEqual(2)
  for (const item of items) {
    const card = page.getByRole('listitem').filter({ hasText: item.title[language] })
    const text = await card.textContent()
    expect(item.reachable).toBe(item.customers) // every line of the file carried an address
    expect(text).toContain(format.compact(item.reachable))
    expect(text).toContain(format.moneyCompact(item.valueAtStakeMinor, item.currency))
  }
  await console.look('home with opportunities')
  const largest = items.reduce((best, item) => (item.reachable > best.reachable ? item : best))
  await hand.press(button(page, `${t('home.planThis')}: ${largest.title[language]}`))
  await page.waitForURL(/\/campaigns\/[^/?]+$/)
  return console.get<Campaign>(`/campaigns/${/campaigns\/([^/?]+)/.exec(page.url())?.[1]}`)
}

/** A larger control group and a button that leads to the shop; the forecast follows. */
async function refinePlan({ console, hand, shop }: Walk, campaign: Campaign): Promise<Forecast> {
  const { page, t, format } = console
  const panel = part(page, t('campaigns.forecast.title'))
  await panel.locator('.headline').waitFor()
  const before = await console.post<Forecast>(`/campaigns/${campaign.id}/forecast`)
  expect(await panel.locator('.headline').textContent()).toBe(format.integer(before.recipients))
  expectDrawn(before, 0.2)
  await hand.write(page.getByRole('textbox', { name: t('campaigns.plan.landing') }), `${shop.url}/tea`)
  await hand.slide(page.getByRole('slider', { name: t('campaigns.plan.controlShare') }), 30)
  await expect
    .poll(async () => (await console.get<Campaign>(`/campaigns/${campaign.id}`)).controlShare, {
      timeout: 10_000,
    })
    .toBe(0.3)
  const after = await console.post<Forecast>(`/campaigns/${campaign.id}/forecast`)
  expectDrawn(after, 0.3)
  expect(after.recipients).toBeLessThan(before.recipients)
  expect(after.recipients + after.control + silent(after)).toBeGreaterThanOrEqual(after.audience)
  await expect
    .poll(() => panel.locator('.headline').textContent(), { timeout: 10_000 })
    .toBe(format.integer(after.recipients))
  expect(await panel.textContent()).toContain(
    `${t('campaigns.forecast.control')} ${format.integer(after.control)}`,
  )
  await console.look('campaign plan')
  return after
}

/** Each person is drawn by chance: the count may stray from the share by five standard deviations, no further. */
function expectDrawn(forecast: Forecast, share: number): void {
  const deviation = Math.sqrt(forecast.audience * share * (1 - share))
  expect(Math.abs(forecast.control - forecast.audience * share)).toBeLessThan(5 * deviation)
}

const silent = (forecast: Forecast) => forecast.silent.reduce((sum, s) => sum + s.customers, 0)

/** The dialog says to how many, where and at what cost before its button sends. */
async function launch({ console, hand }: Walk, campaign: Campaign, forecast: Forecast): Promise<Report> {
  const { page, t, format } = console
  await hand.press(button(page, t('campaigns.one.launch')))
  const dialog = page.getByRole('dialog')
  const confirm = dialog.getByRole('button', {
    name: t('campaigns.launch.confirm', { shown: format.integer(forecast.recipients) }),
  })
  await confirm.waitFor()
  const said = (await dialog.textContent()) ?? ''
  for (const words of [
    t('campaigns.launch.sends', { shown: format.integer(forecast.recipients) }),
    t('campaigns.plan.channels.email'),
    format.moneyCompact(forecast.costMinor.value, forecast.currency),
    t('campaigns.launch.controlPeople', { shown: format.integer(forecast.control) }),
  ])
    expect(said).toContain(words)
  await console.look('launch dialog')
  await hand.press(confirm)
  await page.waitForURL(/tab=report/)
  const path = `/campaigns/${campaign.id}/report`
  await expect
    .poll(async () => (await console.get<Report | null>(path))?.execution.sent, { timeout: 30_000 })
    .toBe(forecast.recipients)
  const report = await console.get<Report>(path)
  await expect
    .poll(() => liveNumber(console, 'sent'), { timeout: 10_000 })
    .toBe(format.integer(forecast.recipients))
  expect(report.arms.map((arm) => [arm.arm, arm.customers])).toEqual([
    ['treatment', forecast.recipients],
    ['control', forecast.control],
  ])
  await console.look('report, just launched')
  return report
}

/** A figure of "Sending" as it stands on screen. */
async function liveNumber({ page, t }: Console, key: 'sent' | 'opened' | 'clicked' | 'unsubscribed') {
  const cell = part(page, t('campaigns.live.title'))
    .locator('dl.figure-row > div')
    .filter({ hasText: t(`campaigns.live.${key}`) })
  return cell.locator('.figure-value').textContent()
}

/** Reads one caught mail, follows its button to the shop and unsubscribes by its link. @returns who it went to */
async function answerMail(walk: Walk, campaign: Campaign, report: Report): Promise<string> {
  const { console, hand, shop } = walk
  const { page, t, format } = console
  await hand.press(page.getByRole('link', { name: t('campaigns.live.mail'), exact: true }))
  const list = part(page, t('interaction.mail.list'))
  await list.locator('button.mail-item').first().waitFor()
  expect(await list.locator('.part-note').textContent()).toBe(format.integer(report.execution.sent))
  // What is opened within two seconds of being settled was opened by a machine, for the product: people take longer.
  await page.waitForTimeout(3_000)
  await hand.press(list.locator('button.mail-item').first())
  const frame = page.frameLocator(`iframe[title="${t('interaction.mail.frame')}"]`)
  await frame.locator('a[href*="/t/c/"]').first().waitFor()
  await console.look('mail catcher')
  // The picture in the mail was asked for by the reader's browser, as by a mail program's.
  const path = `/campaigns/${campaign.id}/report`
  await expect
    .poll(async () => (await console.get<Report>(path)).execution.opened, { timeout: 10_000 })
    .toBe(1)
  const to = (await page.locator('dl.mail-head dd').nth(1).textContent()) ?? ''
  // The reader is greeted by the name that only the encrypted ledger knows.
  const reader = walk.orders.rows.find((row) => row.email === to)
  expect(await frame.locator('body').textContent()).toContain(reader?.name)
  const popup = page.context().waitForEvent('page')
  await hand.press(frame.locator('a[href*="/t/c/"]').first())
  const landed = await popup
  await landed.waitForURL(`${shop.url}/tea`)
  expect(shop.visits).toEqual(['/tea'])
  await landed.close()
  await unsubscribe(walk, page)
  return to
}

async function unsubscribe({ console, hand }: Walk, page: Page): Promise<void> {
  const frame = page.frameLocator(`iframe[title="${console.t('interaction.mail.frame')}"]`)
  const popup = page.context().waitForEvent('page')
  await hand.press(frame.locator('a[href*="/t/u/"]').first())
  const asked = await popup
  await asked.waitForLoadState()
  await console.look('unsubscribe page', asked)
  const address = asked.url()
  await hand.press(asked.getByRole('link'))
  await asked.waitForURL(/\/t\/p\//)
  await console.look('preference page', asked)
  for (const pace of ['weekly', 'any']) {
    await asked.locator('select[name=pace]').selectOption(pace)
    await Promise.all([asked.waitForNavigation(), hand.press(asked.getByRole('button'))])
    expect(await asked.locator('select[name=pace]').inputValue()).toBe(pace)
  }
  await console.look('saved preferences', asked)
  await asked.goto(address)
  await hand.press(asked.getByRole('button'))
  await asked.getByRole('button').waitFor({ state: 'detached' })
  await console.look('unsubscribed page', asked)
  await asked.close()
}

/** What the mail's reader did stands in the report, among the messages, on the list and in the customer's own history. */
async function seeAnswers(walk: Walk, campaign: Campaign, report: Report, to: string): Promise<void> {
  const { console, hand } = walk
  const { page, t } = console
  await hand.press(page.getByRole('link', { name: t('interaction.tabs.doNotSend'), exact: true }))
  const list = part(page, t('interaction.doNotSend.list'))
  await list.getByRole('row').nth(1).waitFor()
  expect(await list.getByRole('row').count()).toBe(2) // the head and one address
  expect(await list.getByRole('row').nth(1).textContent()).toContain(
    t('interaction.doNotSend.sources.customer'),
  )
  expect(await list.textContent()).not.toContain(to) // masked
  await console.look('do-not-send list')
  await hand.press(page.getByRole('link', { name: t('interaction.tabs.deliveries'), exact: true }))
  const messages = part(page, t('interaction.deliveries.list'))
  await messages.getByRole('row').nth(1).waitFor()
  const sent = messages.getByRole('row').filter({ hasText: t('interaction.deliveries.status.sent') })
  expect(await sent.count()).toBe(Math.min(100, report.execution.sent)) // a page of the list
  await console.look('messages')
  await hand.press(messages.getByRole('link', { name: campaign.name }).first())
  await page.waitForURL(new RegExp(`/campaigns/${campaign.id}`))
  for (const key of ['opened', 'clicked', 'unsubscribed'] as const)
    await expect.poll(() => liveNumber(console, key), { timeout: 25_000 }).toBe('1')
  const { execution } = await console.get<Report>(`/campaigns/${campaign.id}/report`)
  expect([execution.opened, execution.clicked, execution.unsubscribed]).toEqual([1, 1, 1])
}

/**
 * Since the launch every customer of the file ordered once more. The report counts exactly those of the two groups and
 * says what their difference is worth: the range the API gives, and "inconclusive" where it holds zero.
 */
async function importAnswersAndRead(walk: Walk, campaign: Campaign): Promise<void> {
  const { console, hand, orders } = walk
  const { page, t, format, language } = console
  const buyers = [...new Map(orders.rows.map((row) => [row.customer, row])).values()]
  const since = ordersSince({ seed: 11, at: new Date(), buyers, language })
  const rail = page.getByRole('navigation', { name: t('shell.main') })
  await hand.press(rail.getByRole('link', { name: t('shell.home'), exact: true }))
  await settled(page)
  await importOrders(walk, since)
  await hand.press(part(page, t('home.running')).getByRole('link', { name: campaign.name }))
  await page.waitForURL(new RegExp(`/campaigns/${campaign.id}`))
  const path = `/campaigns/${campaign.id}/report`
  const bought = async () => (await console.get<Report>(path)).arms.map((arm) => arm.buyers - arm.customers)
  await expect.poll(bought, { timeout: 25_000 }).toEqual([0, 0])
  const report = await console.get<Report>(path)
  const { incrementalMarginMinor: effect, currency } = report
  if (effect.lo === null || effect.hi === null) throw new Error('The report has no range.')
  expect(effect.lo).toBeLessThan(effect.hi)
  expect(effect.verdict).toBe(effect.lo > 0 ? 'positive' : effect.hi < 0 ? 'negative' : 'inconclusive')
  const { figure, range } = format.moneyEstimate(effect, currency)
  const shown = part(page, t('campaigns.report.effect'))
  await expect.poll(() => shown.locator('.headline').textContent(), { timeout: 15_000 }).toBe(figure)
  expect(await shown.locator('.headline-range').textContent()).toBe(
    `${range} ${t(`figures.verdict.${effect.verdict}`)}`,
  )
  const groups = part(page, t('campaigns.report.arms')).getByRole('row')
  for (const [index, arm] of report.arms.entries()) {
    const cells = await groups
      .nth(index + 1)
      .getByRole('cell')
      .allTextContents()
    expect(cells.slice(1, 4)).toEqual([arm.customers, arm.contacted, arm.buyers].map(format.integer))
    expect(cells).toContain(format.moneyCompact(arm.revenueMinor, currency))
  }
  await console.look('report with answers')
}
