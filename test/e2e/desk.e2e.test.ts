import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, enter, openConsole } from './support/console.ts'
import { mouse } from './support/hand.ts'
import { importOrders } from './support/loop.ts'
import { twoYearsOfOrders } from './support/orders-file.ts'

const calls = 10

describe.each(['zh-CN', 'en'] as const)('the call desk, in %s', (language) => {
  let product: RunningProduct
  let owner: Console
  beforeAll(async () => {
    product = await startProduct({ env: { LIANGTI_LOCALE: language } })
    owner = await openConsole(product, language)
    await enter(owner, product.signIn?.link ?? '')
    await owner.open('')
    const orders = twoYearsOfOrders({ seed: 5, now: new Date(), customers: 20, language })
    await importOrders({ console: owner, hand: mouse }, orders)
    const { people } = await owner.get<{ people: { userId: string }[] }>('/desk/teams')
    const { items } = await owner.get<{ items: { customerId: string }[] }>('/customers?limit=20')
    for (const kind of ['call', 'shop']) {
      const { id: teamId } = await owner.post<{ id: string }>('/desk/teams', {
        ...{
          name: kind,
          kind,
          distribution: 'pull',
          members: [{ userId: people[0]?.userId, capacity: 100 }],
        },
        hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
      })
      // Agreed minutes, so that it works at any hour of the night.
      for (const { customerId } of items.slice(0, kind === 'call' ? calls : 2))
        await owner.post('/desk/tasks', {
          ...{ customerId, teamId, reason: { en: 'They asked for a call', 'zh-CN': '客户约定回电' } },
          promisedAt: new Date(Date.now() - 60_000).toISOString(),
          dueUntil: new Date(Date.now() + 86_400_000).toISOString(),
        })
    }
  })
  afterAll(async () => {
    await owner?.close()
    await product?.stop()
  })

  it('is worked through by keyboard alone, an outcome taken back among them', async () => {
    const { page, t } = owner
    // Only a task to be worked on has its buttons free.
    const refuse = page.getByRole('button', { name: t('desk.outcomes.refused'), disabled: false })
    await owner.open('/interaction/desk')
    await owner.look('the desk before the first task')
    await page.getByText(t('desk.startHelp')).waitFor()
    const keys = ['1', '3p', '21', '4', '52', '6', '1', '3x', '1', '3n']
    const asks: Record<string, string> = {
      2: t('desk.consideringAsk'),
      3: t('desk.refusalAsk'),
      5: t('desk.callBackAsk'),
    }
    for (const [i, said] of keys.entries()) {
      await page.keyboard.press('n')
      await refuse.waitFor()
      if (i === 1) await owner.look('a task')
      if (i === 6) {
        await page.keyboard.press('3')
        await page.getByText(t('desk.refusalAsk')).waitFor()
        await page.keyboard.press('o')
        await page.getByText(t('desk.keptHelp', { minutes: 5 })).waitFor()
        await page.keyboard.press('u')
        await refuse.waitFor()
      }
      for (const [n, key] of [...said].entries()) {
        if (n === 1) await page.getByText(asks[said[0] ?? ''] ?? '').waitFor()
        await page.keyboard.press(key)
      }
      await page.getByText(t('desk.keptHelp', { minutes: 5 })).waitFor()
      if (i === 1) await owner.look('an outcome')
    }
    await page.keyboard.press('n')
    await page.getByText(t('desk.none.empty')).waitFor()
    const { items } = await owner.get<{ items: { kind: string; state: string }[] }>(
      '/desk/tasks?kind=call&limit=50',
    )
    const states = items.map(({ state }) => state).sort()
    expect(states).toEqual([...Array(7).fill('done'), ...Array(3).fill('open')])
    const { agents } = await owner.get<{
      agents: { talks: number; accepted: { count: number }; refused: { count: number } }[]
    }>('/desk/board')
    expect(agents).toMatchObject([{ talks: 7, accepted: { count: 3 }, refused: { count: 3 } }])
  })

  it('loses no note of somebody who types faster than the page answers', async () => {
    const { page, t } = owner
    const { items: teams } = await owner.get<{ items: { id: string; kind: string }[] }>('/desk/teams')
    const { items } = await owner.get<{ items: { customerId: string }[] }>('/customers?limit=20')
    for (const { customerId } of items.slice(-3))
      await owner.post('/desk/tasks', {
        ...{ customerId, teamId: teams.find(({ kind }) => kind === 'call')?.id },
        reason: { en: 'They asked for a call', 'zh-CN': '客户约定回电' },
        promisedAt: new Date(Date.now() - 60_000).toISOString(),
        dueUntil: new Date(Date.now() + 86_400_000).toISOString(),
      })
    const taken: string[] = []
    const outcomes: (string | null)[] = []
    await page.route(/\/desk\/(next|tasks\/[^/]+\/outcome)$/, async (route) => {
      const request = route.request()
      if (request.url().endsWith('next')) taken.push(request.url())
      else outcomes.push(request.postData())
      await new Promise((resolve) => setTimeout(resolve, 500))
      await route.continue()
    })
    const refuse = page.getByRole('button', { name: t('desk.outcomes.refused'), disabled: false })
    const kept = page.getByText(t('desk.keptHelp', { minutes: 5 }))
    const note = page.getByLabel(new RegExp(t('desk.note')))
    await owner.open('/interaction/desk')
    await page.getByText(t('desk.startHelp')).waitFor()
    const words = 'needs 3 boxes, no sugar / 1 tin'
    // Two N are one task; the note is begun before it is there, and its figures are no outcomes.
    for (const key of ['n', 'n', '/']) await page.keyboard.press(key)
    await page.keyboard.type(words)
    expect(taken).toHaveLength(1)
    await refuse.waitFor()
    expect(await note.inputValue()).toBe(words)
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.keyboard.press('Escape')
    // What is kept is what was written; keys pressed meanwhile do nothing.
    for (const key of ['1', '3', 'p', '/']) await page.keyboard.press(key)
    await page.keyboard.type('n3p')
    await kept.waitFor()
    await page.getByText(t('desk.noNoteHere')).waitFor()
    expect([taken.length, outcomes.length]).toEqual([1, 1])
    expect(outcomes[0]).toContain(words)
    // Taken back, its words are there again.
    for (const key of ['Escape', 'u']) await page.keyboard.press(key)
    await refuse.waitFor()
    expect(await note.inputValue()).toBe(words)
    await page.keyboard.press('1')
    await kept.waitFor()
    // The next customer begins without the words of the one before.
    await page.keyboard.press('n')
    await refuse.waitFor()
    expect(await note.inputValue()).toBe('')
    await page.keyboard.press('2')
    await page.getByText(t('desk.consideringAsk')).waitFor()
    await page.unroute(/\/desk\/(next|tasks\/[^/]+\/outcome)$/)
    // The slash opens the search everywhere else.
    await owner.open('/interaction/desk/board')
    await page.keyboard.press('/')
    await page.getByRole('dialog').waitFor()
  })

  it('shows an adviser the list and the words on a telephone', async () => {
    const { page, t } = owner
    await page.setViewportSize({ width: 390, height: 844 })
    await owner.open('/interaction/shop')
    await owner.look('the list of the shop')
    await page
      .getByRole('button', { name: t('desk.shopOpen') })
      .first()
      .click()
    await page.getByRole('heading', { name: t('desk.happened') }).waitFor()
    await owner.look('a task of the shop')
    await page.getByRole('button', { name: t('desk.outcomes.accepted') }).click()
    await page.getByText(t('desk.keptHelp', { minutes: 5 })).waitFor()
    await page.setViewportSize({ width: 1280, height: 800 })
    await owner.open('/interaction/desk/board')
    await owner.look('queue and teams')
    expect(owner.flaws).toEqual([])
    expect(owner.browser.complaints).toEqual([])
  })
})
