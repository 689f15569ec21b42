import { expect } from 'vitest'
import type { Console } from './console.ts'
import { keyboard, mouse } from './hand.ts'

/** What the shop sends; each has an id of its own, so that none counts as sent before. */
export type Send = (
  events: readonly { messageId: string; properties: Record<string, unknown> }[],
) => Promise<{ accepted: number; quarantined: number }>

const subject = 'Product Viewed'
const field = 'properties.price'

/**
 * With the mouse: a contract is written, the shop breaks it, health shows it, the events are repaired one by one and
 * sent again, and health is good.
 */
export async function repairsTheEvents(console: Console, source: string, send: Send): Promise<void> {
  const { page, t } = console
  const button = (key: string) => page.getByRole('button', { name: t(key), exact: true })
  await console.open('/data/contracts')
  await page
    .getByRole('row')
    .filter({ hasText: subject })
    .getByRole('link', { name: t('quality.contracts.write') })
    .click()
  await page.getByRole('textbox', { name: t('quality.contracts.newField') }).fill(field)
  await button('quality.contracts.addField').click()
  await choosesType(console, 'number')
  await page.getByText(t('quality.contracts.modes.enforce'), { exact: true }).click()
  await console.look('contract, new')
  await button('quality.contracts.save').click()
  await page.getByText(t('quality.contracts.notBroken')).waitFor()
  const answer = await send([
    { messageId: 'kept', properties: { product_id: 'tea', price: 9.5 } },
    { messageId: 'as-text', properties: { product_id: 'tea', price: 'free' } },
    { messageId: 'without', properties: { product_id: 'cup' } },
  ])
  expect(answer).toMatchObject({ accepted: 1, quarantined: 2 })
  // The page that stands open learns of it by itself.
  const broken = page.getByRole('table', { name: t('quality.contracts.broken') })
  await broken.getByText(t('quality.contracts.rule.type')).waitFor()
  await broken.getByText(t('quality.contracts.rule.required'), { exact: true }).waitFor()
  await console.look('contract, broken')
  await page.getByRole('link', { name: t('quality.contracts.look') }).click()
  await page
    .getByRole('link', { name: t('quality.health.title') })
    .last()
    .click()
  await measures(console)
  await expect.poll(() => validity(console)).not.toBe('100%')
  await console.look('health of a source, broken')
  await page.getByRole('link', { name: t('quality.contracts.look') }).click()
  const mend = (json: string) => json.replace('"free"', '0').replace('"cup"', '"cup", "price": 3')
  await repairs(console, mend)
  await repairs(console, mend)
  await page.getByText(t('sources.quarantineEmpty')).waitFor()
  await isHealthyAgain(console, source)
}

/**
 * With the keyboard: the shop writes prices as text from now on, the contract follows with a version of its own, and what
 * was kept aside is sent again at once.
 */
export async function mendsTheContract(console: Console, source: string, send: Send): Promise<void> {
  const { page, t } = console
  const button = (key: string) => page.getByRole('button', { name: t(key), exact: true })
  await console.open('/data/sources')
  await keyboard.press(page.getByRole('link', { name: source }).first())
  await page.getByText(t('sources.quarantineEmpty')).waitFor()
  const answer = await send([
    { messageId: 'number', properties: { product_id: 'tea', price: 9.9 } },
    { messageId: 'text-1', properties: { product_id: 'tea', price: '9.90' } },
    { messageId: 'text-2', properties: { product_id: 'cup', price: '3.00' } },
  ])
  expect(answer).toMatchObject({ accepted: 1, quarantined: 2 })
  const reason = page.getByRole('link', { name: t('quality.contracts.by', { subject, version: 1 }) })
  await reason.nth(1).waitFor()
  await console.look('quarantine, contract broken')
  await keyboard.press(reason.first())
  await choosesType(console, 'text', keyboard)
  await keyboard.press(button('quality.contracts.save'))
  const asks = page.getByRole('dialog', { name: t('quality.contracts.askTitle', { version: 2 }) })
  await asks.waitFor()
  await console.look('contract, next version')
  await keyboard.press(asks.getByRole('button', { name: t('quality.contracts.save') }))
  await page.getByText(t('quality.contracts.saved', { version: 2 })).waitFor()
  await asks.waitFor({ state: 'hidden' })
  await keyboard.press(button('quality.contracts.replay'))
  await page.getByText(t('quality.contracts.replayed', { count: 2, stored: 2, kept: 0 })).waitFor()
  await button('quality.contracts.replay').waitFor({ state: 'detached' })
  await console.look('contract, replayed')
  await isHealthyAgain(console, source)
}

/** Opens the newest rejected event, is told why it does not go as it is, changes it and sends it again. */
async function repairs(console: Console, mend: (json: string) => string): Promise<void> {
  const { page, t } = console
  const open = page.getByRole('button', { name: t('sources.repair'), exact: true })
  await open.first().waitFor()
  const before = await open.count()
  const dialog = page.getByRole('dialog')
  const json = dialog.getByRole('textbox')
  await open.first().click()
  await dialog.getByRole('button', { name: t('sources.replay') }).click()
  await dialog.getByRole('alert').waitFor()
  await console.look('repair, refused')
  await json.fill(mend(await json.inputValue()))
  await dialog.getByRole('button', { name: t('sources.replay') }).click()
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(() => open.count()).toBeLessThan(before)
}

async function choosesType(console: Console, type: 'number' | 'text', hand = mouse): Promise<void> {
  const { page, t } = console
  const name = t('quality.contracts.ofField', { field, what: t('quality.contracts.type') })
  await hand.press(page.getByRole('combobox', { name }))
  const option = page.getByTitle(t(`quality.contracts.types.${type}`), { exact: true })
  if (hand === mouse) return option.last().click()
  await option.last().waitFor()
  // Text stands above number.
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
}

async function measures(console: Console): Promise<void> {
  const { page, t } = console
  await page.getByRole('button', { name: t('quality.health.measure'), exact: true }).click()
  await page.getByText(t('quality.health.measured')).first().waitFor()
}

/** The figure of what could be stored, as it stands on the page of a source's health. */
async function validity({ page, t }: Console): Promise<string> {
  const of = page.locator('.dimensions > div').filter({ hasText: t('quality.dimension.validity') })
  return ((await of.locator('dd').textContent()) ?? '').replace(/\s/g, '')
}

async function isHealthyAgain(console: Console, source: string): Promise<void> {
  const { page } = console
  await console.open('/data/health')
  await page.getByRole('link', { name: source, exact: true }).click()
  await measures(console)
  await expect.poll(() => validity(console)).toMatch(/^100(\.0)?%$/)
  await console.look('health of a source, good again')
}
