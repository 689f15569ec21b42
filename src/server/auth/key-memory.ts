import type { Entry } from '../http/gate.ts'
import type { KeyCaller } from './keys.ts'
import { type ShortMemory, shortMemory } from './short-memory.ts'

/** So old may the end of a key, told by another process, be; this process forgets at once. */
const ttlMs = 1_000
const max = 10_000

/**
 * Who API keys belong to and where they lead, for a second: a till asks a hundred times in it. People's sessions are
 * not remembered. Whoever ends a key or changes a workspace calls `forget`.
 */
export interface KeyMemory {
  callers: ShortMemory<KeyCaller>
  entries: ShortMemory<Entry>
  forget(): void
}

export function createKeyMemory(): KeyMemory {
  const callers = shortMemory<KeyCaller>({ ttlMs, max })
  const entries = shortMemory<Entry>({ ttlMs, max })
  return {
    callers,
    entries,
    forget: () => {
      callers.forget()
      entries.forget()
    },
  }
}
