import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../../kit/random.ts'
import type { Asked, AskOrder, FromAsker } from './order.ts'

/** A process that asks for profiles and nothing else: one order, one answer, the end. */
process.once('message', (order: AskOrder) => {
  ask(order).then(
    (asked) => say({ asked }),
    (error: unknown) => say({ failed: error instanceof Error ? error.message : String(error) }),
  )
})

function say(message: FromAsker): void {
  process.send?.(message, () => process.disconnect())
}

async function ask(order: AskOrder): Promise<Asked> {
  const agent = new Agent({ keepAlive: true, maxSockets: 200, scheduling: 'fifo' })
  const random = seededRandom(42)
  const began = performance.now()
  const until = began + order.seconds * 1_000
  const gapMs = 1_000 / order.requestsPerSecond
  const flying = new Set<Promise<void>>()
  const ms: number[] = []
  const lateMs: number[] = []
  let failures = 0
  for (let n = 0; began + n * gapMs < until; n++) {
    const due = began + n * gapMs
    const early = due - performance.now()
    if (early > 0) await sleep(early)
    lateMs.push(Math.max(0, performance.now() - due))
    // A few call often, most rarely.
    const person = 1 + Math.floor(order.people * random.next() ** 2)
    const flight: Promise<void> = get(agent, order, person).then((isGood) => {
      if (isGood) ms.push(performance.now() - due)
      else failures++
      flying.delete(flight)
    })
    flying.add(flight)
  }
  await Promise.all(flying)
  agent.destroy()
  const seconds = (performance.now() - began) / 1_000
  const sorted = (list: number[]) => list.sort((a, b) => a - b)
  return { answers: ms.length, failures, seconds, ms: sorted(ms), lateMs: sorted(lateMs) }
}

function get(agent: Agent, { url, secret, what }: AskOrder, person: number): Promise<boolean> {
  const address = new URL(what === 'nothing' ? '/nothing' : `/api/workspaces/bench/profiles/${person}`, url)
  return new Promise((resolve) => {
    const call = request(address, { agent, headers: { authorization: `Bearer ${secret}` } }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode === 200))
    })
    call.once('error', () => resolve(false))
    call.end()
  })
}
