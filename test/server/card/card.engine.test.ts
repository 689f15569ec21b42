import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mappingSchema, openServedProfiles } from '../../../src/customer/index.ts'
import { isRawReply, type RequestContext, type Route } from '../../../src/kit/api.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { unlimitedFields } from '../../../src/kit/fields.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { sql } from '../../../src/kit/sql.ts'
import { cardRoutes } from '../../../src/server/card/routes.ts'
import { createHttpServer } from '../../../src/server/http/server.ts'
import { type Bench, openBench } from '../../customer/support.ts'

let bench: Bench
let server: FastifyInstance
let routes: Route[]
const clock = manualClock(new Date('2026-11-22T10:00:00Z'))
const keys = new Map<string, number>()

async function call<T>(id: string, input: { params?: object; body?: object } = {}): Promise<T> {
  const found = routes.find((one) => one.endpoint.id === id)
  if (!found) throw new Error(`no endpoint ${id}`)
  const context: RequestContext = {
    actor: { kind: 'key', id: 'k1', permissions: new Set() },
    workspace: bench.workspace,
    locale: 'en',
    fields: unlimitedFields,
    requestId: 'r1',
    task: noTask,
  }
  const { endpoint } = found
  const params = endpoint.params?.parse({ workspace: 'test', ...input.params })
  const body = endpoint.body?.parse(input.body)
  const answer = await found.handle(context, { params, query: undefined, body, upload: null })
  return (isRawReply(answer) ? answer : endpoint.response.parse(answer)) as T
}

const linkTo = async (account: string, body: object = {}) => {
  const { url } = await call<{ url: string; expiresAt: string }>('createCardLink', {
    params: { id: String(keys.get(account)) },
    body,
  })
  return new URL(url).pathname
}
const open = (path: string) => server.inject({ method: 'GET', url: path })

beforeAll(async () => {
  bench = await openBench()
  const { customer, workspace, stores, vault } = bench
  const served = openServedProfiles(
    { ...customer, deps: { ...stores, vaultOf: async () => vault, dataDir: bench.dir, log: silentLog } },
    {
      latestSnapshot: async () => null,
      segmentMembers: async () => sql`SELECT 0 AS person_key`,
      ruleMembers: async () => sql`SELECT 0 AS person_key`,
      subjectsOf: async () => [],
      computedColumns: async () => [],
      computedSql: () => sql`SELECT 0 AS person_key`,
      computedOf: async () => new Map(),
      segmentsOfMany: async () => new Map(),
      segmentsOf: async () => [],
      doNotSend: async () => [],
    },
  )
  routes = cardRoutes({
    ledger: stores.ledger,
    vaultOf: async (id) => {
      if (id !== workspace.id) throw new Error('another workspace has other keys')
      return vault
    },
    served,
    workspaceOf: async () => workspace,
    accessOf: async () => unlimitedFields,
    clock,
    address: () => 'https://liangti.example',
  })
  server = await createHttpServer({
    routes,
    gate: {
      ...{ identify: async () => null, enter: async () => null, ruleOf: async () => null },
      smallestGroup: async () => 5,
    },
    settings: { publicUrl: undefined, locale: 'en' },
    log: silentLog,
    consoleDir: null,
  })
  await customer.imports.run(workspace, {
    path: bench.file(
      'p.csv',
      'id,name,city,hobby\n1,Ann Lee,Leeds,<script>alert(1)</script>\n2,Bob,York,chess\n',
    ),
    mapping: mappingSchema.parse({
      kind: 'customers',
      fields: { customer: { column: 'id' }, name: { column: 'name' }, city: { column: 'city' } },
      attributes: { hobby: { column: 'hobby' } },
    }),
  })
  for (const [account, key] of await customer.persons.resolve(workspace, 'account', ['1', '2']))
    keys.set(account, key)
  await call('saveCardSettings', {
    body: { origins: ['https://crm.example.com', 'http://localhost:8080'], fields: ['value', 'attributes'] },
  })
})
afterAll(async () => {
  await server?.close()
  await bench?.close()
})

describe('the card of a customer', () => {
  it('shows one customer, masked and escaped, in either language, to the frames on the list alone', async () => {
    const answer = await open(await linkTo('1', { language: 'en' }))
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('A**')
    expect(answer.body).toContain('Leeds')
    expect(answer.body).not.toContain('Ann Lee')
    expect(answer.body).not.toContain('<script')
    expect(answer.headers['content-security-policy']).toContain(
      "frame-ancestors 'self' https://crm.example.com http://localhost:8080",
    )
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    expect(answer.headers['cache-control']).toContain('no-store')
    expect(answer.headers['referrer-policy']).toBe('no-referrer')
    expect((await open(await linkTo('1', { language: 'zh-CN' }))).body).toContain('消费金额')
  })

  it('shows no more than its link allows, and its link no more than the workspace', async () => {
    const narrow = await open(await linkTo('1', { fields: ['value'] }))
    expect(narrow.body).not.toContain('Leeds')
    await expect(linkTo('1', { fields: ['consents'] })).rejects.toMatchObject({
      code: 'card.fieldNotAllowed',
    })
    await expect(call('createCardLink', { params: { id: '999999' }, body: {} })).rejects.toMatchObject({
      code: 'common.notFound',
    })
  })

  it('is refused where its link was altered, belongs elsewhere, or has ended', async () => {
    const path = await linkTo('1', { minutes: 5 })
    const [, , place = '', token = ''] = path.split('/')
    const [body = '', mac = ''] = token.split('.')
    const other = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Record<string, unknown>
    const forged = Buffer.from(JSON.stringify({ ...other, k: String(keys.get('2')) })).toString('base64url')
    const wider = Buffer.from(JSON.stringify({ ...other, x: 9e9 })).toString('base64url')
    const foreign = bench.vault.sign({ ...other }, 'tracking')
    const others = bench.vault.sign({ ...other, w: bench.workspace.id + 1 }, 'customer-card/1')
    const bad = [
      `/card/${place}/${forged}.${mac}`,
      `/card/${place}/${wider}.${mac}`,
      `/card/${place}/${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
      `/card/${place}/${body}`,
      `/card/${place}/x.y`,
      `/card/${place}/${foreign}`,
      `/card/${place}/${others}`,
    ]
    for (const url of bad) {
      const answer = await open(url)
      expect(answer.statusCode, url).toBe(404)
      expect(answer.body, url).not.toContain('A**')
      expect(answer.headers['content-security-policy'], url).toContain("frame-ancestors 'none'")
    }
    expect((await open(path)).statusCode).toBe(200)
    clock.set(new Date('2026-11-22T10:05:00Z'))
    expect((await open(path)).statusCode).toBe(404)
    clock.set(new Date('2026-11-22T10:00:00Z'))
  })

  it('ends with the settings it was given out under, and with the customer', async () => {
    const path = await linkTo('2')
    await call('saveCardSettings', { body: { origins: [], fields: ['value'] } })
    expect((await open(path)).statusCode).toBe(404)
    const next = await linkTo('2')
    const shown = await open(next)
    expect(shown.headers['content-security-policy']).toMatch(/frame-ancestors 'self'$/)
    await bench.stores.ledger.db
      .deleteFrom('persons')
      .where('person_key', '=', String(keys.get('2')))
      .execute()
    const audit = await bench.stores.ledger.db.selectFrom('audit_log').select('action').execute()
    expect(audit.map(({ action }) => action)).toContain('card.link')
  })

  it.each([
    'https://*.example.com',
    'https://crm.example.com/path',
    "https://crm.example.com; script-src 'unsafe-inline'",
    'http://crm.example.com',
    'javascript:alert(1)',
    '*',
  ])('is not framed by %s', async (origin) => {
    await expect(call('saveCardSettings', { body: { origins: [origin], fields: [] } })).rejects.toMatchObject(
      { code: 'card.badOrigin' },
    )
  })
})
