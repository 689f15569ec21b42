import { newId } from '../../kit/ids.ts'
import type { Kept } from './journal.ts'
import type { Waiting } from './waiting.ts'

/** How far a batch has come. */
export interface Writing {
  token: string
  batch: readonly Waiting[]
  /** By source, not prepared yet. */
  open: Waiting[][]
  ready: Waiting[]
  /** Of people who were erased. */
  dropped: Waiting[]
  /** Of the people of those that are ready. */
  keys: number[]
  /** Of those that are ready, in the same order; null before the second step. */
  lines: readonly string[] | null
  /** Places among those that are ready. */
  refused: number[]
  /** Until it is written to the journal. */
  timer: NodeJS.Timeout | undefined
  kept: Promise<Kept | null> | null
  /** Its senders know: it is in the journal, and nothing of it may get lost. */
  answered: boolean
  whenAnswered: () => void
  /** What its senders are told is settled, or they know already. */
  over: boolean
}

export function newWriting(batch: readonly Waiting[], whenAnswered: () => void): Writing {
  const none = { ready: [], dropped: [], keys: [], lines: null, refused: [] }
  const unanswered = { timer: undefined, kept: null, answered: false, over: false, whenAnswered }
  return { token: newId(), batch, open: bySource(batch), ...none, ...unanswered }
}

/** From here on they are known: whoever sends them again sends duplicates. */
export function note({ ready, dropped }: Writing): void {
  for (const { source, event } of [...ready, ...dropped]) {
    source.inFlight.delete(event.messageId)
    source.recent.add(event.messageId)
  }
}

export function settle({ ready, dropped }: Writing): void {
  for (const { ticket } of [...ready, ...dropped]) ticket.settle()
}

/** Whoever waits is going to be told that nothing is stored: then the journal must not store it at the next start. */
export async function giveUpPlace(writing: Writing): Promise<void> {
  if (writing.answered) return
  writing.over = true
  clearTimeout(writing.timer)
  await (await writing.kept)?.free()
}

export function bySource(batch: readonly Waiting[]): Waiting[][] {
  const parts = new Map<Waiting['source'], Waiting[]>()
  for (const waiting of batch) {
    const part = parts.get(waiting.source)
    if (part) part.push(waiting)
    else parts.set(waiting.source, [waiting])
  }
  return [...parts.values()]
}
