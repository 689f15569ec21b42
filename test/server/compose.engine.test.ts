import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/kit/clock.ts'
import { loadConfig } from '../../src/kit/config.ts'
import { silentLog } from '../../src/kit/log.ts'
import { type App, composeApp } from '../../src/server/compose.ts'
import { allEndpoints } from '../../src/server/endpoints.ts'
import { createFirstOwner } from '../../src/server/first-start.ts'
import { type RunningServer, serve } from '../../src/server/serve.ts'
import { type FreshLedger, freshLedger } from '../support/ledger.ts'
import { engineCoordinates, freshWarehouse } from '../support/warehouse.ts'

let dir: string
let app: App
let server: RunningServer
let ledger: FreshLedger
let warehouse: Awaited<ReturnType<typeof freshWarehouse>>
let session: { cookie: string; csrf: string }

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'liangti-compose-'))
  ledger = await freshLedger()
  warehouse = await freshWarehouse()
  const config = loadConfig({
    cwd: dir,
    env: {},
    overrides: {
      port: 0,
      demo: false,
      databaseUrl: ledger.url,
      clickhouseUrl: await clickhouseUrl(warehouse.database),
      locale: 'en',
    },
  })
  app = await composeApp(config, { log: silentLog, clock: systemClock })
  server = await serve(app)
  const first = await createFirstOwner(app)
  if (!first) throw new Error('somebody was there before')
  const answer = await post('/api/session', { email: first.email, password: first.password })
  const { csrfToken } = (await answer.json()) as { csrfToken: string }
  session = { cookie: String(answer.headers.get('set-cookie')).split(';')[0] ?? '', csrf: csrfToken }
})
afterAll(async () => {
  await server?.stop()
  await ledger?.drop()
  await warehouse?.drop()
  rmSync(dir, { recursive: true, force: true })
})

/** The shared engine, with a database of this file's own. */
async function clickhouseUrl(database: string): Promise<string> {
  const { url, user, password } = await engineCoordinates()
  const full = new URL(url)
  full.username = user
  full.password = password
  full.pathname = `/${database}`
  return full.href
}

const post = (path: string, body: object | FormData) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: {
      ...(session ? { cookie: session.cookie, 'x-csrf-token': session.csrf } : {}),
      ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }),
    },
    body: body instanceof FormData ? body : JSON.stringify(body),
  })
const get = async (path: string) =>
  (await fetch(`${server.url}${path}`, { headers: { cookie: session.cookie } })).json()
const base = '/api/workspaces/my-business'

describe('the composed program', () => {
  it('mounts exactly the endpoints of the contract', () => {
    const mounted = app.routes.map(({ endpoint }) => endpoint.id).sort()
    expect(mounted).toEqual(allEndpoints.map(({ endpoint }) => endpoint.id).sort())
  })

  it('has a first owner once only', async () => {
    expect(await createFirstOwner(app)).toBeNull()
  })

  it('answers every reading endpoint of an empty workspace without failing', async () => {
    const given: Record<string, string> = { ':workspace': 'my-business', ':objective': 'retain' }
    const days = '?from=2026-11-01&to=2026-11-30'
    const queries: Record<string, string> = {
      getCalendar: days,
      getCalendarLoad: days,
      downloadCalendar: days,
    }
    const filled = allEndpoints
      .filter(({ endpoint }) => endpoint.method === 'GET' && endpoint.path.startsWith('/api/'))
      .map(({ endpoint }) => ({
        id: endpoint.id,
        path: endpoint.path.replace(/:\w+/g, (name) => given[name] ?? name) + (queries[endpoint.id] ?? ''),
      }))
    // What is left is about one thing, of which an empty workspace has none.
    const plain = filled.filter(({ path }) => !path.includes(':'))
    expect(plain.length).toBeGreaterThan(filled.length / 2)
    for (const { id, path } of plain) {
      const answer = await fetch(`${server.url}${path}`, { headers: { cookie: session.cookie } })
      // An assessment to print is there once somebody has written one.
      const expected = id === 'exportImpactAssessment' ? 404 : 200
      expect.soft(answer.status, `${id}: ${await answer.text()}`).toBe(expected)
    }
  })

  it('takes a file from upload to fresh features', async () => {
    const lines = ['order_id,customer_email,order_date,amount']
    for (let i = 0; i < 200; i++)
      lines.push(
        `o${i},c${i % 60}@shop.example,2026-01-${String((i % 28) + 1).padStart(2, '0')},${10 + i}.50`,
      )
    const form = new FormData()
    form.set('file', new Blob([lines.join('\n')]), 'orders.csv')
    const uploaded = (await (await post(`${base}/imports/files`, form)).json()) as {
      fileId: string
      kind: string
      mapping: object
    }
    expect(uploaded.kind).toBe('orders')
    const started = (await (
      await post(`${base}/imports`, { fileId: uploaded.fileId, mapping: uploaded.mapping })
    ).json()) as {
      importId: string
      taskId: string
    }
    await expect
      .poll(async () => ((await get(`${base}/tasks/${started.taskId}`)) as { status: string }).status, {
        timeout: 20_000,
      })
      .toBe('done')
    expect(await get(`${base}/imports/${started.importId}`)).toMatchObject({
      summary: { read: 200, stored: 200, rejected: 0 },
    })
    await expect
      .poll(async () => ((await get(`${base}/freshness`)) as { featuresAt: string | null }).featuresAt, {
        timeout: 20_000,
      })
      .not.toBeNull()
    expect(await get(`${base}/customers`)).toMatchObject({ total: 60 })
    const page = (await get(`${base}/customers`)) as { items: { customerId: string; label: string }[] }
    expect(JSON.stringify(page)).not.toContain('c1@shop.example')
    const id = page.items[0]?.customerId ?? ''
    expect(await get(`${base}/customers/${id}`)).toMatchObject({
      customerId: id,
      segments: [],
      features: { frequency: expect.any(Number) },
    })
  })

  it('shows on a customer’s page the segments he is in', async () => {
    const everybody = { name: 'Everybody', description: '', rule: { all: [] } }
    const made = (await (await post(`${base}/segments`, everybody)).json()) as { id: string }
    const { items } = (await get(`${base}/customers`)) as { items: { customerId: string }[] }
    expect(await get(`${base}/customers/${items[0]?.customerId}`)).toMatchObject({
      segments: [{ id: made.id, name: 'Everybody' }],
    })
  })

  it('previews a creative with the engine that sends', async () => {
    const { items } = (await get(`${base}/creative-templates`)) as {
      items: { subject: string; preheader: string; mjml: string; language: string }[]
    }
    const [template] = items
    const answer = await post(`${base}/creatives/preview`, {
      subject: template?.subject,
      preheader: template?.preheader,
      mjml: template?.mjml,
      language: template?.language,
    })
    expect(await answer.json()).toMatchObject({
      html: expect.stringContaining('</html>'),
      bytes: expect.any(Number),
    })
  })
})
