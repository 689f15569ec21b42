import { z } from 'zod'
import { type ServedProfiles, servedUse, type VaultOf } from '../../customer/index.ts'
import { type Actor, type RawReply, type Route, route } from '../../kit/api.ts'
import type { Clock } from '../../kit/clock.ts'
import { isAppError, type Locale } from '../../kit/errors.ts'
import type { FieldAccess } from '../../kit/fields.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { limitProfile } from '../fields/guard.ts'
import {
  createCardLink,
  endAllCardLinks,
  endCardLink,
  getCardSettings,
  listCardLinks,
  openCard,
  saveCardSettings,
} from './api.ts'
import { cardErrors } from './errors.ts'
import { addLink, endAllLinks, endLink, findLink, noteShown, pageOfLinks } from './links.ts'
import { cardPage, goneCard } from './page.ts'
import { cardSettingsOf, saveCard } from './settings.ts'

export interface CardDeps {
  ledger: Ledger
  vaultOf: VaultOf
  served: ServedProfiles
  workspaceOf(id: number): Promise<Workspace>
  /** Links end by this, also in a demo that lives at another time. */
  clock: Clock
  /** What whoever made a link may know today; null where they are no longer here, which ends it. */
  accessOf(workspaceId: number, actor: Pick<Actor, 'kind' | 'id'>): Promise<FieldAccess | null>
  /** Where we are reached. */
  address(): string
}

/** A token names a link and nothing else: what it opens stands in the list of links, where it can be ended. */
const purpose = 'customer-card/2'
const payload = z.object({ w: z.int(), i: z.uuid() })

/** An open card asks this often whether it may still be shown. */
const askEverySeconds = 15

/** Cards of customers for other systems: a signed link, one customer, few minutes, few fields, known frames. */
export function cardRoutes(deps: CardDeps): Route[] {
  const { ledger, clock } = deps
  return [
    route(getCardSettings, ({ workspace }) => cardSettingsOf(ledger, workspace.id)),
    route(saveCardSettings, ({ workspace, actor }, { body }) =>
      saveCard(ledger, workspace, actor, body, clock.now()),
    ),
    route(createCardLink, async ({ workspace, actor }, { params, body }) =>
      linkFor(deps, workspace, actor, params.id, body),
    ),
    route(listCardLinks, async ({ workspace }, { query }) => {
      const { round } = await cardSettingsOf(ledger, workspace.id)
      return pageOfLinks(ledger, workspace.id, { now: clock.now(), round }, query)
    }),
    route(endCardLink, async ({ workspace, actor }, { params }) => {
      await endLink(ledger, workspace, actor, params.id, clock.now())
      return { ended: true as const }
    }),
    route(endAllCardLinks, async ({ workspace, actor }, { query }) => ({
      ended: await endAllLinks(ledger, workspace, actor, clock.now(), query.customer),
    })),
    route(openCard, ({ locale }, { params }) => open(deps, Number(params.place), params.token, locale)),
  ]
}

async function linkFor(
  deps: CardDeps,
  workspace: Workspace,
  maker: Actor,
  id: string,
  body: z.output<NonNullable<typeof createCardLink.body>>,
): Promise<z.input<typeof createCardLink.response>> {
  const settings = await cardSettingsOf(deps.ledger, workspace.id)
  const fields = body.fields ?? settings.fields
  for (const field of fields)
    if (!settings.fields.includes(field)) throw cardErrors.fieldNotAllowed({ field })
  const { minutes = settings.minutes } = body
  const longest = settings.longestMinutes
  if (minutes > longest) throw cardErrors.livesTooLong({ minutes, longest })
  // Who is not there gets no link.
  const { customerId } = await deps.served.get(workspace, id)
  const link = await addLink(deps.ledger, workspace, {
    ...{ customerId, maker, fields, minutes, round: settings.round },
    language: body.language ?? workspace.locale,
    madeAt: deps.clock.now(),
  })
  const vault = await deps.vaultOf(workspace.id)
  const token = vault.sign({ w: workspace.id, i: link.id } satisfies z.output<typeof payload>, purpose)
  return {
    id: link.id,
    url: `${deps.address()}/card/${workspace.id}/${token}`,
    expiresAt: link.expiresAt.toISOString(),
  }
}

async function open(deps: CardDeps, place: number, token: string, locale: Locale): Promise<RawReply> {
  try {
    const read = payload.parse((await deps.vaultOf(place)).verify(token, purpose))
    if (read.w !== place) return gone(locale)
    return await show(deps, place, read.i)
  } catch (error) {
    // A false token and an unknown place look alike.
    const isFalse = error instanceof z.ZodError || error instanceof SyntaxError
    if (isFalse || (isAppError(error) && error.kind !== 'unavailable' && error.kind !== 'internal'))
      return gone(locale)
    throw error
  }
}

async function show(deps: CardDeps, place: number, id: string): Promise<RawReply> {
  const now = deps.clock.now()
  const [settings, workspace] = await Promise.all([
    cardSettingsOf(deps.ledger, place),
    deps.workspaceOf(place),
  ])
  const link = await findLink(deps.ledger, place, id)
  const ended = gone(link?.language ?? workspace.locale, settings.origins)
  if (!link?.isLive || link.expiresAt <= now || link.round !== settings.round) return ended
  const see = await deps.accessOf(place, link.maker)
  if (!see) return ended
  const served = await deps.served.get(workspace, link.customerId).catch((error: unknown) => {
    if (isAppError(error) && error.kind === 'not_found') return null
    throw error
  })
  // Somebody merged since is another record of more people than the link was given for.
  if (served?.customerId !== link.customerId) return ended
  await noteShown(deps.ledger, id, now)
  // A card serves whoever talks to the customer; what was collected for something else is left out, and it says so.
  const cut = await deps.served.cutFor(workspace, servedUse)
  const page = cardPage(
    limitProfile(cut === null ? served : await cut(served), see),
    link.fields,
    link.language,
    {
      timeZone: workspace.timeZone,
      until: link.expiresAt,
    },
  )
  // Without scripts: the browser fetches the page again, and so finds out that it has ended.
  const seconds = Math.max(1, Math.ceil((link.expiresAt.getTime() - now.getTime()) / 1_000))
  return reply(page, settings.origins, { refresh: String(Math.min(askEverySeconds, seconds)) })
}

/** @param frames where the link was ours: who showed the card is told that it ended */
const gone = (locale: Locale, frames: readonly string[] | null = null): RawReply => ({
  ...reply(goneCard(locale), frames),
  status: 404,
})

/** Only the origins on the list may frame it, and our own console, which shows it before it is embedded; `x-frame-options` stays at deny for browsers that know no better. */
function reply(html: string, frames: readonly string[] | null, more: Record<string, string> = {}): RawReply {
  const ancestors = frames === null ? "'none'" : ["'self'", ...frames].join(' ')
  return {
    raw: html,
    contentType: 'text/html; charset=utf-8',
    headers: {
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors ${ancestors}`,
      'cache-control': 'no-store, private',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      ...more,
    },
  }
}
