import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as api from '../../../../src/interaction/connections/mail-domain/api.ts'
import { mailDomainRoutes } from '../../../../src/interaction/connections/mail-domain/routes.ts'
import {
  connectionOf,
  openedSettings,
  saveConnection,
} from '../../../../src/interaction/connections/store.ts'
import type { Actor, RequestContext } from '../../../../src/kit/api.ts'
import { type DnsServer, startDnsServer } from '../../../support/dns-server.ts'
import { type Stage, setStage } from '../../support/stage.ts'

let stage: Stage
let dns: DnsServer
const actor: Actor = { kind: 'user', id: 'test', permissions: new Set() }
type View = ReturnType<typeof api.getMailDomain.response.parse>
type Check = ReturnType<typeof api.checkMailDomain.response.parse>

beforeAll(async () => {
  ;[stage, dns] = await Promise.all([setStage(), startDnsServer()])
})
afterAll(async () => {
  await stage?.close()
  await dns?.close()
})

const deps = () => ({ ledger: stage.ledger, vaultOf: async () => stage.vault, dnsServers: dns.address })
async function call<T>(id: string, input: { params?: object; body?: object } = {}): Promise<T> {
  const route = mailDomainRoutes(deps()).find(({ endpoint }) => endpoint.id === id)
  if (!route) throw new Error(`no ${id}`)
  const context = { workspace: stage.workspace, actor } as unknown as RequestContext
  const answer = await route.handle(context, {
    params: {},
    query: {},
    body: {},
    upload: null,
    ...input,
  } as never)
  return route.endpoint.response.parse(answer) as T
}
const view = () => call<View>('getMailDomain')
const check = () => call<Check>('checkMailDomain', { body: { domain: 'shop.example' } })
const connection = async () => {
  const record = await connectionOf(stage.ledger, stage.workspace.id, 'email')
  if (!record) throw new Error('no connection')
  return (await openedSettings(deps(), record)) as { dkimKey: string; dkimSelector: string; password: string }
}

describe('keys that sign mail', () => {
  it('need a connection of the workspace', async () => {
    expect(await view()).toMatchObject({ isConnected: false, keys: [] })
    await expect(call('makeMailDomainKey', { body: { domain: 'shop.example' } })).rejects.toMatchObject({
      code: 'interaction.noConnection',
    })
    await saveConnection(
      { ...deps(), guard: { resolve: async () => [] } },
      stage.workspace,
      'email',
      {
        ...{ name: 'Mail', settings: { host: 'mail.example', port: 587, security: 'required', user: 'u' } },
        ...{ secrets: { password: 'kept' }, perSecond: null, window: 5, costMinor: 0 },
      },
      actor,
    )
  })

  it('are made, published, found and used, then changed for another without a gap', async () => {
    const made = await call<View>('makeMailDomainKey', { body: { domain: 'Shop.example' } })
    const [first] = made.keys
    if (!first) throw new Error('no key')
    expect(first).toMatchObject({ domain: 'shop.example', state: 'waits' })
    expect(first.name).toBe(`${first.selector}._domainkey.shop.example`)
    expect(first.pieces.join('')).toBe(first.value)
    const { rows } = { rows: await stage.ledger.db.selectFrom('mail_keys').select('private_key').execute() }
    expect(rows[0]?.private_key.toString('latin1')).not.toContain('PRIVATE KEY')

    expect((await check()).dkim).toMatchObject([{ selector: first.selector, state: 'missing' }])
    const use = (id: string | null) => call<View>('signWithMailKey', { params: { id } })
    await expect(use(first.id)).rejects.toMatchObject({ code: 'interaction.dkimNotPublished' })
    dns.records.set(first.name, [[first.value.slice(0, 255)]])
    expect((await check()).dkim).toMatchObject([{ state: 'cut' }])
    dns.records.set(first.name, [first.pieces])
    expect((await check()).dkim).toMatchObject([{ state: 'equal' }])
    expect((await use(first.id)).keys).toMatchObject([{ id: first.id, state: 'signs' }])
    expect(await connection()).toMatchObject({ dkimSelector: first.selector, password: 'kept' })
    await expect(call('dropMailDomainKey', { params: { id: first.id } })).rejects.toMatchObject({
      code: 'interaction.dkimSigns',
    })

    const second = (await call<View>('makeMailDomainKey', { body: { domain: 'shop.example' } })).keys[1]
    if (!second) throw new Error('no second key')
    expect(second.name).not.toBe(first.name)
    dns.records.set(second.name, [second.pieces])
    const { keys } = await use(second.id)
    expect(keys.map(({ id, state }) => [id, state])).toEqual([
      [second.id, 'signs'],
      [first.id, 'old'],
    ])
    expect((await connection()).dkimSelector).toBe(second.selector)
    expect((await call<View>('dropMailDomainKey', { params: { id: first.id } })).keys).toHaveLength(1)
    const actions = await stage.ledger.db.selectFrom('audit_log').select('action').execute()
    expect(actions.filter(({ action }) => action === 'channel.mail_key_used')).toHaveLength(2)
  })

  it('stand beside SPF and DMARC, the policy of a domain above among them', async () => {
    dns.records.set('shop.example', [['x=1'], ['v=spf1 include:_spf.mail.example ~all']])
    dns.records.set('_dmarc.shop.example', [['v=DMARC1; p=reject']])
    const { spf, dmarc } = await check()
    expect(spf.found).toContain('~all')
    expect(dmarc).toMatchObject({ at: 'shop.example', found: 'v=DMARC1; p=reject' })
    const below = await call<Check>('checkMailDomain', { body: { domain: 'news.shop.example' } })
    expect(below.dmarc).toMatchObject({ at: 'shop.example', found: 'v=DMARC1; p=reject' })
    expect(below.spf.findings[0]?.tone).toBe('look')
    dns.records.set('shop.example', 'silent')
    expect((await check()).spf.findings[0]?.text.en).toContain('did not answer')
  }, 30_000)
})
