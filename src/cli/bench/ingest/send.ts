import { fork } from 'node:child_process'
import { entryPath } from '../../../kit/paths.ts'
import { batchEvents } from './batches.ts'
import type { FromSender, SendOrder, Sent } from './order.ts'

/** Sends in a process of its own, so that making events and reading answers does not stop the server it measures. */
export function createSender(url: string, secret: string) {
  let first = 0
  return async (pace: SendOrder['pace'], seconds: number): Promise<Sent> => {
    const sent = await run({ url, secret, first, seconds, pace })
    first += sent.batches + sent.refused
    return sent
  }
}

function run(order: SendOrder): Promise<Sent> {
  const child = fork(entryPath('bench-sender'), { execArgv: [] })
  return new Promise((resolve, reject) => {
    child.once('message', (message: FromSender) =>
      'sent' in message ? resolve(message.sent) : reject(new Error(`The sender failed: ${message.failed}`)),
    )
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The sender ended with ${code} before it had an answer.`)))
    child.send(order)
  })
}

/** Delay in ms that a share of the batches did not exceed. */
export function at(sent: Sent, share: number): number {
  return Math.round(sent.ms[Math.min(sent.ms.length - 1, Math.floor(sent.ms.length * share))] ?? Number.NaN)
}

/** Events a second over the best stretch of so many whole seconds; of a shorter run, over all of it. */
export function bestStretch(sent: Sent, seconds: number): number {
  const whole = sent.perSecond.slice(0, Math.floor(sent.seconds))
  if (whole.length < seconds) return (sent.batches * batchEvents) / sent.seconds
  let best = 0
  for (let i = 0; i + seconds <= whole.length; i++)
    best = Math.max(best, whole.slice(i, i + seconds).reduce((sum, events) => sum + events, 0) / seconds)
  return best
}
