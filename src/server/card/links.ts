import { sql } from 'kysely'
import type { z } from 'zod'
import type { Actor, Permission } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'
import { type CardLinkState, cardFields, type cardLink, type listCardLinks } from './api.ts'
import type { CardField } from './page.ts'
import { nextRound } from './settings.ts'

type Who = Pick<Actor, 'kind' | 'id'>

export interface NewLink {
  customerId: string
  maker: Who
  fields: readonly CardField[]
  language: 'zh-CN' | 'en'
  round: number
  madeAt: Date
  minutes: number
}

/** Puts a link on the list and into the audit log. @returns its id and end */
export async function addLink(
  ledger: Ledger,
  workspace: Workspace,
  link: NewLink,
): Promise<{ id: string; expiresAt: Date }> {
  const id = newId()
  const expiresAt = new Date(link.madeAt.getTime() + link.minutes * 60_000)
  await ledger.transaction(async (trx) => {
    await trx
      .insertInto('card_links')
      .values({
        ...{ id, workspace_id: workspace.id, person_key: link.customerId },
        ...{ maker_kind: link.maker.kind, maker_id: link.maker.id },
        ...{ fields: [...link.fields], language: link.language, round: link.round },
        ...{ made_at: link.madeAt, expires_at: expiresAt },
      })
      .execute()
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor: link.maker,
      action: 'card.link',
      subject: { kind: 'customer', id: link.customerId },
      detail: { fields: link.fields, minutes: link.minutes, link: id },
    })
  })
  return { id, expiresAt }
}

const isErased = sql<boolean>`EXISTS (SELECT 1 FROM erased_persons e WHERE e.person_key = l.person_key)`

export interface FoundLink {
  customerId: string
  maker: Who
  fields: CardField[]
  language: 'zh-CN' | 'en'
  round: number
  expiresAt: Date
  /** Nobody ended it, and the customer is not being erased; its time and its maker are for the caller to ask. */
  isLive: boolean
}

/** Null where there is none any more. */
export async function findLink(ledger: Ledger, workspaceId: number, id: string): Promise<FoundLink | null> {
  const row = await ledger.db
    .selectFrom('card_links as l')
    .selectAll()
    .select(isErased.as('is_erased'))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row
    ? {
        customerId: row.person_key,
        maker: { kind: row.maker_kind, id: row.maker_id },
        fields: cardFields.filter((field) => row.fields.includes(field)),
        language: row.language,
        round: row.round,
        expiresAt: row.expires_at,
        isLive: row.ended_at === null && !row.is_erased,
      }
    : null
}

const shownEveryMs = 60_000

/** Notes that a card is on a screen; at most once a minute for each link. */
export async function noteShown(ledger: Ledger, id: string, now: Date): Promise<void> {
  await ledger.db
    .updateTable('card_links')
    .set({ shown_at: now })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([eb('shown_at', 'is', null), eb('shown_at', '<=', new Date(now.getTime() - shownEveryMs))]),
    )
    .execute()
}

/** Why a link opens nothing; the same conditions as when one is opened. */
const stateOf = (now: Date, round: number) => sql<CardLinkState>`CASE
  WHEN l.ended_at IS NOT NULL OR l.round <> ${round} THEN 'ended'
  WHEN l.expires_at <= ${now} THEN 'expired'
  WHEN EXISTS (SELECT 1 FROM person_overrides o WHERE o.person_key = l.person_key AND o.current_key <> o.person_key) THEN 'merged'
  WHEN l.maker_kind = 'key' AND k.revoked_at IS NULL AND k.id IS NOT NULL THEN 'live'
  WHEN l.maker_kind = 'user' AND EXISTS (SELECT 1 FROM memberships m
    WHERE m.workspace_id = l.workspace_id AND m.user_id::text = l.maker_id) THEN 'live'
  ELSE 'maker_gone' END`

interface Listed {
  id: string
  customer: string
  kind: 'user' | 'key' | 'system'
  maker: string
  name: string | null
  fields: string[]
  made_at: Date
  expires_at: Date
  shown_at: Date | null
  ended_at: Date | null
  ended_name: string | null
  state: CardLinkState
}

/** Links of a workspace, newest first; of customers who are being erased none. */
export async function pageOfLinks(
  ledger: Ledger,
  workspaceId: number,
  at: { now: Date; round: number },
  query: z.output<NonNullable<typeof listCardLinks.query>>,
): Promise<z.input<typeof listCardLinks.response>> {
  const { cursor, limit, show, customer } = query
  if (cursor !== undefined && !/^[0-9a-f-]{36}$/.test(cursor))
    throw commonErrors.invalidInput({ where: 'cursor', problem: 'not one this list has handed out' })
  const { rows } = await sql<Listed>`
    SELECT * FROM (
      SELECT l.id, l.person_key::text AS customer, l.maker_kind AS kind, l.maker_id AS maker, coalesce(k.name, u.display_name) AS name,
        l.fields, l.made_at, l.expires_at, l.shown_at, l.ended_at, coalesce(ek.name, eu.display_name) AS ended_name,
        ${stateOf(at.now, at.round)} AS state
      FROM card_links l
      LEFT JOIN api_keys k ON l.maker_kind = 'key' AND k.id::text = l.maker_id AND k.workspace_id = l.workspace_id
      LEFT JOIN users u ON l.maker_kind = 'user' AND u.id::text = l.maker_id
      LEFT JOIN api_keys ek ON concat('key:', ek.id) = l.ended_by AND ek.workspace_id = l.workspace_id
      LEFT JOIN users eu ON concat('user:', eu.id) = l.ended_by
      WHERE l.workspace_id = ${workspaceId} AND (${cursor ?? null}::uuid IS NULL OR l.id < ${cursor ?? null}::uuid)
        AND (${customer ?? null}::bigint IS NULL OR l.person_key = ${customer ?? null}::bigint)
        AND NOT ${isErased}) AS links
    WHERE ${show === 'all'} OR state = 'live'
    ORDER BY id DESC LIMIT ${limit + 1}`.execute(ledger.db)
  const items = rows.slice(0, limit)
  return {
    items: items.map(toShape),
    nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
    total: null,
  }
}

function toShape(row: Listed): z.input<typeof cardLink> {
  return {
    id: row.id,
    customerId: row.customer,
    maker: { kind: row.kind, id: row.maker, name: row.name },
    fields: cardFields.filter((field) => row.fields.includes(field)),
    madeAt: row.made_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    shownAt: row.shown_at?.toISOString() ?? null,
    state: row.state,
    endedAt: row.ended_at?.toISOString() ?? null,
    endedBy: row.ended_name,
  }
}

/**
 * Ends one link. Ending what is over already changes nothing.
 * @throws common.notFound where there is no such link, or where it is somebody else's and the actor has no say over them
 */
export async function endLink(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
  now: Date,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    const row = await trx
      .selectFrom('card_links')
      .select(['person_key', 'maker_kind', 'maker_id', 'ended_at', 'expires_at'])
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    const isOwn = row?.maker_kind === actor.kind && row.maker_id === actor.id
    if (!row || !(isOwn || actor.permissions.has(overOthers)))
      throw commonErrors.notFound({ what: 'card link', id })
    if (row.ended_at !== null || row.expires_at <= now) return
    await trx
      .updateTable('card_links')
      .set({ ended_at: now, ended_by: `${actor.kind}:${actor.id}` })
      .where('id', '=', id)
      .execute()
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'card.end',
      subject: { kind: 'customer', id: row.person_key },
      detail: { link: id },
    })
  })
}

const overOthers: Permission = 'settings.manage'

/**
 * Ends every link that is live, or those of one customer. A link that is being made meanwhile under the settings of
 * before opens nothing either.
 * @returns how many were live
 */
export async function endAllLinks(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  now: Date,
  customer?: string,
): Promise<number> {
  return ledger.transaction(async (trx) => {
    if (customer === undefined) await nextRound(trx, workspace.id)
    let update = trx
      .updateTable('card_links')
      .set({ ended_at: now, ended_by: `${actor.kind}:${actor.id}` })
      .where('workspace_id', '=', workspace.id)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', now)
    if (customer !== undefined) update = update.where('person_key', '=', customer)
    const ended = Number((await update.executeTakeFirst()).numUpdatedRows)
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'card.end_all',
      subject:
        customer === undefined
          ? { kind: 'workspace', id: workspace.slug }
          : { kind: 'customer', id: customer },
      detail: { ended },
    })
    return ended
  })
}

const keptMs = 86_400_000

/** Removes links that were over a day ago. @returns how many */
export async function removeOldLinks(ledger: Ledger, now: Date): Promise<number> {
  const { numDeletedRows } = await ledger.db
    .deleteFrom('card_links')
    .where('expires_at', '<', new Date(now.getTime() - keptMs))
    .executeTakeFirst()
  return Number(numDeletedRows)
}
