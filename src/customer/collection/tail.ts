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

/** What is shown of an event; refused ones say why. */
type Noted = Pick<TailItem, 'type' | 'name' | 'properties'> & Partial<Pick<TailItem, 'code' | 'field'>>

/** Events of one request with one outcome. */
interface Group {
  seq: number
  at: Date
  outcome: TailItem['outcome']
  events: readonly Noted[]
}

interface Lane {
  groups: Group[]
  /** Events in all of them. */
  events: number
  minute: number
  now: { accepted: number; refused: number }
  last: { accepted: number; refused: number }
}

/** The last events of each source, in the memory of this process. */
export interface Tail {
  noteMany(sourceId: string, at: Date, outcome: TailItem['outcome'], events: readonly Noted[]): void
  items(sourceId: string): TailItem[]
  activity(sourceId: string, at: Date): Activity
}

const minuteMs = 60_000
const shownProperties = 2_000

/** Events are kept as they come and made into items when somebody looks. */
export function createTail(): Tail {
  const lanes = new Map<string, Lane>()
  let seq = 0
  const laneOf = (sourceId: string, at: Date): Lane => {
    const minute = Math.floor(at.getTime() / minuteMs)
    let lane = lanes.get(sourceId)
    if (!lane) {
      lane = { groups: [], events: 0, minute, now: zero(), last: zero() }
      lanes.set(sourceId, lane)
    }
    if (lane.minute !== minute) {
      lane.last = lane.minute === minute - 1 ? lane.now : zero()
      lane.now = zero()
      lane.minute = minute
    }
    return lane
  }
  return {
    noteMany: (sourceId, at, outcome, all) => {
      if (all.length === 0) return
      const lane = laneOf(sourceId, at)
      if (outcome !== 'duplicate') lane.now[outcome] += all.length
      const events = all.length > limits.tail ? all.slice(-limits.tail) : all
      lane.groups.push({ seq, at, outcome, events })
      seq += events.length
      lane.events += events.length
      for (let first = lane.groups[0]; first; first = lane.groups[0]) {
        if (lane.events - first.events.length < limits.tail) break
        lane.events -= first.events.length
        lane.groups.shift()
      }
    },
    items: (sourceId) => (lanes.get(sourceId)?.groups ?? []).flatMap(itemsOf).slice(-limits.tail).reverse(),
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

function itemsOf({ seq, at, outcome, events }: Group): TailItem[] {
  return events.map(({ type, name, properties, code = '', field = '' }, i) => ({
    seq: seq + i + 1,
    at: at.toISOString(),
    outcome,
    type,
    name,
    properties: properties.slice(0, shownProperties),
    code,
    field,
  }))
}

const zero = () => ({ accepted: 0, refused: 0 })
