import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Actor } from '../../kit/api.ts'
import { createGate } from '../../server/auth/gate.ts'
import type { App } from '../../server/compose.ts'
import { createHttpServer } from '../../server/http/server.ts'
import { type Bench, type Figure, timed } from './bench.ts'
import { benchWorkspace } from './workspace.ts'

const batchEvents = 100
const connections = 50
const people = 10_000
const pacedPerSecond = 20_000
const engineRows = 10_000

/** Batches of track calls over HTTP, each answered when it is durable; sender and server share the machine and a process. */
export const ingestBench: Bench = {
  id: 'ingest',
  summary: {
    en: 'events a second over HTTP, answered when durable',
    zh: '通过 HTTP 接收事件的速度（持久化后应答）',
  },
  run: ({ withApp, scale, report }) =>
    withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      const by: Actor = { kind: 'system', id: 'bench', permissions: new Set() }
      const { sources } = app.rooms.collection
      const source = await sources.create(workspace.id, { name: 'bench', owner: 'bench' }, by)
      const { secret } = await sources.addKey(workspace.id, source.id, by)
      const server = await createHttpServer({
        routes: [],
        gate: createGate(app.stores.ledger, app.clock),
        settings: { publicUrl: undefined, locale: 'en' },
        log: app.log,
        consoleDir: null,
        receive: app.rooms.collection.receive,
      })
      const url = await server.listen({ port: 0, host: '127.0.0.1' })
      const sender = openSender(url, secret)
      try {
        report('warming up …')
        await flood(sender, Math.ceil(400 * scale))
        report('as fast as it goes …')
        const fast = await flood(sender, Math.ceil(5_000 * scale))
        report('the engine alone …')
        const engine = await engineRate(app, workspace.id, Math.ceil(20 * scale))
        report(`paced at ${pacedPerSecond} a second …`)
        const paced = await pace(sender, Math.ceil(20_000 * scale))
        return figuresOf(fast, engine, paced)
      } finally {
        sender.close()
        await server.close()
      }
    }),
}

interface Run {
  eventsPerSecond: number
  /** Of each batch, sorted. */
  ms: number[]
}

interface Sender {
  send(): Promise<number>
  close(): void
}

function openSender(url: string, secret: string): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections * 4 })
  const address = new URL('/v1/batch', url)
  const headers = {
    authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}`,
    'content-type': 'application/json',
  }
  let next = 0
  return {
    send: async () => {
      const body = Buffer.from(batchOf(next++))
      const { ms } = await timed(() =>
        post(address, agent, { ...headers, 'content-length': body.length }, body),
      )
      return ms
    },
    close: () => agent.destroy(),
  }
}

/** About 300 bytes an event. */
function batchOf(n: number): string {
  const events = Array.from({ length: batchEvents }, (_, i) => {
    const at = n * batchEvents + i
    const user = (at * 7_919) % people
    return `{"type":"track","messageId":"bench-${at}-0f3a9c41d2b84e76","userId":"c-${user}","event":"Product Viewed","timestamp":"2026-03-01T08:${String(at % 60).padStart(2, '0')}:00.000Z","properties":{"product_id":"p-${at % 500}","category":"tea","price":${(at % 90) + 9.9},"list":"autumn","position":${at % 20},"currency":"CNY"}}`
  })
  return `{"batch":[${events.join(',')}]}`
}

function post(
  address: URL,
  agent: Agent,
  headers: Record<string, string | number>,
  body: Buffer,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(address, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.once('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`/v1/batch answered ${answer.statusCode}`)),
      )
    })
    call.once('error', reject)
    call.end(body)
  })
}

/** Every connection sends its next batch when the last is answered. */
async function flood(sender: Sender, batches: number): Promise<Run> {
  const ms: number[] = []
  let left = batches
  const whole = await timed(() =>
    Promise.all(
      Array.from({ length: connections }, async () => {
        while (left-- > 0) ms.push(await sender.send())
      }),
    ),
  )
  return { eventsPerSecond: (ms.length * batchEvents) / (whole.ms / 1_000), ms: ms.sort((a, b) => a - b) }
}

/** Batches leave at their time whether the ones before are answered or not; lateness of the sender counts as delay. */
async function pace(sender: Sender, batches: number): Promise<Run> {
  const gapMs = (batchEvents / pacedPerSecond) * 1_000
  const began = performance.now()
  const sent: Promise<number>[] = []
  for (let n = 0; n < batches; n++) {
    const due = began + n * gapMs
    if (performance.now() < due) await sleep(due - performance.now())
    const late = Math.max(0, performance.now() - due)
    sent.push(sender.send().then((ms) => ms + late))
  }
  const ms = await Promise.all(sent)
  const seconds = (performance.now() - began) / 1_000
  return { eventsPerSecond: (batches * batchEvents) / seconds, ms: ms.sort((a, b) => a - b) }
}

/** The same rows, made ready beforehand, one insert after the other. */
async function engineRate(app: App, workspaceId: number, inserts: number): Promise<number> {
  const columns = [
    'workspace_id',
    'name',
    'person_key',
    'ts',
    'message_id',
    'product_id',
    'category',
    'properties',
    'source',
  ]
  const batches = Array.from({ length: inserts }, (_, n) =>
    Buffer.from(
      Array.from({ length: engineRows }, (_, i) => {
        const at = n * engineRows + i
        return `${workspaceId}\tProduct Viewed\t${(at * 7_919) % people}\t2026-03-01 08:00:00.000\tengine-${at}-0f3a9c41d2b84e76\tp-${at % 500}\ttea\t{"product_id":"p-${at % 500}","category":"tea","price":${(at % 90) + 9.9},"list":"autumn","position":${at % 20},"currency":"CNY"}\tengine\n`
      }).join(''),
    ),
  )
  const { ms } = await timed(async () => {
    for (const rows of batches) await app.stores.warehouse.insert('events', columns, rows)
  })
  return (inserts * engineRows) / (ms / 1_000)
}

function figuresOf(fast: Run, engine: number, paced: Run): Figure[] {
  const rate = {
    name: 'events a second, 50 connections',
    value: Math.round(fast.eventsPerSecond),
    unit: 'events/s',
  }
  return [
    {
      ...rate,
      budget: { atLeast: 20_000 },
      detail: { p50Ms: at(fast, 0.5), p99Ms: at(fast, 0.99), batches: fast.ms.length },
    },
    { name: 'the engine alone, same rows', value: Math.round(engine), unit: 'rows/s', budget: null },
    {
      name: 'share of the engine that is reached',
      value: fast.eventsPerSecond / engine,
      unit: '',
      budget: { atLeast: 0.3 },
    },
    {
      name: `p99 of a batch, paced at ${pacedPerSecond} events a second`,
      value: at(paced, 0.99),
      unit: 'ms',
      budget: { atMost: 250 },
      detail: {
        p50Ms: at(paced, 0.5),
        eventsPerSecond: Math.round(paced.eventsPerSecond),
        batches: paced.ms.length,
      },
    },
  ]
}

function at(run: Run, share: number): number {
  return Math.round(run.ms[Math.min(run.ms.length - 1, Math.floor(run.ms.length * share))] ?? Number.NaN)
}
