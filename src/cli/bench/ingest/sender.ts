import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { batchEvents, batchMaker } from './batches.ts'
import type { FromSender, SendOrder, Sent } from './order.ts'

/** A process that sends events and nothing else: one order, one answer, the end. */
process.once('message', (order: SendOrder) => {
  send(order).then(
    (sent) => say({ sent }),
    (error: unknown) => say({ failed: error instanceof Error ? error.message : String(error) }),
  )
})

function say(message: FromSender): void {
  process.send?.(message, () => process.disconnect())
}

async function send(order: SendOrder): Promise<Sent> {
  const post = poster(order)
  const before = process.cpuUsage()
  const began = performance.now()
  const run: Run = {
    ms: [],
    perSecond: [],
    began,
    until: began + order.seconds * 1_000,
    next: order.first,
    refused: 0,
  }
  if ('connections' in order.pace) await flood(run, post, order.pace.connections)
  else await pace(run, post, order.pace.eventsPerSecond)
  const { user, system } = process.cpuUsage(before)
  return {
    batches: run.ms.length,
    events: run.ms.length * batchEvents,
    refused: run.refused,
    seconds: (performance.now() - began) / 1_000,
    ms: run.ms.sort((a, b) => a - b),
    perSecond: Array.from(run.perSecond, (events = 0) => events),
    cpuMicros: user + system,
  }
}

interface Run {
  ms: number[]
  perSecond: number[]
  began: number
  until: number
  next: number
  refused: number
}

/** @returns whether the batch was stored; false where the server had too much to do */
type Post = (n: number) => Promise<boolean>

async function flood(run: Run, post: Post, connections: number): Promise<void> {
  const one = async () => {
    while (performance.now() < run.until) {
      const due = performance.now()
      note(run, due, await post(run.next++))
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
}

/** Batches leave at their time whether the ones before are answered or not; lateness of the sender counts as delay. */
async function pace(run: Run, post: Post, eventsPerSecond: number): Promise<void> {
  const gapMs = (batchEvents / eventsPerSecond) * 1_000
  const flying = new Set<Promise<void>>()
  let landed: () => void = () => {}
  let failed = false
  const batches = Math.ceil((run.until - run.began) / gapMs)
  for (let n = 0; n < batches; n++) {
    const due = run.began + n * gapMs
    if (performance.now() > run.until + graceMs) {
      run.refused += batches - n
      break
    }
    const early = due - performance.now()
    if (early > 0) await sleep(early)
    const flight: Promise<void> = post(run.next++).then((stored) => {
      note(run, due, stored)
      flying.delete(flight)
      landed()
    })
    flying.add(flight)
    // Its failure ends the run, and is thrown below.
    flight.catch(() => {
      failed = true
      landed()
    })
    if (failed) break
    if (flying.size > mostFlying)
      await new Promise<void>((resolve) => {
        landed = resolve
      })
  }
  await Promise.all(flying)
}

/** A server so far behind would fill the sender's memory; waiting counts as delay all the same. */
const mostFlying = 2_000
/** What has not left so long after the end never will, and counts as refused. */
const graceMs = 5_000

function note(run: Run, due: number, stored: boolean): void {
  if (!stored) {
    run.refused++
    return
  }
  const now = performance.now()
  run.ms.push(now - due)
  const second = Math.floor((now - run.began) / 1_000)
  run.perSecond[second] = (run.perSecond[second] ?? 0) + batchEvents
}

function poster({ url, secret }: SendOrder): Post {
  const agent = new Agent({ keepAlive: true, maxSockets: 200, scheduling: 'fifo' })
  const address = new URL('/v1/batch', url)
  const bodyOf = batchMaker(new Date())
  const authorization = `Basic ${Buffer.from(`${secret}:`).toString('base64')}`
  return (n) =>
    new Promise((resolve, reject) => {
      const body = bodyOf(n)
      const headers = { authorization, 'content-type': 'application/json', 'content-length': body.length }
      const call = request(address, { method: 'POST', agent, headers }, (answer) => {
        answer.resume()
        answer.once('end', () =>
          answer.statusCode === 200 || answer.statusCode === 503
            ? resolve(answer.statusCode === 200)
            : reject(new Error(`/v1/batch answered ${answer.statusCode}`)),
        )
      })
      call.once('error', reject)
      call.end(body)
    })
}
