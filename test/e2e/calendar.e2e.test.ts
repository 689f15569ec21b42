import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, enter, openConsole } from './support/console.ts'

interface Shown {
  today: string
  items: { kind: string; from: string; until: string; title: { en: string } }[]
}
interface Written {
  items: { id: string; language: string; variants?: { language: string; text: string }[] }[]
}

let product: RunningProduct
let owner: Console
beforeAll(async () => {
  product = await startProduct({ env: { LIANGTI_LOCALE: 'en' } })
  owner = await openConsole(product, 'en')
  await enter(owner, product.signIn?.link ?? '')
})
afterAll(async () => {
  await owner?.close()
  await product?.stop()
})

const patience = { timeout: 10_000 }

const notes = async (day: string) => {
  const to = new Date(Date.parse(day) + 40 * 86_400_000).toISOString().slice(0, 10)
  const { items } = await owner.get<Shown>(`/calendar?from=${day}&to=${to}`)
  return items.filter(({ kind }) => kind === 'note').map(({ from, until, title }) => [from, until, title.en])
}

it('a note is written, moved, undone and taken out with the keyboard alone', async () => {
  const { page, t } = owner
  await owner.open('/campaigns/calendar?at=2026-03-04')
  await page.locator('td[data-day="2026-03-04"]').focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => page.evaluate('document.activeElement?.dataset.day')).toBe('2026-03-05')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: t('calendar.noteText') }).fill('Stock-taking')
  await page.keyboard.press('Tab')
  await page.getByRole('button', { name: t('common.save') }).press('Enter')
  await expect
    .poll(() => notes('2026-03-01'), patience)
    .toEqual([['2026-03-05', '2026-03-05', 'Stock-taking']])
  await owner.look('a note in the calendar')

  const note = page.locator('.cal-grid').getByRole('button', { name: 'Stock-taking' })
  await note.press('Alt+ArrowDown')
  await expect
    .poll(() => notes('2026-03-01'), patience)
    .toEqual([['2026-03-12', '2026-03-12', 'Stock-taking']])
  const said = page.locator('.ant-notification-notice').filter({ hasText: t('calendar.noteChanged') })
  await said.getByRole('button', { name: t('common.undo') }).press('Enter')
  await expect
    .poll(() => notes('2026-03-01'), patience)
    .toEqual([['2026-03-05', '2026-03-05', 'Stock-taking']])
})

it('a note is dragged to another day by the mouse', async () => {
  const { page } = owner
  const note = page.locator('.cal-grid').getByRole('button', { name: 'Stock-taking' })
  await note.dragTo(page.locator('td[data-day="2026-03-18"]'))
  await expect
    .poll(() => notes('2026-03-01'), patience)
    .toEqual([['2026-03-18', '2026-03-18', 'Stock-taking']])
})

it('an SMS is given a second language, whose faults are named at its tab', async () => {
  const { page, t } = owner
  await owner.open('/campaigns/creatives')
  await page
    .getByRole('button', { name: t('campaigns.creative.new') })
    .first()
    .click()
  await page.getByRole('menuitem', { name: t('campaigns.plan.channels.sms') }).click()
  await page.getByLabel(t('common.name'), { exact: true }).fill('Greeting')
  const words = page.getByRole('textbox', { name: new RegExp(`^${t('campaigns.creative.smsText')} `) })
  await words.fill('Hello, new in our shop')
  const add = page.getByRole('combobox', { name: t('campaigns.creative.addLanguage') })
  await add.click()
  await add.fill('ja')
  await page
    .getByRole('option', { name: /日本語/ })
    .first()
    .waitFor({ state: 'attached' })
  await page.keyboard.press('Enter')
  const tab = page.getByRole('tab', { name: '日本語', exact: true })
  await tab.waitFor()
  await words.fill('{{ customer.nom }} 新商品')
  await page.getByRole('tab', { name: new RegExp(t('campaigns.creative.faulty')) }).waitFor()
  await owner.look('a language with a fault')
  await words.fill('新商品')
  await page.getByRole('button', { name: t('common.save') }).click()
  await expect
    .poll(async () => (await owner.get<Written>('/creatives')).items.map(({ variants }) => variants))
    .toMatchObject([[{ language: 'ja', text: '新商品' }]])
  expect(owner.flaws).toEqual([])
  expect(owner.browser.complaints).toEqual([])
})
