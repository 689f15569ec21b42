import { afterAll, beforeAll, expect, it } from 'vitest'
import { signatureOf } from '../../src/interaction/inbound/wechat/envelope.ts'
import { openidOf, wecomOf } from '../interaction/support/outbox.ts'
import { startWechatStandIn, type WechatStandIn } from '../interaction/support/wechat-stand-in.ts'
import { startWecomStandIn, type WecomStandIn } from '../interaction/support/wecom-stand-in.ts'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, enter, openConsole } from './support/console.ts'

let product: RunningProduct
let company: WecomStandIn
let account: WechatStandIn

beforeAll(async () => {
  company = await startWecomStandIn({
    contacts: [
      {
        ...{ userid: 'zhang', external_userid: wecomOf(1), name: '陈静', unionid: 'u-1' },
        ...{ tag_id: ['t1'], createtime: 1_700_000_000 },
      },
    ],
    tagGroups: [{ group_name: '等级', tag: [{ id: 't1', name: '金卡' }] }],
  })
  account = await startWechatStandIn()
  product = await startProduct({
    env: { LIANGTI_LOCALE: 'zh-CN', LIANGTI_SOURCE_PRIVATE_HOSTS: '127.0.0.1' },
  })
})
afterAll(async () => {
  await product?.stop()
  await company?.close()
  await account?.close()
})

const picture = async ({ page, language }: Console, name: string) => {
  if (process.env.LIANGTI_SHOTS)
    await page.screenshot({ path: `${process.env.LIANGTI_SHOTS}/${name}-${language}.png`, fullPage: true })
}
const cardOf = ({ page, t }: Console, channel: 'wecom' | 'wechat') =>
  page.locator('section').filter({
    has: page.getByRole('heading', { name: t(`campaigns.plan.channels.${channel}`), exact: true }),
  })

/** Both accounts by the page, as an administrator enters them. */
async function setUp(owner: Console, writeKey: string): Promise<void> {
  const { page, t } = owner
  await owner.open('/settings/channels')
  for (const [channel, values] of [
    ['wecom', { name: '企微', corpId: 'ww-1', corpSecret: 's-1', baseUrl: company.url }],
    [
      'wechat',
      {
        ...{ name: '公众号', appId: 'wx-1', appSecret: 's-1', baseUrl: account.url },
        ...{ callbackToken: 'callback-token', writeKey },
      },
    ],
  ] as const) {
    const card = cardOf(owner, channel)
    await card.getByRole('button', { name: t('channels.setUp') }).click()
    for (const [name, value] of Object.entries(values))
      await card
        .getByLabel(name === 'name' ? t('channels.name') : t(`channels.fields.${name as 'appId'}`))
        .first()
        .fill(value)
    await owner.look(`${channel} form`)
    await picture(owner, `form-${channel}`)
    await card.getByRole('button', { name: t('channels.save') }).click()
    await card.getByText(t('channels.notVerified')).waitFor()
    await card.getByRole('button', { name: t('channels.check') }).click()
    await card.getByText(t('channels.checkOk')).waitFor()
  }
  const quiet = page.locator('section').filter({
    has: page.getByRole('heading', { name: t('channels.quiet.title'), exact: true }),
  })
  await quiet.getByRole('button', { name: t('channels.quiet.change') }).click()
  await quiet.getByLabel(t('channels.quiet.from')).fill('22:00')
  await quiet.getByRole('checkbox', { name: t('campaigns.plan.channels.email') }).check()
  await owner.look('quiet hours')
  await picture(owner, 'quiet-hours')
  await quiet.getByRole('button', { name: t('common.save') }).click()
  await quiet.getByText('22:00', { exact: false }).waitFor()
  const kept = await owner.get<{ from: string; channels: string[] }>('/quiet-hours')
  expect([kept.from, [...kept.channels].sort()]).toEqual([
    '22:00',
    ['email', 'push', 'sms', 'wechat', 'wecom'],
  ])
  await owner.look('channels')
  await picture(owner, 'channels')
}

it('a company and an account are connected by the page, customers come, an adviser confirms, a follower is answered', async () => {
  const owner = await openConsole(product, 'zh-CN')
  const { page, t } = owner
  try {
    await enter(owner, product.signIn?.link ?? '')
    const { id } = await owner.post<{ id: string }>('/sources', {
      kind: 'stream',
      name: '公众号',
      owner: 'CRM',
    })
    const { secret } = await owner.post<{ secret: string }>(`/sources/${id}/keys`)
    await setUp(owner, secret)

    // A test message is a task like any other: its adviser confirms it.
    const sent = await owner.post<{ outcome: string }>('/channels/wecom/test', { address: wecomOf(1) })
    expect(sent.outcome).toBe('accepted')
    company.confirm()
    expect(company.copies.get(wecomOf(1))).toBe(1)

    await owner.open('/campaigns/creatives')
    await page
      .getByRole('button', { name: t('campaigns.creative.new') })
      .first()
      .click()
    await page.getByRole('menuitem', { name: t('campaigns.plan.channels.wecom') }).click()
    await page.getByText(t('campaigns.creative.forMany')).first().waitFor()
    await owner.look('creative of WeCom')
    await picture(owner, 'creative')

    const { connection } =
      (
        await owner.get<{ items: { id: string; connection: { callbackPath: string } | null }[] }>('/channels')
      ).items.find((each) => each.id === 'wechat') ?? {}
    const callback = async (fields: Record<string, string>) => {
      const timestamp = String(Math.floor(Date.now() / 1_000))
      const query = new URLSearchParams({
        timestamp,
        nonce: '7',
        signature: signatureOf('callback-token', timestamp, '7'),
      })
      const elements = Object.entries({
        ToUserName: 'gh_1',
        FromUserName: openidOf(5),
        CreateTime: timestamp,
        ...fields,
      })
      const body = `<xml>${elements.map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`).join('')}</xml>`
      const answer = await fetch(`${product.url}${connection?.callbackPath}?${query}`, {
        method: 'POST',
        body,
      })
      return [answer.status, await answer.text()]
    }
    expect(await callback({ MsgType: 'event', Event: 'subscribe', EventKey: 'qrscene_autumn' })).toEqual([
      200,
      'success',
    ])
    await expect
      .poll(
        async () => (await owner.get<{ items: { reachable: string[] }[] }>('/customers?limit=10')).items,
        {
          timeout: 15_000,
        },
      )
      .toMatchObject([{ reachable: ['wechat'] }])
    expect(await callback({ MsgType: 'text', MsgId: '1', Content: '这款茶还有货吗？' })).toEqual([
      200,
      'success',
    ])
    account.wrote(openidOf(5), Date.now())
    await owner.open('/interaction/inbox')
    await page.getByText('这款茶还有货吗？').first().click()
    await page.getByRole('textbox', { name: t('inbox.answer') }).fill('有货，欢迎下单。')
    await owner.look('inbox with WeChat')
    await picture(owner, 'inbox')
    await page.getByRole('button', { name: t('inbox.send') }).click()
    await expect.poll(() => account.got.length, { timeout: 15_000 }).toBe(1)
    expect(account.got).toMatchObject([
      { touser: openidOf(5), path: 'custom/send', body: { text: { content: '有货，欢迎下单。' } } },
    ])
    expect(owner.flaws).toEqual([])
    expect(owner.browser.complaints).toEqual([])
    if (process.env.LIANGTI_SHOTS) await inEnglish(owner)
  } finally {
    await owner.close()
  }
})

/** The same pages in the other language, to be looked at. */
async function inEnglish(owner: Console): Promise<void> {
  const { page } = owner
  await page.evaluate("localStorage.setItem('liangti.language', 'en')")
  const english = { ...owner, language: 'en' as const }
  await english.open('/settings/channels')
  await picture(english, 'channels')
  await english.open('/interaction/inbox')
  await page.getByText('有货，欢迎下单。').first().click()
  await picture(english, 'inbox')
}
