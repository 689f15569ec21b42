import type { FastifyInstance } from 'fastify'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isAppError } from '../../../src/kit/errors.ts'
import { mountCollection } from '../../../src/server/collect/mount.ts'
import { receiveMailOf } from '../../../src/server/wiring/pushed-mail.ts'

const nothing = () => Promise.reject(new Error('not asked'))
const pushed: { to: readonly string[]; raw: string; workspaceId: number }[] = []
const keys: Record<string, { enabled: boolean }> = { lt_good: { enabled: true }, lt_off: { enabled: false } }

let app: FastifyInstance
beforeAll(async () => {
  app = Fastify()
  app.setErrorHandler((error, _, reply) =>
    reply.code(isAppError(error) ? 400 : ((error as { statusCode?: number }).statusCode ?? 500)).send({
      code: (error as { code?: string }).code,
    }),
  )
  const open = async (key: string) =>
    keys[key] ? { id: 's', workspaceId: 7, name: 'Mail', ...keys[key] } : null
  const push = async ({ to, raw }: { to: readonly string[]; raw: Buffer }, workspaceId: number) => {
    pushed.push({ to, raw: raw.toString(), workspaceId })
    return 'receipt' as const
  }
  await mountCollection(app, {
    receive: nothing,
    receiveSensors: nothing,
    receiveMail: receiveMailOf({ sources: { open } } as never, { inbound: { mail: { push } } } as never),
  })
})
afterAll(() => app.close())

const post = (key: string | null, payload: string | Buffer, query = '') =>
  app.inject({
    method: 'POST',
    url: `/v1/inbound/email${query}`,
    headers: {
      'content-type': 'message/rfc822',
      ...(key === null ? {} : { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }),
    },
    payload,
  })

it('takes a whole mail for the workspace of the write key', async () => {
  const answer = await post('lt_good', 'Subject: hi\r\n\r\nhello', '?to=b%2Bx@in.example&to=r%2By@in.example')
  expect(answer.json()).toEqual({ success: true, takenAs: 'receipt' })
  expect(pushed).toEqual([
    { to: ['b+x@in.example', 'r+y@in.example'], raw: 'Subject: hi\r\n\r\nhello', workspaceId: 7 },
  ])
})

it.each([
  ['no key', null, 'collection.badKey'],
  ['an unknown key', 'lt_other', 'collection.badKey'],
  ['the key of a source that is off', 'lt_off', 'collection.off'],
])('takes nothing with %s', async (_, key, code) => {
  const before = pushed.length
  expect((await post(key, 'x')).json()).toEqual({ code })
  expect(pushed).toHaveLength(before)
})

it('takes nothing larger than ten megabytes', async () => {
  expect((await post('lt_good', Buffer.alloc(10 * 1024 * 1024 + 1))).statusCode).toBe(400)
})
