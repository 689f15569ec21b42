import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  browserKeys,
  type PushService,
  pushAddress,
  startPushService,
} from '../interaction/support/push-service.ts'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, enter, openConsole } from './support/console.ts'

let product: RunningProduct
let service: PushService
const browserNumber = 7

beforeAll(async () => {
  service = await startPushService()
  product = await startProduct({
    env: { LIANGTI_LOCALE: 'zh-CN', LIANGTI_SOURCE_PRIVATE_HOSTS: '127.0.0.1' },
  })
})
afterAll(async () => {
  await product?.stop()
  await service?.close()
})

/** The maker's push service is outside of this machine, so the browser subscribes at ours; all else is its own. */
function subscribeAtOurs({ endpoint, keys }: { endpoint: string; keys: Record<string, string> }): string {
  return `(() => {
    let held = null
    const made = (key) => ({
      endpoint: ${JSON.stringify(endpoint)}, options: { applicationServerKey: key && key.buffer },
      toJSON: () => (${JSON.stringify({ endpoint, keys })}),
      unsubscribe: async () => { held = null; return true },
    })
    PushManager.prototype.subscribe = async ({ applicationServerKey }) => (held = made(applicationServerKey))
    PushManager.prototype.getSubscription = async () => held
  })()`
}

it('a browser subscribes on the page, is sent to, shows it, and is forgotten when it unsubscribes', async () => {
  const owner = await openConsole(product, 'zh-CN')
  try {
    await enter(owner, product.signIn?.link ?? '')
    await setUp(owner)
    const key = await writeKey(owner)
    const page = await subscribed(owner, key)
    const address = await page.locator('#address').inputValue()
    expect(JSON.parse(address)).toMatchObject({ endpoint: `${service.url}/wp/${browserNumber}` })
    const sent = await owner.post<{ outcome: string }>('/channels/push/test', { address })
    expect(sent.outcome).toBe('accepted')
    expect(service.broken).toEqual([])
    const [first] = service.got
    expect(first?.message.title).toBe('测试推送')
    expect(await shown(owner, JSON.stringify({ ...first?.message, link: 'https://x.example/' }))).toEqual([
      { title: '测试推送', body: first?.message.body, tag: first?.message.tag },
    ])
    const found = await owner.get<{ items: { reachable: string[] }[] }>('/customers?limit=10')
    expect(found.items.map(({ reachable }) => reachable)).toEqual([['push']])
    await page.getByRole('button', { name: '关闭推送' }).click()
    await page.getByText('推送尚未开启。').waitFor()
    await expect
      .poll(async () => (await owner.get<typeof found>('/customers?limit=10')).items[0]?.reachable, {
        timeout: 15_000,
      })
      .toEqual([])
    expect(owner.flaws).toEqual([])
    expect(owner.browser.complaints).toEqual([])
  } finally {
    await owner.close()
  }
})

async function setUp(owner: Console): Promise<void> {
  const { page, t } = owner
  await owner.open('/settings/channels')
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: '浏览器推送' }) })
  await card.getByRole('button', { name: t('channels.setUp') }).click()
  await card.getByRole('textbox', { name: t('channels.name') }).fill('官网')
  await card.getByRole('textbox', { name: t('channels.fields.contact') }).fill('push@x.example')
  await card.getByRole('textbox', { name: t('channels.fields.services') }).fill('127.0.0.1')
  await card.getByRole('button', { name: t('channels.save') }).click()
  await card.getByRole('textbox', { name: t('channels.push.publicKey') }).waitFor()
  await owner.look('push set up')
}

async function writeKey(owner: Console): Promise<string> {
  const { id } = await owner.post<{ id: string }>('/sources', { kind: 'stream', name: 'Site', owner: 'Web' })
  return (await owner.post<{ secret: string }>(`/sources/${id}/keys`)).secret
}

async function subscribed(owner: Console, key: string) {
  const { context } = owner.browser
  const { publicKey, auth } = browserKeys(browserNumber)
  await context.grantPermissions(['notifications'], { origin: product.url })
  await context.addInitScript(
    subscribeAtOurs({
      endpoint: pushAddress(service.url, browserNumber).split(' ')[0] ?? '',
      keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
    }),
  )
  const { page } = owner
  await page.goto(`${product.url}/push/try/${encodeURIComponent(key)}`)
  await page.getByText('推送尚未开启。').waitFor()
  await owner.look('try page, off')
  await page.getByRole('button', { name: '开启推送' }).click()
  await page.getByText('推送已开启。').waitFor()
  await owner.look('try page, on')
  return page
}

/** Hands the service worker what the push service would, and hears what it has the browser show: a headless one draws none. */
async function shown(owner: Console, data: string): Promise<object[]> {
  const { context } = owner.browser
  const worker = context.serviceWorkers().find((each) => each.url().endsWith('/push/liangti-push-worker.js'))
  await worker?.evaluate(`(() => {
    self.shown = []
    ServiceWorkerRegistration.prototype.showNotification = async (title, { body, tag }) =>
      void self.shown.push({ title, body, tag })
  })()`)
  const devtools = await context.newCDPSession(owner.page)
  const registered = new Promise<string>((resolve) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.endsWith('/push/'))
      if (own) resolve(own.registrationId)
    }),
  )
  await devtools.send('ServiceWorker.enable')
  await devtools.send('ServiceWorker.deliverPushMessage', {
    ...{ origin: product.url, registrationId: await registered, data },
  })
  const ask = async () => (await worker?.evaluate('self.shown')) as object[]
  await expect.poll(async () => (await ask()).length, { timeout: 10_000 }).toBe(1)
  return ask()
}
