import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importUntilDone, type upload } from '../faults/support/shop.ts'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, enter, openConsole } from './support/console.ts'

const people = [
  'customer_id,name,email,phone,address',
  'a1,张伟,zhangwei@shop.example,13800138001,',
  'a2,張偉,zhangwei@shop.example,13800138002,',
  'b1,李娜,lina@shop.example,13800138003,上海市浦东新区中山路12号3栋502室',
  'b2,李娜,other@shop.example,13800138003,浦东新区中山路12-3-502',
].join('\n')

interface Merges {
  items: { id: string; rule: string; undoneAt: string | null }[]
}

describe.each(['zh-CN', 'en'] as const)('identity, %s', (language) => {
  let product: RunningProduct
  let owner: Console
  beforeAll(async () => {
    product = await startProduct({ env: { LIANGTI_LOCALE: language } })
    owner = await openConsole(product, language)
    await enter(owner, product.signIn?.link ?? '')
    const { page } = owner
    const session = await page.evaluate('fetch("/api/session").then((answer) => answer.json())')
    const { csrfToken } = session as { csrfToken: string }
    const base = `${product.url}/api/workspaces/${owner.slug}`
    const send = async (path: string, options: object) =>
      (await (
        await page
          .context()
          .request.post(`${base}${path}`, { headers: { 'x-csrf-token': csrfToken }, ...options })
      ).json()) as never
    const client = {
      workspace: owner.slug,
      get: <T>(path: string) => owner.get<T>(path),
      post: <T>(path: string, body: object | (() => FormData)) => send(path, { data: body }) as Promise<T>,
      once: async () => null,
    }
    const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(people) }
    const uploaded = (await send('/imports/files', { multipart: { file } })) as Awaited<
      ReturnType<typeof upload>
    >
    await importUntilDone(client, uploaded)
  })
  afterAll(async () => {
    await owner?.close()
    await product?.stop()
  })

  /** A button that turns, or that the pointer rests on, is pale by design. */
  const quiet = async () => {
    await expect.poll(() => owner.page.locator('.ant-btn-loading').count()).toBe(0)
    await owner.page.mouse.move(0, 0)
    await owner.page.locator('.ant-popconfirm').first().waitFor({ state: 'hidden' })
    await owner.page.waitForTimeout(300)
  }

  it('is searched by characters, pinyin and initials', async () => {
    for (const text of ['张', '張偉', 'zhangwei', 'zw']) {
      await expect
        .poll(
          async () =>
            (await owner.post<{ total: number }>('/customers/list', { search: text, limit: 5 })).total,
          {
            timeout: 20_000,
          },
        )
        .toBe(2)
    }
  })

  it('goes from the queue by keyboard to a merge, to the picture of the customer, and back by undo', async () => {
    const { page, t } = owner
    await owner.open('/customers/identity')
    await page.getByRole('button', { name: t('identity.find'), exact: true }).click()
    const queue = page.getByRole('list', { name: t('identity.queue') })
    const cards = queue.getByRole('listitem')
    await expect.poll(() => cards.count(), { timeout: 15_000 }).toBe(2)
    await quiet()
    await owner.look('review queue')
    await cards.nth(0).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('3')
    await page.getByText(t('identity.putOff'), { exact: true }).waitFor()
    await cards.nth(0).focus()
    await page.keyboard.press('1')
    await expect.poll(() => cards.count(), { timeout: 15_000 }).toBe(1)
    const [merge] = (await owner.get<Merges>('/identity/merges?limit=5')).items
    expect(merge).toMatchObject({ rule: 'review', undoneAt: null })
    const { kept } = (
      await owner.get<{ items: { kept: { customerId: string } }[] }>('/identity/merges?limit=1')
    ).items[0] as { kept: { customerId: string } }
    await owner.open(`/customers/${kept.customerId}?tab=identity`)
    await page
      .getByRole('region', { name: t('identity.graph.title') })
      .first()
      .waitFor()
    await owner.look('customer of two records')
    await page
      .getByRole('button', { name: t('identity.undo'), exact: false })
      .first()
      .click()
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: t('identity.undo'), exact: true })
      .click()
    await expect
      .poll(async () => (await owner.get<Merges>('/identity/merges?limit=1')).items[0]?.undoneAt, {
        timeout: 15_000,
      })
      .not.toBeNull()
    await quiet()
    await owner.look('customer after the undo')
  })

  it('finds a household, confirms it, shows it with the customer, dissolves and restores it', async () => {
    const { page, t } = owner
    await owner.open('/customers/households')
    await page.getByText(t('households.waitingEmpty'), { exact: true }).waitFor()
    // What a slow machine does by chance: the list is read before the search has ended, whether it runs after that.
    const nothing = { items: [], nextCursor: null, total: 0 }
    await page.route(/\/households\?.*state=proposed/, (asked) => asked.fulfill({ json: nothing }), {
      times: 1,
    })
    await page.route(
      /\/households\/settings$/,
      async (asked) => {
        await page.waitForTimeout(2_000)
        // Once the page knows that it has ended, it gives this one up and asks anew.
        await asked.continue().catch(() => {})
      },
      { times: 1 },
    )
    await page.getByRole('button', { name: t('households.find'), exact: true }).click()
    const waiting = page.getByRole('list', { name: t('households.waiting') })
    await waiting.getByText(t('households.evidence.surname'), { exact: false }).first().waitFor()
    const found = async () => {
      const { lastRun } = await owner.get<{ lastRun: Record<string, number> }>('/households/settings')
      const ran = lastRun.tooMany === 0 ? 'households.ran' : 'households.ranTooMany'
      const [, words = ''] = t(ran, { date: '@', ...lastRun }).split('@')
      await page.getByText(words, { exact: false }).waitFor()
      return lastRun.found
    }
    expect(await found()).toBeGreaterThan(0)
    await quiet()
    await owner.look('households waiting')
    await waiting.getByRole('button', { name: t('households.confirm'), exact: false }).click()
    const live = page.getByRole('list', { name: t('households.live'), exact: true })
    await live.getByText(t('households.head'), { exact: true }).waitFor()
    await live.getByRole('button', { name: t('households.makeHead'), exact: false }).waitFor()
    await quiet()
    await owner.look('households confirmed')
    await live.getByRole('link').first().click()
    await page.getByRole('link', { name: t('customers.one.tabs.identity'), exact: true }).click()
    await page.getByRole('list', { name: t('households.customer.title'), exact: true }).waitFor()
    await owner.look('customer with a household')
    await owner.open('/customers/households')
    await live.getByRole('button', { name: t('households.dissolve'), exact: false }).click()
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: t('households.dissolve'), exact: true })
      .click()
    await page.getByRole('button', { name: t('households.restore'), exact: false }).click()
    await live.getByText(t('households.head'), { exact: true }).waitFor()
    // A search that finds nobody says so, and one that broke off says why.
    await page.getByRole('button', { name: t('households.find'), exact: true }).click()
    await expect.poll(found, { timeout: 15_000 }).toBe(0)
    await quiet()
    await owner.look('households looked for again')
    await page.route(/\/households\/settings$/, async (asked) => {
      const answer = await asked.fetch()
      const now = (await answer.json()) as { lastTask: object }
      const lastTask = { ...now.lastTask, status: 'failed', error: { code: 'x.y', message: '@why@' } }
      await asked.fulfill({ response: answer, json: { ...now, lastTask } })
    })
    await owner.open('/customers/households')
    await page.getByText('@why@', { exact: false }).waitFor()
    await owner.look('households whose search broke off')
    await page.unroute(/\/households\/settings$/)
    await quiet()
  })

  it('moves prospects by keyboard and several at once, and takes both back', async () => {
    const { page, t } = owner
    const here = async (stage: string) =>
      (await owner.get<{ stages: { id: string; here: number }[] }>('/prospects/overview')).stages.find(
        ({ id }) => id === stage,
      )?.here
    await owner.open('/customers/prospects')
    const table = page.getByRole('table', { name: t('prospects.list'), exact: true })
    await table.getByRole('combobox').first().focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => here('contacted'), { timeout: 15_000 }).toBe(1)
    await owner.look('prospects')
    await page
      .getByRole('button', { name: t('prospects.undo'), exact: true })
      .last()
      .press('Enter')
    await expect.poll(() => here('contacted'), { timeout: 15_000 }).toBe(0)

    await page.getByRole('checkbox', { name: t('prospects.selectAll') }).check()
    await page.getByRole('button', { name: t('prospects.change'), exact: true }).click()
    const dialog = page.getByRole('dialog')
    const choose = async (label: string, at: number) => {
      await dialog.getByRole('combobox', { name: new RegExp(`^${label}(\\s|$)`) }).click()
      const open = page.locator('.ant-select-dropdown:visible')
      await open.locator('.ant-select-item-option').nth(at).click()
      // One that is still closing would be taken for the next.
      await expect.poll(() => open.count()).toBe(0)
    }
    // Lost is the last of the stages, and needs a reason.
    await choose(t('prospects.stage'), 4)
    await expect
      .poll(() => dialog.getByRole('button', { name: t('prospects.dialog.save') }).isDisabled())
      .toBe(true)
    await choose(t('prospects.dialog.reason'), 1)
    const written = page.waitForResponse(
      (answer) => answer.url().endsWith('/prospects/changes') && answer.request().method() === 'POST',
    )
    // While the change before is still being read again, a button that turns takes no key.
    await quiet()
    await dialog.getByRole('button', { name: t('prospects.dialog.save') }).press('Enter')
    expect(await (await written).json()).toMatchObject({ changed: 4, bought: 0 })
    await expect.poll(() => here('lost'), { timeout: 15_000 }).toBe(4)
    await page
      .getByRole('button', { name: t('prospects.undo'), exact: true })
      .last()
      .click()
    await expect.poll(() => here('lost'), { timeout: 15_000 }).toBe(0)
    await quiet()
  })

  it('makes a company with a department, a contact and a group, ends a time there, and takes a merge apart', async () => {
    const { page, t } = owner
    // In Chinese by mouse, in English by keyboard.
    const use = (button: ReturnType<typeof page.getByRole>) =>
      language === 'en' ? button.press('Enter') : button.click()
    const { id: group } = await owner.post<{ id: string }>('/companies', { name: '明远集团' })
    const [person] = (await owner.get<{ items: { customerId: string }[] }>('/customers?limit=1')).items
    await owner.open('/customers/companies')
    await use(page.getByRole('button', { name: t('companies.add'), exact: true }))
    const drawer = page.getByRole('dialog', { name: t('companies.add') })
    await drawer.getByRole('textbox').first().fill('明远贸易有限公司')
    await use(drawer.getByRole('button', { name: t('companies.save'), exact: true }))
    await page.getByRole('heading', { name: '明远贸易有限公司', exact: true }).waitFor()
    const id = page.url().split('/').at(-1)?.split('?')[0] ?? ''
    const company = () =>
      owner.get<{ contacts: number; former: number; parent: { id: string } | null; merged: unknown[] }>(
        `/companies/${id}`,
      )

    const join = page.getByRole('form', { name: t('companies.one.join'), exact: true })
    await join
      .getByRole('textbox')
      .nth(0)
      .fill(person?.customerId ?? '')
    await join.getByRole('textbox').nth(1).fill('销售部 > 华东区')
    await use(join.getByRole('button', { name: t('companies.one.join'), exact: true }))
    await page.getByRole('heading', { name: '华东区', exact: true }).waitFor()
    await page.getByRole('table', { name: '华东区', exact: true }).getByRole('link').first().waitFor()
    expect(await company()).toMatchObject({ contacts: 1, former: 0, parent: null })

    await quiet()
    await use(page.getByRole('button', { name: t('companies.edit'), exact: true }))
    const editing = page.getByRole('dialog', { name: t('companies.edit') })
    const parent = editing.getByRole('combobox').last()
    await parent.click()
    await parent.fill('明远集团')
    await page.locator('.ant-select-dropdown:visible').getByTitle('明远集团', { exact: true }).click()
    await use(editing.getByRole('button', { name: t('companies.save'), exact: true }))
    const groups = page.getByRole('table', { name: t('companies.one.group'), exact: true })
    await groups.getByRole('link', { name: '明远集团', exact: true }).waitFor()
    expect((await company()).parent?.id).toBe(group)
    await quiet()
    await owner.look('company in a group')

    await use(page.getByRole('button', { name: t('companies.one.left'), exact: false }).first())
    await page.getByRole('table', { name: t('companies.one.former'), exact: true }).waitFor()
    expect(await company()).toMatchObject({ contacts: 0, former: 1 })

    const { id: twin } = await owner.post<{ id: string }>('/companies', { name: '明远商贸' })
    await owner.post(`/companies/${id}/changes`, { change: 'merge', other: twin })
    await owner.open(`/customers/companies/${id}`)
    await use(page.getByRole('button', { name: t('companies.one.unmergeOf', { name: '明远商贸' }) }))
    await expect.poll(async () => (await company()).merged.length, { timeout: 15_000 }).toBe(0)

    await owner.open('/customers/companies?sort=contacts&orders=none')
    const list = page.getByRole('table', { name: t('companies.list'), exact: true })
    await list.getByRole('link', { name: '明远贸易有限公司', exact: true }).waitFor()
    await quiet()
    await owner.look('list of companies')
  })

  it('enters a prospect by keyboard, names who has the number already, and takes the new one back', async () => {
    const { page, t } = owner
    const people = async () => (await owner.get<{ people: number }>('/prospects/overview')).people
    const before = await people()
    await owner.open('/customers/prospects')
    await page.getByRole('button', { name: t('prospects.add.button'), exact: true }).press('Enter')
    const dialog = page.getByRole('dialog')
    const field = (name: string) => dialog.getByRole('textbox', { name: new RegExp(`^${name}(\\s|$)`) })
    const save = dialog.getByRole('button', { name: t('prospects.add.save'), exact: true })
    expect(await save.isDisabled()).toBe(true)
    await field(t('prospects.add.phone')).fill('138 0013 8001')
    await save.press('Enter')
    await dialog.getByRole('alert').getByText(t('prospects.add.by.phone')).waitFor()
    expect(await people()).toBe(before)
    await quiet()
    await owner.look('prospect known already')
    await field(t('prospects.add.name')).fill('韩梅梅')
    await field(t('prospects.add.phone')).fill('139 8888 0001')
    await dialog.getByRole('searchbox', { name: t('prospects.add.recommender') }).fill('李娜')
    await page.keyboard.press('Enter')
    await dialog.getByRole('combobox', { name: t('prospects.pick.found', { count: 2 }) }).click()
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option').first().click()
    await dialog
      .getByRole('button', { name: t('prospects.pick.other', { label: t('prospects.add.recommender') }) })
      .waitFor()
    await save.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await expect.poll(people, { timeout: 15_000 }).toBe(before + 1)
    const { items } = await owner.post<{ items: { customerId: string }[] }>('/customers/list', {
      search: '韩梅梅',
      limit: 5,
    })
    const key = items[0]?.customerId ?? ''
    await owner.open(`/customers/${key}`)
    await page.getByRole('heading', { name: t('prospects.one.title'), exact: true }).waitFor()
    await page.getByText(t('prospects.add.recommender'), { exact: true }).waitFor()
    await quiet()
    await owner.look('prospect entered by hand')
    await page.getByRole('link', { name: /李/ }).first().click()
    await page.getByRole('heading', { name: t('prospects.recommended.title', { count: 1 }) }).waitFor()
    await owner.open('/customers/prospects')
    await page.getByRole('button', { name: t('prospects.add.button'), exact: true }).press('Enter')
    await field(t('prospects.add.email')).fill('meimei@shop.example')
    await save.press('Enter')
    await page.getByRole('button', { name: t('prospects.add.show'), exact: true }).waitFor()
    await expect.poll(people, { timeout: 15_000 }).toBe(before + 2)
    await page
      .getByRole('button', { name: t('prospects.undo'), exact: true })
      .last()
      .press('Enter')
    await expect.poll(people, { timeout: 15_000 }).toBe(before + 1)
    await quiet()
  })

  it('shows what the rules would do before they are saved, and keeps a block list', async () => {
    const { page, t } = owner
    await owner.open('/settings/identity')
    await page.getByRole('button', { name: t('identity.settings.preview') }).click()
    await page.getByRole('table', { name: t('identity.settings.preview') }).waitFor()
    await quiet()
    await owner.look('identity rules')
    await page.getByRole('textbox', { name: t('identity.settings.value') }).fill('13800138003')
    await page.getByRole('button', { name: t('identity.settings.block') }).click()
    await page.getByText('138****003').waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    for (const path of ['/settings/identity', '/customers/identity', '/customers/households']) {
      await owner.open(path)
      await owner.look(`${path} at 390`)
    }
    expect(owner.flaws).toEqual([])
    expect(owner.browser.complaints).toEqual([])
  })
})
