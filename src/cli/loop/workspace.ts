import { basename } from 'node:path'
import { manualClock } from '../../kit/clock.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import { createWorkspaceKeys, createWorkspaceRow, getWorkspace } from '../../stores/ledger/index.ts'

export interface LoopPlace {
  slug: string
  name: string
  currency: string
  timeZone: string
}

/** `orders_2024.csv.gz` → `loop-orders-2024`: running the loop on the file again finds the same workspace. */
export function placeOf(
  file: string,
  options: { workspace?: string | undefined; currency: string; zone: string },
): LoopPlace {
  const name = basename(file).replace(/(\.(csv|tsv|txt|xlsx|ndjson|jsonl|parquet|gz))+$/i, '')
  const slug =
    options.workspace ??
    `loop-${name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')}`.slice(0, 60)
  return {
    slug: slug === 'loop-' ? 'loop-orders' : slug,
    name,
    currency: options.currency,
    timeZone: options.zone,
  }
}

export async function findOrCreate(app: App, place: LoopPlace): Promise<Workspace> {
  const { ledger, masterKey } = app.stores
  const known = await ledger.db
    .selectFrom('workspaces')
    .select('id')
    .where('slug', '=', place.slug)
    .executeTakeFirst()
  if (known) return getWorkspace(ledger, { id: known.id }, app.clock)
  const workspace = await createWorkspaceRow(ledger, { ...place, locale: app.config.locale }, app.clock)
  await createWorkspaceKeys(ledger, masterKey, workspace.id)
  return workspace
}

/** The same workspace at another moment: what is asked of it is answered as of then. */
export function standingAt(workspace: Workspace, at: Date): Workspace {
  return { ...workspace, clock: manualClock(at) }
}

/** The first instant of a day (YYYY-MM-DD) in a zone. */
export function startOfDay(day: string, timeZone: string): Date {
  const noon = new Date(`${day}T12:00:00Z`)
  const shown = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(noon)
  const offsetMs = Date.parse(`${shown.replace(' ', 'T')}Z`) - noon.getTime()
  return new Date(Date.parse(`${day}T00:00:00Z`) - offsetMs)
}
