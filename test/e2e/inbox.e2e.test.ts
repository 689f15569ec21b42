import { createServer } from 'node:net'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts'
import { type Console, enter, openConsole } from './support/console.ts'
import { mouse } from './support/hand.ts'
import { importOrders } from './support/loop.ts'
import { twoYearsOfOrders } from './support/orders-file.ts'
import { type Language, textsOf } from './support/texts.ts'

interface Thread {
  id: string
  customerId: string | null
  unread: boolean
  state: string
  assignee: { id: string } | null
  messages: { direction: string; text: string }[]
  linkId: string | null
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** A letter comes back by SMTP, is taken on, answered and done; then somebody nobody knows writes. */
describe('the inbox', () => {
  let product: RunningProduct
  let owner: Console
  let mail: SmtpSink
  let port = 0
  let customer = ''
  let number = ''
  beforeAll(async () => {
    mail = await startSmtpSink({ keep: true })
    port = await freePort()
    product = await startProduct({
      env: {
        ...{ LIANGTI_LOCALE: 'zh-CN', LIANGTI_SMTP_URL: mail.url },
        ...{ LIANGTI_INBOUND_DOMAIN: 'in.shop.example', LIANGTI_INBOUND_SMTP_PORT: String(port) },
      },
    })
    owner = await openConsole(product, 'zh-CN')
    await enter(owner, product.signIn?.link ?? '')
    const orders = twoYearsOfOrders({ seed: 9, now: new Date(), customers: 12, language: 'zh-CN' })
    await importOrders({ console: owner, hand: mouse }, orders)
    number = orders.rows[0]?.customer ?? ''
    const { items } = await owner.get<{ items: { customerId: string }[] }>('/customers?limit=1')
    customer = items[0]?.customerId ?? ''
    const { currency: _, ...settings } = await owner.get<{ currency: string }>('/recovery-settings')
    await send('PUT', '/recovery-settings', { ...settings, isFormOpen: true })
  }, 120_000)
  afterAll(async () => {
    await owner?.close()
    await product?.stop()
    await mail?.close()
  })

  const threads = async (query = '') => (await owner.get<{ items: Thread[] }>(`/inbox${query}`)).items
  const thread = (id: string) => owner.get<Thread>(`/inbox/${id}`)

  it('takes a reply by mail, and lets it be taken on, answered and done by keyboard', async () => {
    const { page, t } = owner
    await owner.post(`/customers/${customer}/consents/confirmation`, {
      purpose: 'marketing',
      channel: 'email',
    })
    await expect.poll(() => mail.mails.length, { timeout: 30_000 }).toBe(1)
    const head = mail.mails[0]?.head ?? ''
    // Folded lines stand apart: the address is known by its shape.
    const replyTo = /r\+[a-z2-7]+@in\.shop\.example/.exec(head)?.[0] ?? ''
    expect(replyTo).not.toBe('')
    const server = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true })
    await server.sendMail({
      ...{ from: mail.mails[0]?.to ?? '', to: replyTo, subject: 'Re: 您好', text: '请问龙井什么时候到货？' },
    })
    server.close()
    await expect.poll(async () => (await threads()).length, { timeout: 15_000 }).toBe(1)
    const [{ id } = { id: '' }] = await threads()

    await owner.open('/interaction/inbox')
    const rail = page.getByRole('navigation', { name: t('shell.main') })
    await rail.getByTitle(t('inbox.unreadCount', { shown: 1 })).waitFor()
    await page.getByText('请问龙井什么时候到货？').first().waitFor()
    await page.keyboard.press('j')
    await page.getByLabel(t('inbox.answer')).waitFor()
    await owner.look('a thread')
    await page.keyboard.press('a')
    await expect.poll(async () => (await thread(id)).assignee !== null).toBe(true)
    expect((await threads('?show=mine')).map((one) => one.id)).toEqual([id])
    await page.keyboard.press('r')
    await page.keyboard.type('下周三到货，届时短信通知您。')
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => mail.mails.length, { timeout: 30_000 }).toBe(2)
    await page.keyboard.press('Escape')
    await page.keyboard.press('e')
    await expect.poll(async () => (await thread(id)).state).toBe('done')
    expect((await thread(id)).messages.map(({ direction }) => direction)).toEqual(['in', 'out'])
    // From the customer's page to the thread, and back.
    await owner.open(`/customers/${customer}?tab=contacts`)
    const letters = page.getByRole('region', { name: t('inbox.ofCustomer') })
    await letters.getByRole('link').first().click()
    await page.getByRole('link', { name: t('inbox.customer') }).click()
    await page.waitForURL(new RegExp(`/customers/${customer}`))
    await owner.look('customer with letters')
  }, 90_000)

  it.each(['zh-CN', 'en'] as const)(
    'somebody unknown is linked by search, taken back, and made a prospect (%s)',
    async (language) => {
      await speak(language)
      const { page, t } = owner
      const words = language === 'en' ? 'Do you deliver to the islands?' : '请问能送到海岛吗？'
      const contact = `${language}@stranger.example`
      const sent = await fetch(`${product.url}/t/complaint/${owner.slug}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ words, contact, website: '' }),
      })
      expect(sent.status).toBe(200)
      const unknown = async () => (await threads()).find(({ customerId }) => customerId === null)?.id ?? ''
      await expect.poll(unknown).not.toBe('')
      await owner.open('/interaction/inbox')
      await page.getByLabel(t('inbox.search.label')).fill(words.slice(0, 6))
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: new RegExp(words.slice(0, 6)) }).click()
      const panel = page.getByRole('region', { name: t('inbox.sender.title') })
      await panel.waitFor()
      await owner.look('a thread of somebody unknown')
      // Found by the number of the company's own system.
      await panel.getByRole('searchbox', { name: t('inbox.link') }).fill(number)
      await page.keyboard.press('Enter')
      await panel.getByRole('combobox', { name: t('prospects.pick.found', { count: 1 }) }).click()
      await page.locator('.ant-select-dropdown:visible .ant-select-item-option').first().click()
      await panel.getByRole('button', { name: t('inbox.sender.link'), exact: true }).click()
      await page.getByText(t('inbox.linked')).waitFor()
      expect(await unknown()).toBe('')
      await page.getByRole('button', { name: t('inbox.undo'), exact: true }).click()
      await expect.poll(unknown).not.toBe('')
      await panel.getByLabel(t('inbox.sender.name')).fill('岛上的人')
      await panel.getByRole('button', { name: t('inbox.sender.make') }).click()
      await page.getByText(t('inbox.prospectMade')).waitFor()
      const made = (await threads()).find(({ customerId }) => customerId !== null && customerId !== customer)
      expect((await owner.get<{ status: string }>(`/customers/${made?.customerId}`)).status).toBe('prospect')
      await page.getByRole('button', { name: t('inbox.undo'), exact: true }).click()
      await expect.poll(async () => (await unknown()) !== '').toBe(true)
      await send('PATCH', `/inbox/${await unknown()}`, { state: 'done' })
      expect(owner.flaws).toEqual([])
      expect(owner.browser.complaints).toEqual([])
    },
    90_000,
  )

  async function speak(language: Language): Promise<void> {
    if (owner.language === language) return
    await owner.open('')
    await owner.page.getByRole('button', { name: /English/ }).click()
    owner.language = language
    owner.t = await textsOf(language)
    await owner.page.getByRole('link', { name: owner.t('shell.home'), exact: true }).waitFor()
  }

  async function send<T>(method: 'PATCH' | 'PUT', path: string, data: object): Promise<T> {
    const request = owner.page.context().request
    const session = (await (await request.get(`${product.url}/api/session`)).json()) as { csrfToken: string }
    const answer = await request.fetch(`${product.url}/api/workspaces/${owner.slug}${path}`, {
      ...{ method, data, headers: { 'x-csrf-token': session.csrfToken } },
    })
    if (!answer.ok()) throw new Error(await answer.text())
    return (await answer.json()) as T
  }
})
