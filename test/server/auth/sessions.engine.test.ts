import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSignInLink } from '../../../src/server/auth/links.ts'
import { absoluteMs, idleMs, sweepSessions } from '../../../src/server/auth/sessions.ts'
import { hashToken } from '../../../src/server/auth/tokens.ts'
import { browserOf, type HouseApp, houseApp, password } from '../house-app.ts'

let it_: HouseApp
let ownerId: string
beforeAll(async () => {
  it_ = await houseApp()
  ownerId = await it_.addUser('owner@shop.example', 'owner')
})
afterAll(() => it_.close())

const rows = () => it_.fresh.stores.ledger.db.selectFrom('sessions').selectAll().execute()
const tokenOf = (cookie: string) => cookie.split('=')[1] ?? ''

describe('signing in', () => {
  it('opens a session whose cookie scripts cannot read and whose token is stored as a hash only', async () => {
    const answer = await it_.app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { email: 'OWNER@shop.example', password },
    })
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/^liangti_session=[\w-]{43}; Path=\/api; HttpOnly; SameSite=Lax; Max-Age=\d+$/)
    expect(answer.json()).toMatchObject({
      user: { email: 'owner@shop.example' },
      workspaces: [{ slug: 'test', role: 'owner' }],
    })
    const token = tokenOf(cookie.split(';')[0] ?? '')
    const stored = await rows()
    expect(stored.map((row) => row.id_hash.toString('hex'))).toContain(hashToken(token).toString('hex'))
    expect(JSON.stringify(stored)).not.toContain(token)
  })

  it('stores passwords under argon2id', async () => {
    const user = await it_.fresh.stores.ledger.db
      .selectFrom('users')
      .select('password_hash')
      .executeTakeFirstOrThrow()
    expect(user.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('gives a new token and ends the one that came along: a planted cookie is worth nothing', async () => {
    const first = await it_.signIn('owner@shop.example')
    const planted = { cookie: first.cookie }
    const second = await it_.signIn('owner@shop.example', password, planted)
    expect(second.cookie).not.toBe(first.cookie)
    expect((await first.send('GET', '/api/status')).status).toBe(401)
    expect((await second.send('GET', '/api/status')).status).toBe(200)
    const fixed = await it_.signIn('owner@shop.example', password, {
      cookie: 'liangti_session=chosen-by-an-attacker',
    })
    expect(fixed.cookie).not.toContain('chosen')
  })

  it('says the same for a wrong password, an unknown and a disabled account, in both languages', async () => {
    const off = await it_.addUser('off@shop.example', 'viewer')
    await it_.fresh.stores.ledger.db
      .updateTable('users')
      .set({ disabled_at: new Date() })
      .where('id', '=', off)
      .execute()
    const attempts = [
      ['owner@shop.example', 'wrong'],
      ['nobody@shop.example', password],
      ['off@shop.example', password],
    ]
    const details = new Set<string>()
    for (const [email, secret] of attempts) {
      const answer = await it_.app.inject({
        method: 'POST',
        url: '/api/session',
        headers: { 'accept-language': 'zh' },
        payload: { email, password: secret },
      })
      expect(answer.statusCode).toBe(401)
      details.add(answer.json().detail)
    }
    expect([...details]).toEqual(['邮箱或密码不正确，请核对后重试。'])
  })

  it('is stopped after six failures of one account from one address, and free again after a quarter of an hour', async () => {
    await it_.addUser('slow@shop.example', 'viewer')
    for (let i = 0; i < 6; i++)
      await expect(it_.signIn('slow@shop.example', 'wrong')).rejects.toThrow('auth.wrongPassword')
    const refused = await it_.app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { email: 'Slow@shop.example', password },
    })
    expect(refused.statusCode).toBe(429)
    expect(refused.headers['retry-after']).toBe('900')
    it_.clock.advance(15 * 60_000 + 1)
    await it_.signIn('slow@shop.example')
  })
})

describe('a session', () => {
  it('ends when it was idle too long', async () => {
    const browser = await it_.signIn('owner@shop.example')
    it_.clock.advance(idleMs - 60_000)
    expect((await browser.send('GET', '/api/status')).status).toBe(200)
    it_.clock.advance(idleMs - 60_000)
    expect((await browser.send('GET', '/api/status')).status).toBe(200)
    it_.clock.advance(idleMs + 60_000)
    expect((await browser.send('GET', '/api/status')).status).toBe(401)
  })

  it('ends after a week even when it is used', async () => {
    const browser = await it_.signIn('owner@shop.example')
    const step = idleMs / 2
    for (let lived = 0; lived < absoluteMs; lived += step) {
      expect((await browser.send('GET', '/api/status')).status).toBe(200)
      it_.clock.advance(step)
    }
    it_.clock.advance(1)
    expect((await browser.send('GET', '/api/status')).status).toBe(401)
  })

  it('ends by signing out, and takes its cookie along', async () => {
    const browser = await it_.signIn('owner@shop.example')
    const out = await browser.send('DELETE', '/api/session')
    expect(out.cookie).toContain('Max-Age=0')
    expect((await browser.send('GET', '/api/status')).status).toBe(401)
  })

  it('ends everywhere with a new password; the one that changed it goes on under a new token', async () => {
    await it_.addUser('two@shop.example', 'analyst')
    const here = await it_.signIn('two@shop.example')
    const elsewhere = await it_.signIn('two@shop.example')
    const wrong = await here.send('PATCH', '/api/me', {
      currentPassword: 'no',
      newPassword: 'another long one',
    })
    expect(wrong).toMatchObject({ status: 400, body: { code: 'auth.wrongCurrentPassword' } })
    const weak = await here.send('PATCH', '/api/me', { currentPassword: password, newPassword: 'short' })
    expect(weak.status).toBe(400)
    const done = await here.send('PATCH', '/api/me', {
      currentPassword: password,
      newPassword: 'another long one',
      locale: 'zh-CN',
    })
    expect(done).toMatchObject({ status: 200, body: { user: { locale: 'zh-CN' } } })
    expect((await elsewhere.send('GET', '/api/status')).status).toBe(401)
    expect((await here.send('GET', '/api/status')).status).toBe(401)
    const renewed = browserOf(it_.app, done.cookie ?? '', done.body.csrfToken)
    expect((await renewed.send('GET', '/api/status')).status).toBe(200)
    await expect(it_.signIn('two@shop.example')).rejects.toThrow('auth.wrongPassword')
  })

  it('is swept away when it has run out', async () => {
    await it_.signIn('owner@shop.example')
    it_.clock.advance(absoluteMs + 1)
    expect(await sweepSessions(it_.fresh.stores.ledger, it_.clock)).toBeGreaterThan(0)
    expect(await rows()).toEqual([])
  })
})

describe('a sign-in link', () => {
  const use = (token: string) =>
    it_.app.inject({ method: 'POST', url: '/api/session/link', payload: { token } })

  it('signs in once, even when it is used twice at the same moment', async () => {
    const token = await createSignInLink(it_.fresh.stores.ledger, it_.clock, ownerId)
    const answers = await Promise.all([use(token), use(token), use(token)])
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 401, 401])
  })

  it('expires after half an hour', async () => {
    const token = await createSignInLink(it_.fresh.stores.ledger, it_.clock, ownerId)
    it_.clock.advance(30 * 60_000 + 1)
    expect((await use(token)).json().code).toBe('auth.linkUsed')
  })
})
