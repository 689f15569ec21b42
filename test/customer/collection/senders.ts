import { setTimeout as sleep } from 'node:timers/promises'

/** Whom the events of a stream go to, and who keeps the list of what was answered. */
export interface Stream {
  url: string
  secret: string
  acknowledged: Set<string>
  ending: boolean
}

/** Sends one batch after the other; what was not acknowledged is sent again with the same ids, as clients do. */
export async function sendUntilEnd(
  stream: Stream,
  batchOf: (n: number) => readonly { messageId: string }[],
): Promise<void> {
  for (let n = 0; !stream.ending; n++) {
    const batch = batchOf(n)
    while (!(await accepted(stream, batch))) await sleep(100)
    for (const { messageId } of batch) stream.acknowledged.add(messageId)
  }
}

async function accepted({ url, secret }: Stream, batch: readonly object[]): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}` },
      body: JSON.stringify({ batch }),
      signal: AbortSignal.timeout(30_000),
    })
    const { accepted: fresh, duplicates } = (await answer.json()) as { accepted: number; duplicates: number }
    if (answer.status >= 400 && answer.status < 500)
      throw new Error(`the batch was refused with ${answer.status}`)
    return answer.ok && fresh + duplicates === batch.length
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('the batch was refused')) throw error
    return false // killed, or still starting
  }
}
