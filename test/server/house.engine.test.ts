import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGate } from '../../src/server/auth/gate.ts'
import { startTask } from '../../src/stores/ledger/index.ts'
import { type Browser, type HouseApp, houseApp, password } from './house-app.ts'

let it_: HouseApp
let owner: Browser
let ownerId: string
beforeAll(async () => {
  it_ = await houseApp()
  ownerId = await it_.addUser('owner@shop.example', 'owner')
  owner = await it_.signIn('owner@shop.example')
})
afterAll(() => it_.close())
const base = '/api/workspaces/test'

describe('workspaces', () => {
  it('get their address from the name, or a number where it has no Latin letters', async () => {
    const make = (name: string) =>
      owner.send('POST', '/api/workspaces', {
        name,
        currency: 'EUR',
        timeZone: 'Europe/Berlin',
        locale: 'en',
      })
    const slugs: string[] = []
    for (const name of ['Café  Möller & Co.', 'Café Möller Co', '量体', '裁衣 2026'])
      slugs.push((await make(name)).body.slug)
    expect(slugs).toEqual(['cafe-moller-co', 'cafe-moller-co-2', 'ws-1', 'ws-2'])
    const keys = await it_.fresh.stores.ledger.db.selectFrom('data_keys').select('purpose').execute()
    expect(keys.length).toBeGreaterThanOrEqual(5 * 3)
  })

  it('refuse a currency or zone that does not exist', async () => {
    const make = (currency: string, timeZone: string) =>
      owner.send('POST', '/api/workspaces', { name: 'x', currency, timeZone, locale: 'en' })
    expect((await make('XXZ', 'Asia/Shanghai')).body).toMatchObject({ code: 'house.unknownCurrency' })
    expect((await make('CNY', 'Asia/Nowhere')).body).toMatchObject({ code: 'house.unknownTimeZone' })
  })

  it('change their name and sender, and say how fresh they are', async () => {
    const changed = await owner.send('PATCH', base, {
      name: 'Renamed',
      mailFrom: 'Shop <hi@shop.example>',
      personNoun: 'member',
    })
    expect(changed.body).toMatchObject({
      name: 'Renamed',
      mailFrom: 'Shop <hi@shop.example>',
      personNoun: 'member',
      currency: 'CNY',
    })
    const fresh = await owner.send('GET', `${base}/freshness`)
    expect(fresh.body).toEqual({
      newestOrderAt: null,
      newestImportAt: null,
      featuresAt: null,
      now: '2026-03-01T08:00:00.000Z',
    })
  })

  it('report what they run on', async () => {
    const { body } = await owner.send('GET', '/api/status')
    expect(body).toMatchObject({
      warehouse: { ok: true },
      ledger: { ok: true, embedded: true },
      mail: { mode: 'catcher' },
    })
  })
})

describe('members', () => {
  it('are added, change role at once, and leave; the last owner stays', async () => {
    const added = await owner.send('POST', `${base}/members`, {
      email: 'ana@shop.example',
      displayName: 'Ana',
      role: 'viewer',
      password,
    })
    expect(added).toMatchObject({ status: 200, body: { role: 'viewer', disabled: false } })
    const ana = await it_.signIn('ana@shop.example')
    expect((await ana.send('GET', `${base}/members`)).status).toBe(403)
    await owner.send('PATCH', `${base}/members/${added.body.userId}`, { role: 'owner' })
    expect((await ana.send('GET', `${base}/members`)).status).toBe(200)
    const demoted = await Promise.all([
      owner.send('PATCH', `${base}/members/${added.body.userId}`, { role: 'viewer' }),
      ana.send('PATCH', `${base}/members/${ownerId}`, { role: 'viewer' }),
    ])
    // The slower one comes too late (409) or is no owner any more when it is asked (403).
    expect(demoted.filter(({ status }) => status === 200)).toHaveLength(1)
    const roles = await it_.fresh.stores.ledger.db.selectFrom('memberships').select('role').execute()
    expect(roles.filter(({ role }) => role === 'owner').length).toBeGreaterThan(0)
    await it_.fresh.stores.ledger.db
      .updateTable('memberships')
      .set({ role: 'owner' })
      .where('user_id', '=', ownerId)
      .execute()
    await owner.send('PATCH', `${base}/members/${added.body.userId}`, { role: 'viewer' })
    expect((await owner.send('DELETE', `${base}/members/${ownerId}`)).body).toMatchObject({
      code: 'house.lastOwner',
    })
    expect((await owner.send('DELETE', `${base}/members/${added.body.userId}`)).body).toEqual({ ok: true })
    expect((await ana.send('GET', `${base}/freshness`)).status).toBe(404)
  })

  it('need a first password when they are new, and are added once', async () => {
    const person = { email: 'bo@shop.example', displayName: 'Bo', role: 'analyst' }
    expect((await owner.send('POST', `${base}/members`, person)).body).toMatchObject({
      code: 'house.passwordNeeded',
    })
    expect((await owner.send('POST', `${base}/members`, { ...person, password })).status).toBe(200)
    expect((await owner.send('POST', `${base}/members`, person)).body).toMatchObject({
      code: 'house.alreadyMember',
    })
  })
})

describe('keys', () => {
  const withKey = (secret: string, url: string, method: 'GET' | 'POST' = 'GET') =>
    it_.app.inject({ method, url, headers: { authorization: `Bearer ${secret}` } })

  it('are shown once, stored as a hash, work in their workspace and role only, and end at once', async () => {
    const made = await owner.send('POST', `${base}/keys`, { name: 'till', role: 'viewer' })
    const { secret, id, prefix } = made.body
    expect(secret).toMatch(/^lt_[\w-]{43}$/)
    expect(secret.startsWith(prefix)).toBe(true)
    const dump = JSON.stringify(await it_.fresh.stores.ledger.db.selectFrom('api_keys').selectAll().execute())
    expect(dump).not.toContain(secret)
    expect(JSON.stringify((await owner.send('GET', `${base}/keys`)).body)).not.toContain(secret)

    expect((await withKey(secret, `${base}/freshness`)).statusCode).toBe(200)
    expect((await withKey(secret, `${base}/audit`)).statusCode).toBe(403)
    expect((await withKey(secret, '/api/workspaces/ws-1/freshness')).statusCode).toBe(404)
    expect((await withKey(secret, '/api/session')).json()).toMatchObject({
      user: null,
      workspaces: [{ slug: 'test', role: 'viewer' }],
    })

    expect((await owner.send('DELETE', `${base}/keys/${id}`)).body.revokedAt).not.toBeNull()
    expect((await withKey(secret, `${base}/freshness`)).statusCode).toBe(401)
    expect((await owner.send('DELETE', `${base}/keys/nothing`)).body).toMatchObject({ code: 'house.noKey' })
  })

  it('are remembered for a moment, but neither a key that ended nor a workspace as it was', async () => {
    const { secret, id } = (await owner.send('POST', `${base}/keys`, { name: 'desk', role: 'viewer' })).body
    const session = () => withKey(secret, `${base}/freshness`)
    const { identify, enter } = createGate(it_.fresh.stores.ledger, it_.clock, it_.house.keyMemory)
    const name = async () => {
      const caller = await identify({ kind: 'key', token: secret })
      return caller && (await enter(caller, 'test'))?.workspace.name
    }
    await Promise.all(Array.from({ length: 20 }, session))
    const before = await name()
    await owner.send('PATCH', base, { name: 'Renamed' })
    expect(await name()).toBe('Renamed')
    await owner.send('PATCH', base, { name: before })
    // Asked for while it ends: whatever those got, nobody after the answer gets in.
    const during = Array.from({ length: 20 }, session)
    await owner.send('DELETE', `${base}/keys/${id}`)
    expect((await session()).statusCode).toBe(401)
    expect(await name()).toBeNull()
    await Promise.all(during)
    expect((await session()).statusCode).toBe(401)
  })

  it('cannot make workspaces or change an account', async () => {
    const { body } = await owner.send('POST', `${base}/keys`, { name: 'robot', role: 'marketer' })
    const answer = await it_.app.inject({
      method: 'POST',
      url: '/api/workspaces',
      headers: { authorization: `Bearer ${body.secret}` },
      payload: { name: 'x', currency: 'CNY', timeZone: 'UTC', locale: 'en' },
    })
    expect(answer.json().code).toBe('auth.usersOnly')
  })
})

describe('the audit log', () => {
  it('names who did what, pages by cursor, and holds no address, password or key', async () => {
    const seen: { id: string; actor: string; action: string }[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { body: { items: typeof seen; nextCursor: string | null } } = (await owner.send(
        'GET',
        `${base}/audit?limit=3${cursor ? `&cursor=${cursor}` : ''}`,
      )) as never
      seen.push(...page.body.items)
      cursor = page.body.nextCursor
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
    const actions = seen.map(({ action }) => action)
    for (const action of [
      'workspace.update',
      'member.add',
      'member.role',
      'member.remove',
      'key.create',
      'key.revoke',
    ]) {
      expect(actions).toContain(action)
    }
    expect(seen.find(({ action }) => action === 'key.create')?.actor).toBe('owner@shop.example')
    const stored = JSON.stringify(
      await it_.fresh.stores.ledger.db.selectFrom('audit_log').selectAll().execute(),
    )
    expect(stored).not.toMatch(/@shop|lt_|correct horse/)
    expect((await owner.send('GET', `${base}/audit?cursor=x`)).status).toBe(400)
  })
})

describe('tasks', () => {
  it('show progress, are cancelled, and say their error in the reader’s language', async () => {
    const { ledger } = it_.fresh.stores
    const context = { ledger, log: it_.house.log, clock: it_.clock }
    const task = await startTask(
      context,
      { workspaceId: it_.fresh.workspaceId, kind: 'import', createdBy: 'test' },
      async ({ signal }) => {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
        signal.throwIfAborted()
        return null
      },
    )
    expect((await owner.send('GET', `${base}/tasks/${task.id}`)).body).toMatchObject({
      status: 'running',
      kind: 'import',
    })
    await owner.send('POST', `${base}/tasks/${task.id}/cancel`)
    await task.done
    expect((await owner.send('GET', `${base}/tasks/${task.id}`)).body).toMatchObject({ status: 'cancelled' })

    await ledger.db
      .updateTable('tasks')
      .set({ status: 'failed', error: { code: 'task.interrupted', params: {} } })
      .where('id', '=', task.id)
      .execute()
    const failed = await owner.send('GET', `${base}/tasks/${task.id}`)
    expect(failed.body).toMatchObject({
      error: { code: 'task.interrupted', message: expect.stringContaining('program ended') },
    })
    expect((await owner.send('GET', `${base}/tasks/nothing`)).body).toMatchObject({ code: 'house.noTask' })
  })
})
