import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql as pg } from 'kysely'
import { entryPath } from '../../kit/paths.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import { type Bench, timed } from './bench.ts'
import type { Counted, FromSink } from './send/order.ts'
import { benchWorkspace } from './workspace.ts'

const actor = 'system:bench'
const peopleAtOnce = 5_000
/** What a crash could leave unknown: the price of the pace. */
const inFlight = 100

/** A campaign by mail from its launch to the last message at the server, every check of the moment of sending included. */
export const sendBench: Bench = {
  id: 'send',
  summary: {
    en: 'a campaign by mail to 60,000, until a local mail server has the last',
    zh: '向 6 万人发送邮件活动，直至本地邮件服务器收到最后一封',
  },
  async run({ withApp, scale, report }) {
    const people = Math.max(100, Math.round(60_000 * scale))
    const sink = await openSink()
    try {
      return await withApp(async (app) => measure(app, { people, sink, report }), {
        smtpUrl: `smtp://127.0.0.1:${sink.port}`,
        sendConcurrency: inFlight,
      })
    } finally {
      sink.close()
    }
  },
}

async function measure(
  app: App,
  { people, sink, report }: { people: number; sink: Sink; report(text: string): void },
) {
  const workspace = await benchWorkspace(app)
  report(`making ${people} customers with addresses …`)
  await populate(app, workspace, people)
  await app.rooms.insight.features.refresh(workspace)
  report('launching …')
  const { campaign, interaction } = app.rooms
  const id = await plan(app, workspace)
  const { recipients } = await campaign.forecast(workspace, id)
  const { version } = await campaign.campaigns.get(workspace, id)
  const launched = await timed(async () => {
    await campaign.launching.launch(workspace, id, { version, recipients }, actor)
    while (['scheduled', 'launching'].includes((await campaign.campaigns.row(workspace, id)).status))
      if (!(await campaign.launching.advance(workspace, id))) await sleep(50)
  })
  report(`sending ${recipients} …`)
  const cpu = process.cpuUsage()
  await app.startWorkers('http://127.0.0.1:4100')
  const counts = await settled(() => interaction.delivery.counts(workspace, id))
  const used = process.cpuUsage(cpu)
  const counted = await sink.counts()
  const seconds = (counted.lastMs - counted.firstMs) / 1_000
  return [
    {
      name: 'mails handed over a second, checks, writing and records included',
      value: Math.round(counted.taken / seconds),
      unit: 'mails/s',
      budget: { atLeast: 1_000 },
      detail: {
        mails: counted.taken,
        seconds,
        megabytes: counted.bytes / 1e6,
        inFlight,
        load: loadavg()[0] ?? 0,
      },
    },
    {
      name: 'mails the server did not get, or got twice',
      value: counts.sent - counted.taken + counted.repeated,
      unit: '',
      budget: { atMost: 0 },
      detail: { ...counts },
    },
    {
      name: 'processor time of the program, a mail',
      value: Math.round((used.user + used.system) / Math.max(1, counted.taken)),
      unit: 'µs',
      budget: null,
    },
    {
      name: 'launch: audience, arms, outbox',
      value: launched.ms / 1_000,
      unit: 's',
      budget: null,
      detail: { recipients },
    },
  ]
}

async function populate(app: App, workspace: Workspace, people: number): Promise<void> {
  const { persons } = app.rooms.customer
  const keys: number[] = []
  for (let from = 0; from < people; from += peopleAtOnce) {
    const accounts = Array.from({ length: Math.min(peopleAtOnce, people - from) }, (_, i) => `B${from + i}`)
    const found = await persons.resolve(workspace, 'account', accounts)
    const mails = new Map([...found].map(([account, key]) => [key, `${account.toLowerCase()}@x.example`]))
    await persons.attach(workspace, 'email', mails)
    keys.push(...found.values())
  }
  const bind = createBinder()
  await app.stores.warehouse.command(
    sql`INSERT INTO customers (workspace_id, person_key, first_seen, status, reachable, updated_at)
      SELECT ${bind('UInt32', workspace.id)}, arrayJoin(${bind('Array(UInt64)', keys)}), now64(3) - INTERVAL 1 YEAR, 'customer', ['email'], now64(3)`,
    { pool: 'long' },
  )
  await pg`ANALYZE identifiers`.execute(app.stores.ledger.db)
}

const offerOfBench = {
  ...({ name: 'Ten off', kind: 'percent_off', value: 10, minimumSpendMinor: 0, costMinor: 0 } as const),
  ...{ code: 'TEN', words: '10 % off', validDays: 30 },
}

/** Everybody, one of the templates that come with the product, no control. @returns the campaign */
async function plan(app: App, workspace: Workspace): Promise<string> {
  const { campaign, insight, interaction } = app.rooms
  const segment = await insight.segments.create(
    workspace,
    { name: 'Everybody', description: '', rule: { all: [] } },
    actor,
  )
  const template = interaction.content.templates.find(({ language }) => language === 'en')
  if (!template) throw new Error('No template comes with the product.')
  const { subject, preheader, mjml, language } = template
  const creative = await campaign.creatives.create(workspace, {
    ...{ name: 'Bench', channel: 'email', language, templateId: template.id, subject, preheader, mjml },
    ...{ text: '', templateNumber: '' },
  })
  const offer = await campaign.offers.create(workspace, offerOfBench)
  const { id } = await campaign.campaigns.create(
    workspace,
    {
      ...{
        name: 'Bench',
        objective: 'retain',
        segmentId: segment.id,
        offerId: offer.id,
        creativeId: creative.id,
      },
      ...{
        channel: 'email',
        topicId: null,
        landingUrl: 'https://shop.example/',
        startAt: null,
        bestHour: null,
        surveyId: null,
        outcomeWindowDays: 30,
      },
      ...{ controlShare: 0, noControlReason: 'measures the speed of sending alone', budgetMinor: null },
      ...{ costPerContactMinor: 1, fixedCostMinor: 0, contactCap: { contacts: 3, days: 7 } },
      assumptions: { incrementalRate: null, marginRate: null },
    },
    actor,
  )
  return id
}

async function settled<T extends { planned: number; sending: number }>(counts: () => Promise<T>): Promise<T> {
  for (;;) {
    const now = await counts()
    if (now.planned + now.sending === 0) return now
    await sleep(250)
  }
}

interface Sink {
  port: number
  counts(): Promise<Counted>
  close(): void
}

/** Beside the program and not in it, as mail servers are. */
async function openSink(): Promise<Sink> {
  const child = fork(entryPath('bench-mail-sink'), { execArgv: [] })
  const { port } = (await answerOf(child)) as { port: number }
  return {
    port,
    counts: async () => {
      const answer = answerOf(child)
      child.send('counts')
      return (await answer) as Counted
    },
    close: () => {
      child.disconnect()
    },
  }
}

async function answerOf(child: ChildProcess): Promise<FromSink> {
  const [said] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The mail server of the benchmark ended with ${code}.`)
    }),
  ])
  return said as FromSink
}
