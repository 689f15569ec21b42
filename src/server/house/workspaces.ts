import { firstQuietHours } from '../../interaction/index.ts'
import { type Route, route } from '../../kit/api.ts'
import { isAppError } from '../../kit/errors.ts'
import { createWorkspaceRow, writeAudit } from '../../stores/ledger/index.ts'
import { authErrors } from '../auth/errors.ts'
import { requestFacts } from '../http/context.ts'
import { createWorkspace, freshness, updateWorkspace } from './api.ts'
import { houseErrors } from './errors.ts'
import type { House } from './house.ts'
import { newestOrder } from './queries/newest-order.query.ts'
import { toWorkspaceShape } from './workspace-shape.ts'

export function workspaceRoutes(house: House): Route[] {
  return [
    route(createWorkspace, async (context, { body }) => {
      const { caller } = requestFacts(context)
      if (caller?.kind !== 'user') throw authErrors.usersOnly({})
      const id = await addWorkspace(house, { ...body, ownerId: caller.userId })
      return workspaceById(house, id)
    }),
    route(updateWorkspace, async (context, { body }) => {
      const { workspace, actor } = context
      if (body.timeZone !== undefined) assertTimeZone(body.timeZone)
      await house.ledger.transaction(async (trx) => {
        const row = await trx
          .selectFrom('workspaces')
          .selectAll()
          .where('id', '=', workspace.id)
          .forUpdate()
          .executeTakeFirstOrThrow()
        const before = toWorkspaceShape(row)
        const next = { ...before, ...withoutUndefined(body) }
        await trx
          .updateTable('workspaces')
          .set({
            name: next.name,
            time_zone: next.timeZone,
            locale: next.locale,
            person_noun: next.personNoun,
            settings: { ...row.settings, mailFrom: next.mailFrom },
          })
          .where('id', '=', workspace.id)
          .execute()
        const subject = { kind: 'workspace', id: workspace.slug }
        const detail = { changed: Object.keys(withoutUndefined(body)) }
        await writeAudit(trx, {
          workspaceId: workspace.id,
          actor,
          action: 'workspace.update',
          subject,
          detail,
        })
      })
      house.keyMemory.forget()
      return workspaceById(house, workspace.id)
    }),
    route(freshness, async ({ workspace }) => {
      const [orders, imported, featuresAt] = await Promise.all([
        house.warehouse.query(newestOrder, { workspaceId: workspace.id }),
        house.ledger.db
          .selectFrom('imports')
          .select((eb) => eb.fn.max('ended_at').as('at'))
          .where('workspace_id', '=', workspace.id)
          .where('status', '=', 'done')
          .executeTakeFirst(),
        house.featuresAt(workspace),
      ])
      const newestAt = orders[0]?.newestAt ?? null
      return {
        newestOrderAt: newestAt === null ? null : new Date(`${newestAt.replace(' ', 'T')}Z`).toISOString(),
        newestImportAt: imported?.at?.toISOString() ?? null,
        featuresAt: featuresAt?.toISOString() ?? null,
        now: workspace.clock.now().toISOString(),
      }
    }),
  ]
}

export interface NewWorkspace {
  name: string
  currency: string
  timeZone: string
  locale: 'zh-CN' | 'en'
  ownerId: string
}

/**
 * A new workspace with keys and one owner; its address is made from the name, or `ws-1`, `ws-2` … where the name has
 * no Latin letters.
 * @returns its id @throws house.unknownCurrency, house.unknownTimeZone
 */
export async function addWorkspace(house: House, input: NewWorkspace): Promise<number> {
  if (!Intl.supportedValuesOf('currency').includes(input.currency)) {
    throw houseErrors.unknownCurrency({ currency: input.currency })
  }
  assertTimeZone(input.timeZone)
  for (let attempt = 1; ; attempt++) {
    const slug = await freeSlug(house, input.name)
    try {
      const { id } = await createWorkspaceRow(
        house.ledger,
        { ...input, slug, settings: { quietHours: firstQuietHours } },
        house.clock,
      )
      await house.ledger.db
        .insertInto('memberships')
        .values({ user_id: input.ownerId, workspace_id: id, role: 'owner' })
        .execute()
      await house.prepareWorkspace(id)
      const actor = { kind: 'user', id: input.ownerId } as const
      const subject = { kind: 'workspace', id: slug }
      await writeAudit(house.ledger.db, { workspaceId: id, actor, action: 'workspace.create', subject })
      return id
    } catch (error) {
      // Somebody took the same address in between.
      if (!isAppError(error) || error.code !== 'ledger.conflict' || attempt === 5) throw error
    }
  }
}

export function slugBase(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
  return /[a-z]/.test(slug) ? slug.replace(/-+$/, '') : 'ws'
}

async function freeSlug(house: House, name: string): Promise<string> {
  const base = slugBase(name)
  const rows = await house.ledger.db
    .selectFrom('workspaces')
    .select('slug')
    .where('slug', 'like', `${base}%`)
    .execute()
  const taken = new Set(rows.map((row) => row.slug))
  if (base !== 'ws' && !taken.has(base)) return base
  for (let n = base === 'ws' ? 1 : 2; ; n++) if (!taken.has(`${base}-${n}`)) return `${base}-${n}`
}

function assertTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch (error) {
    throw houseErrors.unknownTimeZone({ timeZone }, error)
  }
}

async function workspaceById(house: House, id: number) {
  const query = house.ledger.db.selectFrom('workspaces').selectAll().where('id', '=', id)
  return toWorkspaceShape(await query.executeTakeFirstOrThrow())
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> }
}
