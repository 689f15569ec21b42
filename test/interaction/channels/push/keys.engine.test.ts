import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGuard } from '../../../../src/customer/index.ts'
import { pushSiteRoutes } from '../../../../src/interaction/channels/push/site/routes.ts'
import { renewSecret } from '../../../../src/interaction/connections/secret.ts'
import { connectionOf, saveConnection, secretsOf } from '../../../../src/interaction/connections/store.ts'
import { channelViews } from '../../../../src/interaction/connections/views.ts'
import type { Actor, RawReply, RequestContext } from '../../../../src/kit/api.ts'
import { pushAddress } from '../../support/push-service.ts'
import { type Stage, setStage } from '../../support/stage.ts'

const by: Actor = { kind: 'system', id: 'test', permissions: new Set() }
let stage: Stage
beforeAll(async () => {
  stage = await setStage()
})
afterAll(() => stage.close())

const deps = () => ({ ledger: stage.ledger, vaultOf: async () => stage.vault })
const save = (contact: string) =>
  saveConnection(
    { ...deps(), guard: createGuard([]) },
    stage.workspace,
    'push',
    { name: 'Site', settings: { contact }, secrets: {}, perSecond: null, window: 5, costMinor: 0 },
    by,
  )
async function keys(): Promise<Record<string, string>> {
  const record = await connectionOf(stage.ledger, stage.workspace.id, 'push')
  return record ? secretsOf(deps(), record) : {}
}
async function view(mayEdit: boolean) {
  const views = await channelViews(deps(), null, stage.workspace, mayEdit)
  return views.find(({ id }) => id === 'push')?.connection
}

const forgotten: string[] = []
/** The site's endpoints, as a page of the company asks them. */
async function ask(id: string, input: object): Promise<RawReply> {
  const routes = pushSiteRoutes({
    ...deps(),
    siteOf: async (key) => (key === 'good' ? stage.workspace : null),
    forgetAddress: async (_workspace, _channel, address) => forgotten.push(address),
  })
  const found = routes.find(({ endpoint }) => endpoint.id === id)
  const context = { locale: 'en' } as RequestContext
  return (await found?.handle(context, {
    params: {},
    query: {},
    body: {},
    upload: null,
    ...input,
  })) as RawReply
}

describe('the keys of a connection', () => {
  it('are made with it, stay when it is changed, and only the public one is told', async () => {
    await expect(ask('pushKey', { query: { key: 'good' } })).rejects.toMatchObject({
      code: 'interaction.pushNotSetUp',
    })
    await save('push@x.example')
    const first = await keys()
    expect(first.vapidPublic).toMatch(/^[\w-]{87}$/)
    expect(await view(true)).toMatchObject({ publicKey: first.vapidPublic })
    expect((await view(false))?.publicKey).toBeNull()
    expect(JSON.stringify(await view(true))).not.toContain(first.vapidPrivate)
    await save('https://x.example/contact')
    expect(await keys()).toEqual(first)
    const answer = await ask('pushKey', { query: { key: 'good' } })
    expect(answer.raw).toBe(JSON.stringify({ publicKey: first.vapidPublic }))
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*' })
  })

  it('are both others when they are made anew', async () => {
    const before = await keys()
    const { secret } = await renewSecret(deps(), stage.workspace, 'push', by)
    const after = await keys()
    expect(secret).toBe(after.vapidPublic)
    expect(after.vapidPublic).not.toBe(before.vapidPublic)
    expect(after.vapidPrivate).not.toBe(before.vapidPrivate)
  })
})

describe('what a site may ask', () => {
  it('needs a write key, also for the page to try it on', async () => {
    const refused = { code: 'interaction.pushSite' }
    await expect(ask('pushKey', { query: { key: 'bad' } })).rejects.toMatchObject(refused)
    const body = { key: 'bad', subscription: '{}' }
    await expect(ask('forgetPush', { body })).rejects.toMatchObject(refused)
    expect((await ask('pushTryPage', { params: { key: 'bad' } })).status).toBe(404)
    const page = await ask('pushTryPage', { params: { key: 'good' } })
    expect(page.status).toBe(200)
    expect(page.headers?.['content-security-policy']).toContain("script-src 'self'")
    expect(String(page.raw)).not.toMatch(/<script>|onclick/)
  })

  it('forgets the browser that says so, and nothing that is no subscription', async () => {
    const [endpoint, p256dh, auth] = pushAddress('https://fcm.googleapis.com', 1).split(' ')
    const subscription = JSON.stringify({ endpoint, keys: { p256dh, auth } })
    const answer = await ask('forgetPush', { body: { key: 'good', subscription } })
    expect(answer.raw).toBe('{"forgotten":true}')
    expect(forgotten).toEqual([pushAddress('https://fcm.googleapis.com', 1)])
    await expect(ask('forgetPush', { body: { key: 'good', subscription: '{}' } })).rejects.toMatchObject({
      code: 'interaction.pushSubscription',
    })
  })
})
