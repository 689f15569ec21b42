import { limits } from './limits.ts'

/** What happened to an event, without what would show a person. */
export interface TailItem {
  seq: number
  at: string
  outcome: 'accepted' | 'duplicate' | 'refused'
  type: string
  name: string
  /** JSON text of its properties, identifiers starred out; blank of refused ones. */
  properties: string
  code: string
  field: string
}

export interface Activity {
  /** Accepted and refused of the last full minute and the running one, as a rate a minute. */
  perMinute: number
  refusedPerMinute: number
}

interface Lane {
  items: (Omit<TailItem, 'at'> & { at: Date })[]
  minute: number
  now: { accepted: number; refused: number }
  last: { accepted: number; refused: number }
}

/** The last events of each source, in the memory of this process. */
export interface Tail {
  note(sourceId: string, at: Date, item: Omit<TailItem, 'seq' | 'at'>): void
  /** Accepted events of one request; those that would be pushed out at once are only counted. */
  noteAccepted(
    sourceId: string,
    at: Date,
    events: readonly Pick<TailItem, 'type' | 'name' | 'properties'>[],
  ): void
  items(sourceId: string): TailItem[]
  activity(sourceId: string, at: Date): Activity
}

const minuteMs = 60_000
const shownProperties = 2_000

export function createTail(): Tail {
  const lanes = new Map<string, Lane>()
  let seq = 0
  const laneOf = (sourceId: string, at: Date): Lane => {
    const minute = Math.floor(at.getTime() / minuteMs)
    let lane = lanes.get(sourceId)
    if (!lane) {
      lane = { items: [], minute, now: zero(), last: zero() }
      lanes.set(sourceId, lane)
    }
    if (lane.minute !== minute) {
      lane.last = lane.minute === minute - 1 ? lane.now : zero()
      lane.now = zero()
      lane.minute = minute
    }
    return lane
  }
  const note: Tail['note'] = (sourceId, at, item) => {
    const lane = laneOf(sourceId, at)
    if (item.outcome === 'refused') lane.now.refused++
    else if (item.outcome === 'accepted') lane.now.accepted++
    lane.items.push({ ...item, properties: item.properties.slice(0, shownProperties), seq: ++seq, at })
    if (lane.items.length > limits.tail * 2) lane.items.splice(0, lane.items.length - limits.tail)
  }
  return {
    note,
    noteAccepted: (sourceId, at, events) => {
      const seen = events.slice(-limits.tail)
      laneOf(sourceId, at).now.accepted += events.length - seen.length
      for (const { type, name, properties } of seen)
        note(sourceId, at, { outcome: 'accepted', type, name, properties, code: '', field: '' })
    },
    items: (sourceId) =>
      (lanes.get(sourceId)?.items.slice(-limits.tail) ?? [])
        .map((item) => ({ ...item, at: item.at.toISOString() }))
        .reverse(),
    activity: (sourceId, at) => {
      if (!lanes.has(sourceId)) return { perMinute: 0, refusedPerMinute: 0 }
      const lane = laneOf(sourceId, at)
      // The running minute counts as far as it has come, the one before for the rest.
      const rest = 1 - (at.getTime() % minuteMs) / minuteMs
      return {
        perMinute: Math.round(lane.now.accepted + rest * lane.last.accepted),
        refusedPerMinute: Math.round(lane.now.refused + rest * lane.last.refused),
      }
    },
  }
}

const zero = () => ({ accepted: 0, refused: 0 })
