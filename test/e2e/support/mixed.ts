import PostalMime from 'postal-mime'
import { expect } from 'vitest'
import { importUntilDone, type Upload } from '../../faults/support/shop.ts'
import { startProduct } from '../../support/product.ts'
import { startSmppSink } from '../../support/smpp-sink.ts'
import { startSmtpSink } from '../../support/smtp-sink.ts'
import { enter, openConsole } from './console.ts'

/** Few enough to ring in one sitting. */
const people = 30
/** What somebody types who wants more than to be greeted by it. */
const hostileName = '<img src=x onerror=window.hurt=1>'
const nameOf = (n: number) => (n === 5 ? hostileName : '王小明')
const numberOf = (n: number) => `+86138002${String(n).padStart(5, '0')}`
const mailOf = (n: number) => `reader${n}@mixed.example`
const file = [
  'customer_id,name,email,phone,city',
  ...Array.from({ length: people }, (_, n) => `M-${n},${nameOf(n)},${mailOf(n)},${numberOf(n)},Town`),
].join('\n')

const channels = ['email', 'sms', 'call'] as const
type Channel = (typeof channels)[number]
/** A campaign for each channel, by its id. */
export type Wave = Record<Channel, string>

interface Draft {
  id: string
  version: number
  status: string
}
export interface Report {
  execution: Record<'planned' | 'sent' | 'failed' | 'unknown' | 'suppressed', number>
  calls: { contacted: number; refusals: { reason: string; people: number }[] } | null
}

export type MixedShop = Awaited<ReturnType<typeof openMixedShop>>

/** A shop with a mail server, a message centre and a call desk, and what they took. */
export async function openMixedShop() {
  const [mail, sms] = await Promise.all([startSmtpSink({ keep: true }), startSmppSink()])
  const product = await startProduct({
    env: {
      ...{ LIANGTI_LOCALE: 'zh-CN', LIANGTI_SMTP_URL: mail.url },
      LIANGTI_SOURCE_PRIVATE_HOSTS: '127.0.0.1',
    },
  })
  const owner = await openConsole(product, 'zh-CN')
  await enter(owner, product.signIn?.link ?? '')
  const send = async <T>(method: 'POST' | 'PUT', path: string, options: object) => {
    const request = owner.page.context().request
    const session = await (await request.get(`${product.url}/api/session`)).json()
    const headers = { 'x-csrf-token': (session as { csrfToken: string }).csrfToken }
    const url = `${product.url}/api/workspaces/${owner.slug}${path}`
    const answer = await request.fetch(url, { method, headers, ...options })
    if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const upload = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(file) }
  const uploaded = await send<Upload>('POST', '/imports/files', { multipart: { file: upload } })
  const client = {
    ...{ workspace: owner.slug, once: async () => null, get: <T>(path: string) => owner.get<T>(path) },
    post: <T>(path: string, data: object | (() => FormData)) => send<T>('POST', path, { data }),
  }
  await importUntilDone(client, uploaded)
  await send('PUT', '/channels/sms/connection', {
    data: {
      ...{ name: 'SMS', secrets: {}, perSecond: null, window: 5, costMinor: 5 },
      settings: { host: '127.0.0.1', port: sms.port, systemId: 'shop', sign: '量体', optOut: '拒收请回复R' },
    },
  })
  // The clock is the machine's, so it may be night.
  await send('PUT', '/quiet-hours', { data: { from: '21:00', to: '08:00', channels: [] } })
  await send('PUT', '/desk/settings', {
    data: {
      quiet: { from: '00:00', to: '00:00' },
      ...{ mostTries: 3, retryMinutes: 60, undoMinutes: 5, leaseMinutes: 20 },
    },
  })
  const { people: staff } = await owner.get<{ people: { userId: string }[] }>('/desk/teams')
  const { id: teamId } = await owner.post<{ id: string }>('/desk/teams', {
    ...{ name: '续约组', kind: 'call', distribution: 'pull' },
    members: [{ userId: staff[0]?.userId, capacity: 500 }],
    hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
  })
  const segment = await owner.post<{ id: string }>('/segments', { name: '所有人', rule: { all: [] } })
  /** Customer by the number in the file. */
  const ids: string[] = []
  for (let n = 0; n < people; n++) {
    const body = { search: `M-${n}`, limit: 1 }
    const found = await owner.post<{ items: { customerId: string }[] }>('/customers/list', body)
    ids.push(found.items[0]?.customerId ?? '')
  }
  expect(new Set(ids.filter((id) => id !== '')).size).toBe(people)

  const creativeOf = (channel: Channel, words: string): object => {
    const common = { name: `${words} ${channel}`, language: 'zh-CN', channel }
    if (channel === 'email') return { ...common, subject: words, mjml: mjml(words) }
    if (channel === 'sms') return { ...common, text: `${words} {{ customer.name }}您好` }
    return { ...common, fields: { teamId, reasonEn: words, reasonZh: words, windowDays: 7 } }
  }
  const launch = async (channel: Channel, words: string) => {
    const { id: creativeId } = await owner.post<{ id: string }>('/creatives', creativeOf(channel, words))
    const draft = await owner.post<Draft>('/campaigns', {
      ...{ name: `${words} ${channel}`, objective: 'retain', channel, segmentId: segment.id, creativeId },
      ...{ controlShare: 0.2, contactCap: { contacts: 50, days: 7 }, landingUrl: 'https://shop.example/' },
    })
    const { recipients } = await owner.post<{ recipients: number }>(`/campaigns/${draft.id}/forecast`)
    await owner.post(`/campaigns/${draft.id}/launch`, { version: draft.version, recipients })
    return draft.id
  }
  const progress = async (id: string) => {
    const { status } = await owner.get<Draft>(`/campaigns/${id}`)
    const report = status === 'live' ? await owner.get<Report | null>(`/campaigns/${id}/report`) : null
    if (!report) return status
    const { planned, sent, failed, unknown, suppressed } = report.execution
    return planned === sent + failed + unknown + suppressed ? 'done' : 'sending'
  }
  const arm = async (id: string, which: 'treatment' | 'control') => {
    const path = `/campaigns/${id}/people?arm=${which}&limit=100`
    const { items } = await owner.get<{ items: { customerId: string }[] }>(path)
    return items.map(({ customerId }) => customerId)
  }
  const tasksOf = async (id: string) => {
    const path = `/desk/tasks?campaign=${id}&limit=100`
    return (await owner.get<{ items: { customerId: string; state: string }[] }>(path)).items
  }
  const mailsTo = async (customer: string, words: string) => {
    const to = mailOf(ids.indexOf(customer))
    const mine = mail.mails.filter((one) => one.to === to)
    const read = await Promise.all(mine.map(({ head, body }) => PostalMime.parse(`${head}\r\n\r\n${body}`)))
    return read.filter(({ subject }) => subject === words)
  }
  const numberTo = (customer: string) => numberOf(ids.indexOf(customer)).slice(1)
  const textsTo = (customer: string, words: string) =>
    sms.taken.filter(({ to, text }) => to === numberTo(customer) && text.includes(words))

  return {
    ...{ product, owner, mail, sms, ids, arm, tasksOf, mailsTo },
    /** One campaign of each channel, launched; resolves when all that can be sent was. */
    wave: async (words: string): Promise<Wave> => {
      const launched = {} as Wave
      for (const channel of channels) launched[channel] = await launch(channel, words)
      for (const channel of ['email', 'sms'] as const)
        await expect.poll(() => progress(launched[channel]), { timeout: 40_000, interval: 300 }).toBe('done')
      await expect
        .poll(async () => (await owner.get<Draft>(`/campaigns/${launched.call}`)).status, { timeout: 20_000 })
        .toBe('live')
      return launched
    },
    /** Nobody but the treated heard of a wave, each of them once, and of those who left nobody. */
    heard: async (sent: Wave, words: string, left: readonly string[]): Promise<void> => {
      const [inMail, inSms] = [await arm(sent.email, 'treatment'), await arm(sent.sms, 'treatment')]
      for (const id of ids) {
        const may = !left.includes(id)
        expect((await mailsTo(id, words)).length, `mail ${id}`).toBe(inMail.includes(id) && may ? 1 : 0)
        expect(textsTo(id, words).length, `SMS ${id}`).toBe(inSms.includes(id) && may ? 1 : 0)
      }
      expect(inMail.length).toBeGreaterThan(people / 2)
      expect(inMail.length).toBeLessThan(people)
    },
    /** Their answer by SMS. */
    answer: async (customer: string, words: string): Promise<void> => {
      const from = { source_addr: numberTo(customer), destination_addr: '10690000', esm_class: 0 }
      expect(await sms.deliver({ ...from, short_message: words })).toBe(0)
    },
    /** Everybody the desk gives out, each call accepted, until of a campaign only those wait who are not to be rung. */
    ringAll: async (campaign: string, left: readonly string[]): Promise<Set<string>> => {
      const rung = new Set<string>()
      for (const until = Date.now() + 60_000; Date.now() < until; ) {
        const { brief } = await owner.post<{ brief: { task: { id: string; customerId: string } } | null }>(
          '/desk/next',
          { kind: 'call' },
        )
        if (brief) {
          rung.add(brief.task.customerId)
          await owner.post(`/desk/tasks/${brief.task.id}/outcome`, { outcome: 'accepted' })
          continue
        }
        const open = (await tasksOf(campaign)).filter(({ state }) => state === 'open' || state === 'claimed')
        if (open.every(({ customerId }) => left.includes(customerId))) return rung
        // Something else is on its way to somebody: they are rung a moment later.
        await new Promise((resolve) => setTimeout(resolve, 500))
      }
      throw new Error(`Of the calls of ${campaign} some were never given out.`)
    },
    close: async () => {
      await owner.close()
      await product.stop()
      await Promise.all([mail.close(), sms.close()])
    },
  }
}

const mjml = (words: string) =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${words} {{ customer.name }}</mj-text>
    <mj-text><a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body></mjml>`
