import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../src/kit/clock.ts'
import { loadConfig } from '../../src/kit/config.ts'
import { silentLog } from '../../src/kit/log.ts'
import { packageRoot } from '../../src/kit/paths.ts'
import { openStores } from '../../src/stores/index.ts'
import { type Client, signIn } from '../faults/support/client.ts'
import {
  draftCampaign,
  furnish,
  type ImportRecord,
  importUntilDone,
  launch,
  type Upload,
  untilLive,
  upload,
} from '../faults/support/shop.ts'
import { freePort, type RunningProduct, startProduct } from '../support/product.ts'
import { buildServers } from '../support/shared-engines.ts'
import { filesUnder, tracesInFiles, tracesInText, tracesInWarehouse } from './traces.ts'

const phone = '13912345678'
const spaced = '139 1234 5678'
const mail = 'canary.bird@reader.example'
const name = '欧阳金丝雀'
const planted = [phone, spaced, mail, name]
/** Not an identifier: where it is not found, the search itself is broken. */
const town = 'Canaryville'

let dataDir: string
let port: number
const start = () => startProduct({ dataDir, port, keepData: true, env: { LIANGTI_LOG_LEVEL: 'debug' } })
let product: RunningProduct
let client: Client

beforeAll(async () => {
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dataDir = mkdtempSync(join(tmpdir(), 'liangti-canary-'))
  chmodSync(dataDir, 0o711) // or PostgreSQL's data would lie elsewhere and not be searched
  port = await freePort()
  product = await start()
  client = await signIn(product)
}, 120_000)
afterAll(async () => {
  await product?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function importFile(fileName: string, rows: readonly string[], change: (mapping: Mapping) => void) {
  const uploaded = await upload(client, { name: fileName, content: `${rows.join('\n')}\n` })
  const mapping = uploaded.mapping as Mapping
  change(mapping)
  await client.post(`/imports/files/${uploaded.fileId}/preview`, { mapping })
  await importUntilDone(client, { ...uploaded, mapping } as Upload)
  const [record] = (await client.get<{ items: ImportRecord[] }>('/imports')).items
  return { record, answers: JSON.stringify([uploaded, record]) }
}
interface Mapping {
  kind: string
  fields: Record<string, { column: string }>
  attributes?: Record<string, { column: string }>
}

/** Customers and orders with the three in every kind of column. */
async function importEverything(): Promise<string> {
  const members = await importFile(
    'members.csv',
    [
      'customer_id,name,phone,email,city,remarks,vip_note,joined',
      `c1,${name},${phone},${mail},${town},"${name} ${phone}","call ${spaced} or ${mail}",2026-01-02`,
      `c2,Somebody,13800000001,two@reader.example,${town},,,2026-01-02`,
      `${name}-${phone},${name},${phone},${mail},${town},${mail},${phone},2026-02-31`,
    ],
    (mapping) => {
      for (const [field, { column }] of Object.entries(mapping.fields))
        if (column === 'remarks') delete mapping.fields[field]
      mapping.fields.first_seen = { column: 'joined' }
      mapping.attributes = { vip_note: { column: 'vip_note' } }
    },
  )
  expect(members.record?.summary).toMatchObject({ read: 3, stored: 2, rejected: 1 })
  const orders = await importFile(
    'orders.csv',
    [
      'order_id,customer_id,phone,email,order_date,product,quantity,amount,remarks,coupon',
      `A1,c1,${phone},${mail},2026-03-04,Tea ${phone},1,20,"ring ${name} ${phone}",${phone}`,
      `A2,c1,${phone},${mail},2026-03-05,"Tea for ${mail}",1,20,${mail},`,
      `A3,c2,,,2026-03-05,Tea,1,20,,`,
      `A4,c1,${phone},${mail},2026-02-31,Tea,1,20,${name} ${phone},`,
    ],
    (mapping) => {
      const columns = {
        order_id: 'order_id',
        customer: 'customer_id',
        phone: 'phone',
        email: 'email',
        ts: 'order_date',
        product_name: 'product',
        quantity: 'quantity',
        amount: 'amount',
        coupon: 'coupon',
      }
      mapping.kind = 'orders'
      mapping.attributes = {}
      mapping.fields = Object.fromEntries(
        Object.entries(columns).map(([field, column]) => [field, { column }]),
      )
    },
  )
  expect(orders.record?.summary).toMatchObject({ read: 4, stored: 3, rejected: 1 })
  return members.answers + orders.answers
}

/** What people type that was not meant for us, and requests that go wrong with it inside. */
async function mistype(): Promise<string> {
  const said: string[] = []
  for (const word of planted) {
    const found = await client.post<{ total: number; items: object[] }>('/customers/list', { search: word })
    expect(found.items.length, `search for ${word}`).toBeGreaterThan(0)
    said.push(JSON.stringify(found))
    const wrong = encodeURIComponent(word)
    for (const [method, path, body] of [
      ['GET', `/customers?search=${wrong}`],
      ['GET', `/customers?limit=${wrong}`],
      ['GET', `/customers/${wrong}`],
      ['GET', `/imports/${wrong}`],
      ['GET', `/${wrong}?q=${wrong}`],
      ['POST', '/segments', { name: 'bad', rule: { op: 'attribute', params: { field: word, is: word } } }],
      ['POST', '/offers', { kind: word }],
    ] as [string, string, object?][])
      await client.once(method, path, body)
    for (const body of [
      { email: word, password: phone },
      { email: mail, password: word },
    ])
      await fetch(`${product.url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': `agent ${word.replace(name, 'x')}` },
        body: JSON.stringify(body),
      })
    await fetch(`${product.url}/t/u/${encodeURIComponent(`${word}-not-a-token`)}`)
  }
  return said.join('\n')
}

/** A campaign that really reaches the canary, who opens, clicks and unsubscribes. */
async function converse(): Promise<void> {
  const campaign = await draftCampaign(client, 'To everybody', {
    ...(await furnish(client)),
    noControlReason: 'a test of traces',
  })
  const none = await client.once<typeof campaign>('PUT', `/campaigns/${campaign.id}`, {
    ...campaign,
    controlShare: 0,
  })
  expect(none?.status, JSON.stringify(none?.body)).toBe(200)
  await launch(client, none?.body ?? campaign)
  await untilLive(client, campaign.id)
  const links = await linksInLetterTo(mail)
  expect(new Set(links.map((link) => /\/t\/(\w)\//.exec(link)?.[1]))).toEqual(new Set(['o', 'c', 'u']))
  for (const link of links)
    await fetch(link, { redirect: 'manual', headers: { 'user-agent': 'Mozilla/5.0' } })
  const unsubscribe = links.find((link) => link.includes('/t/u/')) ?? ''
  const answer = await fetch(unsubscribe, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  })
  expect(answer.status).toBe(200)
  await client.post('/do-not-send', {
    channel: 'email',
    addresses: [mail, 'other@reader.example'],
    reason: '',
  })
  await expect
    .poll(
      async () => {
        const report = await client.get<{ execution: { unsubscribed: number } } | null>(
          `/campaigns/${campaign.id}/report`,
        )
        return report?.execution.unsubscribed
      },
      { timeout: 20_000 },
    )
    .toBe(1)
}

/** As the outside world has it: what the catcher received. */
async function linksInLetterTo(address: string): Promise<string[]> {
  for (const until = Date.now() + 30_000; Date.now() < until; ) {
    const { items } = await client.get<{ items: { id: string; to: string }[] }>('/mail-catcher')
    const letter = items.find(({ to }) => to.includes(address))
    if (letter) {
      const { html, text } = await client.get<{ html: string; text: string }>(`/mail-catcher/${letter.id}`)
      const found = `${html} ${text}`
        .replaceAll('&amp;', '&')
        .matchAll(/https?:\/\/[^\s"<>]+\/t\/[ocu]\/[\w.~-]+/g)
      return [...new Set([...found].map(([link]) => link))]
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('the letter never came')
}

it('keeps a planted telephone, e-mail and name out of everything but the encrypted and the sent', async () => {
  const imported = await importEverything()
  const searched = await mistype()
  await converse()
  const answers = [searched]
  for (const path of ['/customers', '/deliveries', '/audit', '/imports', '/home', '/opportunities'])
    answers.push(JSON.stringify(await client.get(path)))
  answers.push(JSON.stringify(await client.post('/do-not-send/list', {})))

  const config = loadConfig({ cwd: dataDir, env: {}, overrides: { dataDir } })
  const stores = await openStores(config, silentLog, systemClock, { engines: 'share' })
  const inWarehouse = await tracesInWarehouse(stores.warehouse, [...planted, town])
  await stores.close()
  await product.stop()

  const inFiles = tracesInFiles(dataDir, planted, ['mail-catcher'])
  expect(inFiles).toEqual([])
  // Where a town may stand: with the customer, and with what each source said of the customer.
  expect(inWarehouse).toEqual([
    `liangti.customer_sayings: ${town}`,
    `liangti.customers: ${town}`,
    `liangti.source_records: ${town}`,
  ])
  expect(tracesInText('printed', product.output(), planted)).toEqual([])
  expect(tracesInText('pages', answers.join('\n'), planted)).toEqual([])
  // A name in the remarks of one's own file cannot be told from other words; whoever maps the file sees it there.
  expect(tracesInText('previews', imported, [phone, spaced, mail])).toEqual([])
  // The search finds what is there: the letter that the outside world was sent.
  expect(tracesInFiles(join(dataDir, 'mail-catcher'), [mail]).length).toBeGreaterThan(0)
  expect(filesUnder(join(dataDir, 'uploads'))).toHaveLength(2)

  // Erased, nothing is left anywhere, the letters and the uploaded files among it.
  product = await start()
  const settings = await client.get<object>('/privacy/settings')
  await client.once('PUT', '/privacy/settings', { ...settings, waitingDays: 0 })
  const [canary] = (
    await client.post<{ items: { customerId: string }[] }>('/customers/list', { search: phone })
  ).items
  const asked = await client.post<{ id: string }>(`/customers/${canary?.customerId}/privacy-requests`, {
    kind: 'erasure',
    askedBy: 'letter',
    proof: 'a test of traces',
  })
  await client.post(`/privacy/requests/${asked.id}/approve`, {})
  const state = async () =>
    (await client.get<{ items: { id: string; state: string }[] }>('/privacy/requests')).items[0]?.state
  await expect.poll(state, { timeout: 60_000 }).toBe('done')
  expect((await client.post<{ items: object[] }>('/customers/list', { search: mail })).items).toEqual([])
  // Replaced parts leave the disk after ten seconds.
  await new Promise((resolve) => setTimeout(resolve, 15_000))
  await product.stop()
  expect(tracesInFiles(dataDir, [phone, spaced, mail, name])).toEqual([])
  expect(filesUnder(join(dataDir, 'uploads'))).toHaveLength(0)
}, 240_000)
