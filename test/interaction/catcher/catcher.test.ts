import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { catcherRoutes } from '../../../src/interaction/catcher/routes.ts'
import { type MailCatcher, startMailCatcher } from '../../../src/interaction/catcher/server.ts'
import type { StoreLimits } from '../../../src/interaction/catcher/store.ts'
import { email } from '../../../src/interaction/channels/email.ts'
import { smtpAddress } from '../../../src/interaction/channels/smtp/address.ts'
import type { RequestContext } from '../../../src/kit/api.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { channelTools } from '../support/channel-tools.ts'

let dir: string
let catcher: MailCatcher | null = null
const clock = manualClock(new Date('2026-11-21T04:00:00Z'))

async function start(limits?: StoreLimits): Promise<MailCatcher> {
  catcher = await startMailCatcher({ dir, port: 0, log: silentLog, clock, ...(limits ? { limits } : {}) })
  return catcher
}
async function restart(limits?: StoreLimits): Promise<MailCatcher> {
  await catcher?.stop()
  return start(limits)
}
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'catcher-'))
})
afterEach(async () => {
  await catcher?.stop()
  catcher = null
  rmSync(dir, { recursive: true })
})

async function send(to: string, deliveryId: string, more: { workspaceId?: number; html?: string } = {}) {
  const sender = email.open(
    email.settings.parse(smtpAddress(catcher?.url ?? '')),
    channelTools({ concurrency: 1 }),
  )
  const outcome = await sender.deliver({
    deliveryId,
    address: to,
    content: {
      from: '量体 <shop@x.example>',
      subject: `给 ${to} 的信`,
      text: '正文',
      unsubscribeUrl: 'http://x.example/t/u/1',
      html: '<p>正文 <a href="http://x.example/t/c/1?a=1&amp;b=2">看看</a></p>',
      campaignId: 'c-1',
      workspaceId: 1,
      date: clock.now(),
      ...more,
    },
  })
  await sender.close()
  return outcome
}
const context = { workspace: { id: 1 } } as unknown as RequestContext
function call(id: string, input: { query?: object; params?: object }) {
  const route = catcherRoutes(() => catcher).find((each) => each.endpoint.id === id)
  const query = route?.endpoint.query?.parse(input.query ?? {})
  return route?.handle(context, { params: input.params, query, body: undefined, upload: null })
}

describe('mail catcher', () => {
  it('keeps what it received over a restart, and shows it as it came', async () => {
    await start()
    expect((await send('li@x.example', 'd1')).kind).toBe('accepted')
    await restart()
    expect(await call('listCaught', {})).toMatchObject({
      items: [
        {
          to: 'li@x.example',
          from: '量体 <shop@x.example>',
          subject: '给 li@x.example 的信',
          campaignId: 'c-1',
          copies: 1,
        },
      ],
      total: 1,
    })
    const [entry] = catcher?.store.entries() ?? []
    expect(await call('getCaught', { params: { id: entry?.id } })).toMatchObject({
      text: expect.stringContaining('正文'),
      links: ['http://x.example/t/c/1?a=1&b=2'],
      headers: expect.arrayContaining([
        { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
      ]),
    })
  })

  it('shows a workspace its own messages only', async () => {
    await start()
    await send('li@x.example', 'd1', { workspaceId: 2 })
    expect(await call('listCaught', {})).toMatchObject({ items: [], total: 0 })
    const [entry] = catcher?.store.entries() ?? []
    await expect(call('getCaught', { params: { id: entry?.id } })).rejects.toMatchObject({
      code: 'common.notFound',
    })
  })

  it('counts copies of one message', async () => {
    await start()
    await send('li@x.example', 'same')
    await send('li@x.example', 'same')
    expect(await call('listCaught', { query: { search: 'LI@' } })).toMatchObject({
      items: [{ copies: 2 }, { copies: 2 }],
    })
  })

  it('pages, newest first', async () => {
    await start()
    for (const n of [1, 2, 3]) await send(`p${n}@x.example`, `d${n}`)
    const first = (await call('listCaught', { query: { limit: 2 } })) as {
      items: { to: string }[]
      nextCursor: string
    }
    expect(first.items.map((item) => item.to)).toEqual(['p3@x.example', 'p2@x.example'])
    expect(await call('listCaught', { query: { limit: 2, cursor: first.nextCursor } })).toMatchObject({
      items: [{ to: 'p1@x.example' }],
      nextCursor: null,
    })
  })

  it('cuts off what a crash left half-written and goes on behind it', async () => {
    await start()
    await send('li@x.example', 'd1')
    await catcher?.stop()
    const [index = ''] = readdirSync(dir).filter((name) => name.endsWith('.jsonl'))
    appendFileSync(join(dir, index), '{"seq":2,"id":"m2","rec')
    appendFileSync(join(dir, index.replace('jsonl', 'eml')), 'From: half a mess')
    await start()
    await send('wang@x.example', 'd2')
    await restart()
    const entries = catcher?.store.entries() ?? []
    expect(entries.map((entry) => entry.to)).toEqual(['li@x.example', 'wang@x.example'])
    for (const entry of entries) expect(catcher?.store.read(entry).toString()).toContain(`To: ${entry.to}`)
  })

  it('drops the oldest messages when the disk share is used up', async () => {
    await start({ segmentBytes: 2_000, totalBytes: 6_000 })
    for (let n = 1; n <= 20; n++) await send(`p${n}@x.example`, `d${n}`)
    const bytes = readdirSync(dir)
      .filter((n) => n.endsWith('.eml'))
      .reduce((sum, n) => sum + statSync(join(dir, n)).size, 0)
    expect(bytes).toBeLessThan(8_500)
    expect(catcher?.store.entries().at(-1)?.to).toBe('p20@x.example')
    const seqs = (catcher?.store.entries() ?? []).map((entry) => entry.seq)
    await restart()
    expect((catcher?.store.entries() ?? []).map((entry) => entry.seq)).toEqual(seqs)
  })

  it('names the port that is in use', async () => {
    const { url } = await start()
    const port = Number(new URL(url).port)
    await expect(
      startMailCatcher({ dir: join(dir, 'other'), port, log: silentLog, clock }),
    ).rejects.toMatchObject({
      code: 'interaction.catcherPort',
      params: { port },
    })
  })
})
