import type { RecordedState } from '../../stores/ledger/schema/consent.ts'

export type ConsentState = RecordedState | 'none'

/** The newest entry of one person, purpose and channel, as the log has it. */
export interface NewestEntry {
  state: RecordedState
  at: Date
  expiresAt: Date | null
}

/** A yes that has run out is none any more. */
export function stateAt(entry: NewestEntry | null, now: Date): ConsentState {
  if (entry === null) return 'none'
  const ranOut = entry.state === 'given' && entry.expiresAt !== null && entry.expiresAt <= now
  return ranOut ? 'expired' : entry.state
}

/**
 * What holds for one channel. A withdrawal beats: one for the channel is lifted only by a newer yes for that channel,
 * never by a general one; a general one also by a newer yes for the channel itself, which is the more exact word.
 * @param own newest entry of the channel; @param general newest entry of all channels
 * @returns the state, and which of the two decided it
 */
export function foldConsent<E extends NewestEntry>(
  own: E | null,
  general: E | null,
  now: Date,
): { state: ConsentState; entry: E | null } {
  const [mine, all] = [stateAt(own, now), stateAt(general, now)]
  if (mine === 'withdrawn') return { state: 'withdrawn', entry: own }
  if (all === 'withdrawn') {
    const lifted = mine === 'given' && own !== null && general !== null && own.at > general.at
    return lifted ? { state: 'given', entry: own } : { state: 'withdrawn', entry: general }
  }
  for (const state of ['given', 'pending', 'expired'] as const) {
    if (mine === state) return { state, entry: own }
    if (all === state) return { state, entry: general }
  }
  return { state: 'none', entry: null }
}

const strictFirst: readonly ConsentState[] = ['withdrawn', 'given', 'pending', 'expired', 'none']

/**
 * One customer known under several keys: a withdrawal under any of them holds for all; without one, a valid yes does,
 * since saying nothing elsewhere takes nothing back.
 */
export function strictest(states: readonly ConsentState[]): ConsentState {
  return strictFirst.find((state) => states.includes(state)) ?? 'none'
}

/** Whether somebody in this state may be contacted; silence is judged by the policy. */
export function isAllowed(state: ConsentState, allowedUnrecorded: boolean): boolean {
  return state === 'given' || (state === 'none' && allowedUnrecorded)
}
