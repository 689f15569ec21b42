import type { Selectable } from 'kysely'
import { z } from 'zod'
import { brandShape } from '../../kit/brand.ts'
import { type Clock, manualClock } from '../../kit/clock.ts'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { HouseTables } from './schema/house.ts'
import type { Ledger } from './types.ts'

const brandInUse = brandShape.extend({ version: z.int() })

export interface WorkspaceInput {
  slug: string
  name: string
  kind?: 'own' | 'demo'
  currency: string
  timeZone: string
  locale: 'zh-CN' | 'en'
  /** What it starts with, by the name of each setting. */
  settings?: Record<string, unknown>
}

/** @throws common.notFound */
export async function getWorkspace(
  ledger: Ledger,
  which: { id: number } | { slug: string },
  clock: Clock,
): Promise<Workspace> {
  const query = ledger.db.selectFrom('workspaces').selectAll()
  const row = await ('id' in which
    ? query.where('id', '=', which.id)
    : query.where('slug', '=', which.slug)
  ).executeTakeFirst()
  if (!row)
    throw commonErrors.notFound({ what: 'workspace', id: 'id' in which ? String(which.id) : which.slug })
  return toWorkspace(row, clock)
}

export async function listWorkspaces(ledger: Ledger, clock: Clock): Promise<Workspace[]> {
  const rows = await ledger.db.selectFrom('workspaces').selectAll().orderBy('id').execute()
  return rows.map((row) => toWorkspace(row, clock))
}

export async function createWorkspaceRow(
  ledger: Ledger,
  input: WorkspaceInput,
  clock: Clock,
): Promise<Workspace> {
  const row = await ledger.db
    .insertInto('workspaces')
    .values({
      slug: input.slug,
      name: input.name,
      kind: input.kind ?? 'own',
      currency: input.currency,
      time_zone: input.timeZone,
      locale: input.locale,
      ...(input.settings === undefined ? {} : { settings: input.settings }),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toWorkspace(row, clock)
}

/** Sets the demo's own time; null lets it live at the machine's again. */
export async function setWorkspaceTime(ledger: Ledger, workspaceId: number, at: Date | null): Promise<void> {
  const { settings } = await ledger.db
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  const { standsAt: _, ...others } = settings
  const next = at === null ? others : { ...others, standsAt: at.toISOString() }
  await ledger.db.updateTable('workspaces').set({ settings: next }).where('id', '=', workspaceId).execute()
}

export function toWorkspace(row: Selectable<HouseTables['workspaces']>, clock: Clock): Workspace {
  const { standsAt, mailFrom, brand } = row.settings
  const look = brandInUse.safeParse(brand)
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    currency: row.currency,
    timeZone: row.time_zone,
    locale: row.locale === 'en' ? 'en' : 'zh-CN',
    clock: typeof standsAt === 'string' ? manualClock(new Date(standsAt)) : clock,
    mailFrom: typeof mailFrom === 'string' ? mailFrom : null,
    ...(look.success ? { brand: look.data } : {}),
  }
}
