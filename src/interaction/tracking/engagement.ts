import { sql } from 'kysely'
import { isAppError, type Locale } from '../../kit/errors.ts'
import { houseLocale } from '../../kit/language.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { addToList } from '../do-not-send/list.ts'
import { listEntryOf } from '../inbound/delivery-of.ts'
import type { RecipientsOf, RecordWithdrawal } from '../ports.ts'
import { type RecordTouches, type TouchContext, touchContextColumns, touchOf } from '../touch.ts'
import { isMachine } from './bots.ts'
import { registeredUrl } from './campaign-links.ts'
import { type TokenUse, type TrackedToken, type VaultOf, verifyTracked } from './tokens.ts'

export interface TrackingDeps {
  ledger: Ledger
  vaultOf: VaultOf
  workspaceOf(id: number): Promise<Workspace>
  recordTouches: RecordTouches
  recipientsOf: RecipientsOf
  recordWithdrawal: RecordWithdrawal
}

/** Enough to find whose message a link is of. */
export type FindDeps = Pick<TrackingDeps, 'ledger' | 'vaultOf' | 'workspaceOf'>

export interface Visitor {
  method: string
  headers: Readonly<Record<string, string>>
}

interface TrackedDelivery extends TouchContext {
  address_index: Buffer | null
  /** Of the message; null where it was written in one alone. */
  language: string | null
  /** Milliseconds of the machine's time since the server's answer; null before it. */
  ms_since: number | null
}

export interface Tracked {
  workspace: Workspace
  token: TrackedToken
  delivery: TrackedDelivery
}

/**
 * In which language a page of ours speaks to whoever came from a message: the message's, where it was one of several and
 * we speak it; else that of the browser.
 */
export function pageLocale({ delivery: { language } }: Pick<Tracked, 'delivery'>, browser: Locale): Locale {
  return language !== null && /^(zh|en)\b/.test(language) ? houseLocale(language) : browser
}

/** @returns null when the delivery is gone. @throws crypto.badToken */
export async function findTracked(deps: FindDeps, token: string, use: TokenUse): Promise<Tracked | null> {
  const verified = await verifyTracked(deps.vaultOf, token, use)
  const delivery = await deps.ledger.db
    .selectFrom('deliveries')
    .select([...touchContextColumns, 'address_index', 'language'])
    .select(sql<number | null>`(extract(epoch FROM now() - settled_at) * 1000)::float8`.as('ms_since'))
    .where('id', '=', verified.deliveryId)
    .where('workspace_id', '=', verified.workspaceId)
    .executeTakeFirst()
  if (!delivery) return null
  return { workspace: await deps.workspaceOf(verified.workspaceId), token: verified, delivery }
}

/** @returns null also where the token is not ours: customers see one page for both */
export async function trackedOrNull(deps: FindDeps, token: string, use: TokenUse): Promise<Tracked | null> {
  try {
    return await findTracked(deps, token, use)
  } catch (error) {
    if (isAppError(error) && error.code === 'crypto.badToken') return null
    throw error
  }
}

/** Writes an opening or a click down: once for people and once for machines, however often it happens. */
export async function recordEngagement(
  deps: TrackingDeps,
  { workspace, delivery, token }: Tracked,
  kind: 'opened' | 'clicked',
  visitor: Visitor,
): Promise<void> {
  const at = workspace.clock.now()
  await deps.ledger.transaction(async (trx) => {
    const others =
      kind === 'opened'
        ? 0
        : Number(
            (
              await trx
                .selectFrom('engagements')
                .select(({ fn }) => fn.count<string>('link_no').distinct().as('links'))
                .where('delivery_id', '=', delivery.id)
                .where('kind', '=', 'clicked')
                .where('link_no', '!=', token.linkNo)
                .where(sql<boolean>`seen_at > now() - interval '2 seconds'`)
                .executeTakeFirst()
            )?.links ?? 0,
          )
    const isBot = isMachine({
      ...visitor,
      // The demo answers its mail at its own pace, not at the machine's.
      msSinceSent: workspace.kind === 'demo' ? null : (delivery.ms_since ?? 0),
      otherLinksJustNow: workspace.kind === 'demo' ? 0 : others,
    })
    const fresh = await trx
      .insertInto('engagements')
      .values({ delivery_id: delivery.id, kind, link_no: token.linkNo, is_bot: isBot, at })
      .onConflict((conflict) => conflict.doNothing())
      .returning('delivery_id')
      .executeTakeFirst()
    if (!fresh) return
    const outcome = kind === 'clicked' ? `link ${token.linkNo}` : ''
    await deps.recordTouches(trx, workspace, [touchOf(delivery, { kind, at, outcome, isBot })])
  })
}

/** Where the link of a token leads; null when it is not registered. */
export function targetOf(deps: TrackingDeps, { token, delivery }: Tracked): Promise<string | null> {
  return registeredUrl(deps.ledger, token.workspaceId, delivery.campaign_id, token.linkNo)
}

/**
 * Puts the address the message went to on the do-not-send list and takes the customer's consent back, for good and at
 * once; repeating it changes nothing.
 */
export async function unsubscribeTracked(
  deps: TrackingDeps,
  { workspace, delivery }: Tracked,
): Promise<void> {
  const at = workspace.clock.now()
  const [vault, entry] = await Promise.all([
    deps.vaultOf(workspace.id),
    listEntryOf(deps.recipientsOf, workspace, delivery),
  ])
  await deps.ledger.transaction(async (trx) => {
    if (entry)
      await addToList(trx, workspace, vault, {
        channel: delivery.channel,
        source: 'customer',
        reason: 'unsubscribed',
        addresses: [entry],
      })
    await deps.recordWithdrawal(trx, workspace, {
      personKey: Number(delivery.person_key),
      channel: delivery.channel,
      deliveryId: delivery.id,
      campaignId: delivery.campaign_id,
      source: 'unsubscribe_link',
    })
    const fresh = await trx
      .insertInto('engagements')
      .values({ delivery_id: delivery.id, kind: 'unsubscribed', at })
      .onConflict((conflict) => conflict.doNothing())
      .returning('delivery_id')
      .executeTakeFirst()
    if (fresh) await deps.recordTouches(trx, workspace, [touchOf(delivery, { kind: 'unsubscribed', at })])
  })
}
