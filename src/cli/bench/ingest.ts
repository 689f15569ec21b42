import type { Actor } from '../../kit/api.ts'
import { createGate } from '../../server/auth/gate.ts'
import type { App } from '../../server/compose.ts'
import { createHttpServer } from '../../server/http/server.ts'
import type { Bench, Figure } from './bench.ts'
import { engineAlone } from './ingest/engine-alone.ts'
import type { SendOrder, Sent } from './ingest/order.ts'
import { type Part, type Used, usedByPart } from './ingest/processes.ts'
import { at, bestStretch, createSender } from './ingest/send.ts'
import { benchWorkspace } from './workspace.ts'

const pacedPerSecond = 20_000
const connections = 100
/** Of the paced part at scale 1; the nightly run asks for ten minutes. */
const pacedSeconds = 60
const warmUpSeconds = 4
const engineInserts = 40
const stretchSeconds = 5

/** Batches of track calls over HTTP, each answered when it is durable; sender, server and engines share the machine. */
export const ingestBench: Bench = {
  id: 'ingest',
  summary: {
    en: 'events a second over HTTP, answered when durable',
    zh: '通过 HTTP 接收事件的速度（持久化后应答）',
  },
  run: ({ withApp, scale, seconds, report }) =>
    withApp(async (app) => {
      const { server, url, secret, workspaceId } = await openReceiver(app)
      const pacedFor = seconds ?? Math.max(5, pacedSeconds * scale)
      const fastFor = Math.max(5, Math.min(60, pacedFor / 3))
      const inserts = Math.max(4, Math.round(engineInserts * Math.min(1, scale)))
      const send = createSender(url, secret)
      const engine = engineAlone(app, workspaceId)
      try {
        report('warming up …')
        await send({ connections }, warmUpSeconds)
        report('the engine alone …')
        await engine.run(inserts)
        report(`as fast as it goes, ${Math.round(fastFor)} s …`)
        const fast = await watched(send, { connections }, fastFor)
        report('the engine alone, again …')
        await engine.run(inserts)
        report('the engine alone, at the same pace …')
        const alone = await engine.paced(pacedPerSecond, Math.min(60, pacedFor))
        report(`paced at ${pacedPerSecond} a second, ${Math.round(pacedFor)} s …`)
        const paced = await watched(send, { eventsPerSecond: pacedPerSecond }, pacedFor)
        return [...fastFigures(fast, engine), ...pacedFigures(paced, alone)]
      } finally {
        await server.close()
      }
    }),
}

async function openReceiver(app: App) {
  const workspace = await benchWorkspace(app)
  const by: Actor = { kind: 'system', id: 'bench', permissions: new Set() }
  const { sources } = app.rooms.collection
  const source = await sources.create(workspace.id, { name: 'bench', owner: 'bench' }, by)
  const { secret } = await sources.addKey(workspace.id, source.id, by)
  const server = await createHttpServer({
    routes: [],
    gate: createGate(app.stores.ledger, app.clock, app.house.keyMemory),
    settings: { publicUrl: undefined, locale: 'en' },
    log: app.log,
    consoleDir: null,
    collection: app.rooms.collection,
  })
  const url = await server.listen({ port: 0, host: '127.0.0.1' })
  return { server, url, secret, workspaceId: workspace.id }
}

type Usage = Record<Part, Used> | null

interface Watched {
  sent: Sent
  /** At the start, the middle and the end. */
  usage: [Usage, Usage, Usage]
}

async function watched(
  send: (pace: SendOrder['pace'], seconds: number) => Promise<Sent>,
  pace: SendOrder['pace'],
  seconds: number,
): Promise<Watched> {
  const start = usedByPart()
  let middle: Usage = null
  const timer = setTimeout(
    () => {
      middle = usedByPart()
    },
    (seconds / 2) * 1_000,
  )
  try {
    const sent = await send(pace, seconds)
    return { sent, usage: [start, middle, usedByPart()] }
  } finally {
    clearTimeout(timer)
  }
}

function fastFigures(run: Watched, engine: ReturnType<typeof engineAlone>): Figure[] {
  const { sent } = run
  const rate = sent.events / sent.seconds
  return [
    {
      name: `events a second, ${connections} connections`,
      value: Math.round(rate),
      unit: 'events/s',
      budget: { atLeast: 20_000 },
      detail: { p50Ms: at(sent, 0.5), p99Ms: at(sent, 0.99), batches: sent.batches, ...cpuOf(run) },
    },
    {
      name: `the best ${stretchSeconds} seconds of it`,
      value: Math.round(bestStretch(sent, stretchSeconds)),
      unit: 'events/s',
      budget: { atLeast: 50_000 },
    },
    {
      name: 'the engine alone, same rows',
      value: Math.round(engine.rate()),
      unit: 'rows/s',
      budget: null,
      detail: { engineCpuMicros: Math.round(engine.cpuOfRow() * 100) / 100 },
    },
    {
      name: 'share of the engine that is reached',
      value: rate / engine.rate(),
      unit: '',
      budget: { atLeast: 0.3 },
    },
  ]
}

function pacedFigures(run: Watched, alone: readonly number[]): Figure[] {
  const quantile = (q: number) => Math.round(alone[Math.floor((alone.length - 1) * q)] ?? 0)
  const { sent } = run
  return [
    {
      name: `p99 of a batch, paced at ${pacedPerSecond} events a second`,
      value: at(sent, 0.99),
      unit: 'ms',
      budget: { atMost: 250 },
      detail: {
        p50Ms: at(sent, 0.5),
        p999Ms: at(sent, 0.999),
        seconds: Math.round(sent.seconds),
        eventsPerSecond: Math.round(sent.events / sent.seconds),
        batches: sent.batches,
        ...cpuOf(run),
      },
    },
    {
      name: 'p99 of an insert of the engine alone, at the same pace',
      value: quantile(0.99),
      unit: 'ms',
      budget: null,
      detail: { p50Ms: quantile(0.5), p999Ms: quantile(0.999), inserts: alone.length },
    },
    { name: 'batches refused or not sent in time', value: sent.refused, unit: '', budget: { atMost: 0 } },
    ...memoryOf(run),
  ]
}

const parts = ['server', 'engine', 'ledger'] as const

/** Microseconds of CPU an event. */
function cpuOf({ sent, usage: [start, , end] }: Watched): Record<string, number> {
  const per = (micros: number) => Math.round((micros / sent.events) * 100) / 100
  const cpu: Record<string, number> = { senderCpuMicros: per(sent.cpuMicros) }
  if (start && end)
    for (const part of parts) cpu[`${part}CpuMicros`] = per(end[part].cpuMicros - start[part].cpuMicros)
  return cpu
}

/** Of the server process; the middle is when it has warmed up, so growth after that is growth. */
function memoryOf({ usage }: Watched): Figure[] {
  const [start, middle, end] = usage
  if (!start || !middle || !end) return []
  const mebibytes = (used: Used) => Math.round(used.bytes / 1024 ** 2)
  return (['server', 'engine'] as const).map((part) => ({
    name: `memory of the ${part}, end against middle of the paced part`,
    value: end[part].bytes / middle[part].bytes,
    unit: 'times',
    budget: null,
    detail: {
      startMiB: mebibytes(start[part]),
      middleMiB: mebibytes(middle[part]),
      endMiB: mebibytes(end[part]),
    },
  }))
}
