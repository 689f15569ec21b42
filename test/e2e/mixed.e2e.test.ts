import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MixedShop, openMixedShop, type Report } from './support/mixed.ts'

/** Ten calls: accepted, refused as the note says, refused by its letter, considering, …, nobody there, a complaint. */
const tenCalls = ['1', '/3+', '3p', '21', '1', '/3+', '4', '/7', '3n', '1']
const hostileNote = '收到的茶叶发霉了，要求处理<svg onload=window.hurt=2>'
const hostileWords = '"><script>window.hurt=3</script>请问几点营业'

/** Mail, SMS and calls of one objective, against servers of both protocols, with somebody at the telephone. */
describe('a campaign in three ways', () => {
  let shop: MixedShop
  beforeAll(async () => {
    shop = await openMixedShop()
  }, 120_000)
  afterAll(() => shop?.close())

  it('is sent, rung, answered, refused, recovered and left alone, each by its own word', async () => {
    const { owner } = shop
    const first = await shop.wave('第一波')
    await shop.heard(first, '第一波', [])
    const controlled = await shop.arm(first.call, 'control')
    expect(controlled.length).toBeGreaterThan(0)
    const tasks = await shop.tasksOf(first.call)
    expect(tasks.filter(({ customerId }) => controlled.includes(customerId))).toEqual([])

    await pauseAndGoOn(first.call)
    await ring()
    const { calls } = await owner.get<Report>(`/campaigns/${first.call}/report`)
    expect(calls?.contacted).toBe(tenCalls.length - 1)
    const refusals = calls?.refusals.map(({ reason, people }) => [reason, people] as const)
    expect(new Map(refusals)).toEqual(
      new Map([
        ['price', 2],
        ['no_need', 2],
      ] as const),
    )

    // One of the ten complained: marketing is silent until it is recovered.
    const { items: cases } = await owner.get<{
      items: { id: string; customerId: string; channel: string }[]
    }>('/cases')
    expect(cases).toMatchObject([{ channel: 'call' }])
    const [{ id: caseId, customerId: complains } = { id: '', customerId: '' }] = cases
    // One whom nobody has rung yet leaves: by SMS, and for everything else on the page their mail leads to.
    const inMail = await shop.arm(first.email, 'treatment')
    const waiting = (await shop.tasksOf(first.call)).filter(({ state }) => state === 'open')
    const leaver = waiting.find(({ customerId }) => inMail.includes(customerId))?.customerId ?? ''
    await leave(leaver)

    const second = await shop.wave('第二波')
    await shop.heard(second, '第二波', [leaver, complains])
    // What was left of the first wave is rung as well.
    const rung = await shop.ringAll(second.call, [leaver, complains])
    expect(rung.size).toBeGreaterThan(10)
    expect([...rung].filter((id) => id === leaver || id === complains)).toEqual([])
    for (const [key, copies] of [...shop.mail.copies, ...shop.sms.copies]) expect(copies, key).toBe(1)

    await recover(caseId)
    const { others: open } = await nowOf(complains)
    expect(open.flatMap(({ reasons }) => reasons)).not.toContain('open_complaint')
    const gone = await nowOf(leaver)
    expect(gone.now.reasons).toContain('consent')
    for (const one of gone.others) expect(one.allowed, one.channel).toBe(false)
    await owner.open(`/campaigns/${first.call}?tab=report`)
    await owner.page.getByRole('heading', { name: owner.t('deskTools.report.refusals') }).waitFor()
    await owner.look('the report of calls')
    expect(owner.flaws).toEqual([])
  }, 180_000)

  it('shows what people type as text, and runs none of it', async () => {
    const { owner, ids } = shop
    const { page } = owner
    const [writer = ''] = ids.slice(6)
    await shop.answer(writer, hostileWords)
    const threads = async () =>
      (await owner.get<{ items: { id: string; customerId: string | null }[] }>('/inbox')).items.filter(
        ({ customerId }) => customerId === writer,
      )
    await expect.poll(async () => (await threads()).length, { timeout: 10_000 }).toBe(1)
    const [{ id: thread } = { id: '' }] = await threads()
    const { items: closed } = await owner.get<{ items: { id: string; customerId: string }[] }>(
      '/cases?state=closed',
    )
    const [complaint] = closed
    for (const [path, words] of [
      [`/interaction/inbox?id=${thread}`, hostileWords],
      [`/interaction/cases/${complaint?.id}`, hostileNote],
      [`/customers/${complaint?.customerId}?tab=contacts`, null],
      [`/customers/${ids[5]}`, null],
    ] as const) {
      await owner.open(path)
      if (words !== null) await page.getByText(words).first().waitFor()
      // What loads late would have its moment here.
      await page.waitForLoadState('networkidle')
      expect(await page.evaluate('window.hurt'), path).toBeUndefined()
      expect(await page.locator('img[src="x"], svg[onload]').count(), path).toBe(0)
    }
    // On the desk by name: what a greeting is made of.
    await owner.open('/interaction/desk')
    const { id } = await owner.post<{ id: string }>('/desk/tasks', {
      ...{
        customerId: ids[5],
        teamId: await teamId(),
        reason: { en: 'Asked for a call', 'zh-CN': '客户约定回电' },
      },
      promisedAt: new Date(Date.now() - 60_000).toISOString(),
      dueUntil: new Date(Date.now() + 86_400_000).toISOString(),
    })
    expect(id).not.toBe('')
    const [answer] = await Promise.all([page.waitForResponse(/\/desk\/next$/), page.keyboard.press('n')])
    const { brief } = (await answer.json()) as {
      brief: { greeting: string; task: { customerId: string; label: string } } | null
    }
    expect(brief?.task.customerId).toBe(ids[5])
    const heading = page.getByRole('heading', { name: brief?.greeting || brief?.task.label || 'nobody' })
    await heading.first().waitFor()
    expect(await page.evaluate('window.hurt')).toBeUndefined()
    expect(await page.locator('img[src="x"]').count()).toBe(0)
  }, 60_000)

  const teamId = async () =>
    (await shop.owner.get<{ items: { id: string }[] }>('/desk/teams')).items[0]?.id ?? ''

  interface NowBy {
    channel: string
    allowed: boolean
    reasons: string[]
  }
  const nowOf = (id: string) => shop.owner.get<{ now: NowBy; others: NowBy[] }>(`/customers/${id}/contacts`)

  /** While a campaign is paused nobody is given a call of it, and its page says so. */
  async function pauseAndGoOn(id: string): Promise<void> {
    const { page, t, open, post, look } = shop.owner
    const ask = async (name: string) => {
      await page.getByRole('button', { name, exact: true }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText(t('campaigns.pause.calls.waiting'), { exact: true }).waitFor()
      await look(`asked: ${name}`)
      await dialog.getByRole('button', { name, exact: true }).click()
      await dialog.waitFor({ state: 'hidden' })
    }
    await open(`/campaigns/${id}?tab=report`)
    await ask(t('campaigns.pause.action'))
    await page.getByTestId('paused').waitFor()
    await page.getByText(t('campaignStatus.paused'), { exact: true }).first().waitFor()
    expect(await post('/desk/next', { kind: 'call' })).toMatchObject({ brief: null, none: 'paused' })
    await ask(t('campaigns.pause.resume'))
    await page.getByTestId('paused').waitFor({ state: 'detached' })
  }

  /** By keyboard alone; two refusals are coded from the note, one call is a complaint. */
  async function ring(): Promise<void> {
    const { page, t, open } = shop.owner
    await open('/interaction/desk')
    await page.getByText(t('desk.startHelp')).waitFor()
    const atWork = page.getByRole('button', { name: t('desk.outcomes.refused'), disabled: false })
    const kept = page.getByText(t('desk.keptHelp', { minutes: 5 }))
    const asks: Record<string, string> = { 2: t('desk.consideringAsk'), 3: t('desk.refusalAsk') }
    const notes = ['太贵了，价格接受不了', '家里已经有了，不需要', hostileNote]
    for (const keys of tenCalls) {
      await page.keyboard.press('n')
      await atWork.waitFor()
      for (const key of keys) {
        if (key === '/') {
          const note = notes.shift() ?? ''
          await page.keyboard.press('/')
          await page.keyboard.type(note)
          expect(await page.getByLabel(new RegExp(t('desk.note'))).inputValue()).toBe(note)
          await page.keyboard.press('Escape')
        } else await page.keyboard.press(key === '+' ? 'Enter' : key)
        const ask = asks[key]
        if (key !== keys.at(-1) && ask !== undefined) await page.getByText(ask).waitFor()
      }
      // The coder of notes learns its words at the first of them, which takes a busy machine its time.
      await kept.waitFor({ timeout: 45_000 })
    }
  }

  async function leave(leaver: string): Promise<void> {
    await shop.answer(leaver, 'R')
    const [letter] = await shop.mailsTo(leaver, '第一波')
    const link = /https?:\/\/[^\s"<>]+\/t\/u\/[\w.-]+/.exec(letter?.html ?? '')?.[0] ?? ''
    const visitor = await shop.owner.page.context().newPage()
    await visitor.goto(link)
    await visitor.locator('a[href*="/t/p/"]').click()
    for (const box of await visitor.getByRole('checkbox').all()) await box.uncheck()
    await visitor.locator('button[type=submit], button:not([type])').last().click()
    await visitor.waitForLoadState()
    await visitor.close()
  }

  /** On the page of the case: the remedy that was prepared is given, they are answered, it is closed. */
  async function recover(caseId: string): Promise<void> {
    const { page, t, open, look, get } = shop.owner
    await open(`/interaction/cases/${caseId}`)
    const button = (name: string, within = page.locator('body')) =>
      within.getByRole('button', { name }).last()
    await button(t('cases.promise')).click()
    await button(t('cases.give')).click()
    await button(t('cases.give'), page.getByRole('tooltip')).click()
    await page.getByText(t('cases.steps.remedy_given')).waitFor()
    const dialog = page.getByRole('dialog')
    for (const [name, done] of [
      [t('cases.answer'), t('cases.steps.answered')],
      [t('cases.close'), t('cases.steps.closed')],
    ] as const) {
      await button(name).click()
      if (name === t('cases.close')) await dialog.getByText('5', { exact: true }).click()
      await dialog.getByLabel(new RegExp(t('cases.note'))).fill('客户接受处理')
      await dialog.locator('.ant-btn-primary').click()
      await page.getByText(done).waitFor()
    }
    await look('a complaint that was recovered')
    const found = await get<{ outcome: string; satisfaction: number; remedies: { state: string }[] }>(
      `/cases/${caseId}`,
    )
    expect(found).toMatchObject({ outcome: 'recovered', satisfaction: 5, remedies: [{ state: 'given' }] })
  }
})
