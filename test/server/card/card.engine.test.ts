import type { FastifyInstance } from 'fastify'
import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mappingSchema, openServedProfiles } from '../../../src/customer/index.ts'
import { removeFromLedger } from '../../../src/customer/privacy/erasure/ledger-places.ts'
import { markErased } from '../../../src/customer/privacy/erasure/mark.ts'
import { type Actor, isRawReply, type RequestContext, type Route } from '../../../src/kit/api.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { unlimitedFields } from '../../../src/kit/fields.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { sql } from '../../../src/kit/sql.ts'
import { createApiKey } from '../../../src/server/auth/keys.ts'
import { removeOldLinks } from '../../../src/server/card/links.ts'
import { cardRoutes } from '../../../src/server/card/routes.ts'
import { accessOfActor } from '../../../src/server/fields/policy.ts'
import { createHttpServer } from '../../../src/server/http/server.ts'
import { type Bench, openBench } from '../../customer/support.ts'

let bench: Bench
let server: FastifyInstance
let routes: Route[]
const clock = manualClock(new Date('2026-11-22T10:00:00Z'))
const keys = new Map<string, number>()

const owner: Actor = { kind: 'user', id: 'u1', permissions: new Set(['settings.manage', 'customers.read']) }
/** Of another system, with the key it was given. */
let system: Actor

async function call<T>(
  id: string,
  input: { params?: object; query?: object; body?: object } = {},
  actor?: Actor,
): Promise<T> {
  const found = routes.find((one) => one.endpoint.id === id)
  if (!found) throw new Error(`no endpoint ${id}`)
  const context: RequestContext = {
    actor: actor ?? system,
    workspace: bench.workspace,
    locale: 'en',
    fields: unlimitedFields,
    requestId: 'r1',
    task: noTask,
  }
  const { endpoint } = found
  const params = endpoint.params?.parse({ workspace: 'test', ...input.params })
  const query = endpoint.query?.parse(input.query ?? {})
  const body = endpoint.body?.parse(input.body)
  const answer = await found.handle(context, { params, query, body, upload: null })
  return (isRawReply(answer) ? answer : endpoint.response.parse(answer)) as T
}

const linkTo = async (account: string, body: object = {}) => {
  const { url } = await call<{ url: string; expiresAt: string }>('createCardLink', {
    params: { id: String(keys.get(account)) },
    body,
  })
  return new URL(url).pathname
}
const idOf = (path: string) => {
  const body = path.split('/')[3]?.split('.')[0] ?? ''
  return (JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as { i: string }).i
}
interface Listed {
  items: { id: string; customerId: string; state: string; shownAt: string | null; endedAt: string | null }[]
  nextCursor: string | null
}
const links = async (query: object = {}) => call<Listed>('listCardLinks', { query }, owner)
const stateOf = async (path: string) => (await links()).items.find(({ id }) => id === idOf(path))?.state
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
  const key = await createApiKey(stores.ledger, clock, {
    ...{ workspaceId: workspace.id, name: 'CRM', role: 'analyst', createdBy: null },
  })
  system = { kind: 'key', id: key.id, permissions: new Set(['customers.read']) }
  routes = cardRoutes({
    ledger: stores.ledger,
    vaultOf: async (id) => {
      if (id !== workspace.id) throw new Error('another workspace has other keys')
      return vault
    },
    served,
    workspaceOf: async () => workspace,
    accessOf: (id, actor) => accessOfActor(stores.ledger, id, actor),
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
      'id,name,city,hobby\n1,Ann Lee,Leeds,<script>alert(1)</script>\n2,Bob,York,chess\n3,Cy,York,chess\n',
    ),
    mapping: mappingSchema.parse({
      kind: 'customers',
      fields: { customer: { column: 'id' }, name: { column: 'name' }, city: { column: 'city' } },
      attributes: { hobby: { column: 'hobby' } },
    }),
  })
  for (const [account, key] of await customer.persons.resolve(workspace, 'account', ['1', '2', '3']))
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
    const forged = Buffer.from(JSON.stringify({ ...other, i: idOf(await linkTo('2')) })).toString('base64url')
    const foreign = bench.vault.sign({ ...other }, 'tracking')
    const others = bench.vault.sign({ ...other, w: bench.workspace.id + 1 }, 'customer-card/2')
    const bad = [
      `/card/${place}/${forged}.${mac}`,
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

  it('stands on a list, is seen there when it was shown, and is ended alone, at once', async () => {
    await call(
      'saveCardSettings',
      { body: { origins: ['https://crm.example.com'], fields: ['value'] } },
      owner,
    )
    const [one, other] = [await linkTo('1'), await linkTo('1')]
    expect((await links({ show: 'live' })).items.map(({ id }) => id)).toEqual([idOf(other), idOf(one)])
    const page = await links({ show: 'live', limit: 1 })
    expect((await links({ show: 'live', limit: 1, cursor: page.nextCursor })).items[0]?.id).toBe(idOf(one))
    expect((await links({ customer: '999999' })).items).toEqual([])

    const shown = await open(one)
    expect(shown.body).not.toContain('<script')
    // An open card asks again by itself, and in time for its end.
    expect(shown.headers.refresh).toBe('15')
    expect((await links()).items.find(({ id }) => id === idOf(one))?.shownAt).toBe('2026-11-22T10:00:00.000Z')
    clock.set(new Date('2026-11-22T10:09:55Z'))
    expect((await open(one)).headers.refresh).toBe('5')
    clock.set(new Date('2026-11-22T10:00:00Z'))

    await call('endCardLink', { params: { id: idOf(one) } }, owner)
    const over = await open(one)
    expect([over.statusCode, over.headers.refresh]).toEqual([404, undefined])
    // The page that says so can be read where the card stood.
    expect(over.headers['content-security-policy']).toContain(
      "frame-ancestors 'self' https://crm.example.com",
    )
    expect((await open(other)).statusCode).toBe(200)
    expect([await stateOf(one), await stateOf(other)]).toEqual(['ended', 'live'])

    expect(await call('endAllCardLinks', { query: {} }, owner)).toEqual({ ended: 1 })
    expect((await open(other)).statusCode).toBe(404)
    expect((await open(await linkTo('1'))).statusCode).toBe(200)
    const { rows } = await pg`SELECT action FROM audit_log WHERE action LIKE 'card.end%' ORDER BY id`.execute(
      bench.stores.ledger.db,
    )
    expect(rows).toEqual([{ action: 'card.end' }, { action: 'card.end_all' }])
  })

  it('is ended by who made it, and by nobody else without a say over settings', async () => {
    const path = await linkTo('1')
    const stranger: Actor = { ...system, id: 'k2' }
    await expect(call('endCardLink', { params: { id: idOf(path) } }, stranger)).rejects.toMatchObject({
      code: 'common.notFound',
    })
    expect((await open(path)).statusCode).toBe(200)
    await call('endCardLink', { params: { id: idOf(path) } })
    expect((await open(path)).statusCode).toBe(404)
    // Once more changes nothing.
    await call('endCardLink', { params: { id: idOf(path) } })
  })

  it('lasts as long as the settings say, and no longer than they allow', async () => {
    const settings = { origins: [], fields: ['value'], minutes: 20, longestMinutes: 120 }
    await expect(
      call('saveCardSettings', { body: { ...settings, minutes: 121 } }, owner),
    ).rejects.toMatchObject({ code: 'card.livesTooLong' })
    await call('saveCardSettings', { body: settings }, owner)
    const lasts = async (body: object) => {
      const params = { id: String(keys.get('1')) }
      const { expiresAt } = await call<{ expiresAt: string }>('createCardLink', { params, body })
      return (Date.parse(expiresAt) - clock.now().getTime()) / 60_000
    }
    expect(await lasts({})).toBe(20)
    expect(await lasts({ minutes: 120 })).toBe(120)
    await expect(lasts({ minutes: 121 })).rejects.toMatchObject({ code: 'card.livesTooLong' })
  })

  it('ends with its maker, with a merge and with an erasure; what is long over goes', async () => {
    const { db } = bench.stores.ledger
    const path = await linkTo('1')
    expect([(await open(path)).statusCode, await stateOf(path)]).toEqual([200, 'live'])
    await pg`UPDATE api_keys SET revoked_at = now() WHERE id = ${system.id}`.execute(db)
    expect([(await open(path)).statusCode, await stateOf(path)]).toEqual([404, 'maker_gone'])
    await pg`UPDATE api_keys SET revoked_at = NULL WHERE id = ${system.id}`.execute(db)

    const [first, second] = [String(keys.get('1')), String(keys.get('3'))]
    await pg`INSERT INTO person_overrides (person_key, workspace_id, current_key)
      VALUES (${first}, ${bench.workspace.id}, ${second})`.execute(db)
    expect(await stateOf(path)).toBe('merged')
    await pg`DELETE FROM person_overrides WHERE person_key = ${first}`.execute(db)
    expect([(await open(path)).statusCode, await stateOf(path)]).toEqual([200, 'live'])

    // From the moment they are marked, before anything was removed and whatever is remembered of their profile.
    await db.transaction().execute((trx) => markErased(trx, bench.workspace.id, Number(first), clock.now()))
    expect([(await open(path)).statusCode, await stateOf(path)]).toEqual([404, undefined])
    await db.transaction().execute((trx) => removeFromLedger(trx, bench.workspace.id, [Number(first)]))
    const left = async () => (await db.selectFrom('card_links').select('person_key').execute()).length
    expect(await left()).toBe(0)

    await linkTo('3')
    expect(await removeOldLinks(bench.stores.ledger, new Date('2026-11-23T10:00:00Z'))).toBe(0)
    expect(await removeOldLinks(bench.stores.ledger, new Date('2026-11-24T12:00:00Z'))).toBe(1)
    expect(await left()).toBe(0)
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
