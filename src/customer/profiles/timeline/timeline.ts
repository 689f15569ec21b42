import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import type { Persons } from '../../identity/persons.ts'
import { createZone } from '../../mapping/zone.ts'
import { factsOf } from './facts.ts'
import { factKinds, laterFirst, recordKinds, type Stretch, timelineKinds } from './item.ts'
import { recordsOf } from './records.ts'
import { wordsFor } from './words.ts'

export interface TimelineRequest {
  cursor?: string | undefined
  limit: number
  kinds?: string | undefined
  /** Days of the workspace's zone, both included. */
  from?: string | undefined
  to?: string | undefined
}

const dayMs = 86_400_000

/**
 * One customer's life, newest first, of both stores, a page at a time from a key: what comes in meanwhile shifts nothing.
 */
export async function timelineOf(
  { ledger, warehouse, persons }: { ledger: Ledger; warehouse: Warehouse; persons: Persons },
  workspace: Workspace,
  customerId: string,
  request: TimelineRequest,
) {
  const key = Number(customerId)
  const members = Number.isSafeInteger(key) ? await persons.keysOf(workspace, [key]) : new Map()
  const keys: number[] = members.get(key) ?? []
  const asked = (request.kinds ?? '').split(',')
  const chosen = timelineKinds.filter((kind) => asked.includes(kind))
  const wanted = new Set(chosen.length > 0 ? chosen : timelineKinds)
  const stretch = stretchOf(workspace, request)
  const [facts, records] = await Promise.all([
    factsOf(
      warehouse,
      workspace.id,
      keys,
      factKinds.filter((kind) => wanted.has(kind)),
      stretch,
    ),
    recordsOf(
      ledger,
      workspace.id,
      keys,
      recordKinds.filter((kind) => wanted.has(kind)),
      stretch,
      workspace.clock.now(),
    ),
  ])
  const rows = [...facts, ...records].sort(laterFirst)
  const shown = rows.slice(0, request.limit)
  const last = shown.at(-1)
  return {
    items: await wordsFor(ledger, workspace, shown),
    nextCursor: rows.length > request.limit && last ? `${last.ms}.${last.id}` : null,
    total: null,
  }
}

function stretchOf(workspace: Workspace, { cursor, from, to, limit }: TimelineRequest): Stretch {
  const match = /^(-?\d{1,16})\.(.{1,300})$/s.exec(cursor ?? '')
  const zone = createZone(workspace.timeZone)
  const start = (day: string, later = 0) => zone.toUtc(Date.parse(`${day}T00:00:00Z`) + later * dayMs)
  return {
    before: match?.[1] && match[2] ? { ms: Number(match[1]), id: match[2] } : null,
    fromMs: from === undefined ? null : start(from),
    toMs: to === undefined ? null : start(to, 1),
    limit: limit + 1,
  }
}
