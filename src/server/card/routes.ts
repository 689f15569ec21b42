import { z } from 'zod'
import type { ServedProfiles, VaultOf } from '../../customer/index.ts'
import { type Actor, type RawReply, type Route, route } from '../../kit/api.ts'
import type { Clock } from '../../kit/clock.ts'
import { isAppError, type Locale } from '../../kit/errors.ts'
import type { FieldAccess } from '../../kit/fields.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { audit } from '../auth/audit.ts'
import { limitProfile } from '../fields/guard.ts'
import { cardFields, createCardLink, getCardSettings, openCard, saveCardSettings } from './api.ts'
import { cardErrors } from './errors.ts'
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

const purpose = 'customer-card/1'
const payload = z.object({
  w: z.int(),
  k: z.string(),
  f: z.array(z.enum(cardFields)),
  /** Seconds since 1970. */
  x: z.int(),
  r: z.int(),
  l: z.enum(['zh-CN', 'en']),
  /** Who made it: the card shows no more than they may see. */
  a: z.tuple([z.enum(['user', 'key', 'system']), z.string()]),
})

/** Cards of customers for other systems: a signed link, one customer, few minutes, few fields, known frames. */
export function cardRoutes(deps: CardDeps): Route[] {
  return [
    route(getCardSettings, ({ workspace }) => cardSettingsOf(deps.ledger, workspace.id)),
    route(saveCardSettings, ({ workspace, actor }, { body }) =>
      saveCard(deps.ledger, workspace, actor, body),
    ),
    route(createCardLink, async ({ workspace, actor }, { params, body }) => {
      const settings = await cardSettingsOf(deps.ledger, workspace.id)
      const fields = body.fields ?? settings.fields
      for (const field of fields)
        if (!settings.fields.includes(field)) throw cardErrors.fieldNotAllowed({ field })
      // Who is not there gets no link.
      const { customerId } = await deps.served.get(workspace, params.id)
      const expiresAt = new Date(deps.clock.now().getTime() + body.minutes * 60_000)
      const token = (await deps.vaultOf(workspace.id)).sign(
        {
          w: workspace.id,
          k: customerId,
          f: fields,
          x: Math.floor(expiresAt.getTime() / 1_000),
          r: settings.round,
          l: body.language ?? workspace.locale,
          a: [actor.kind, actor.id],
        } satisfies z.output<typeof payload>,
        purpose,
      )
      await audit(deps.ledger.db, {
        workspaceId: workspace.id,
        actor,
        action: 'card.link',
        subject: { kind: 'customer', id: customerId },
        detail: { fields, minutes: body.minutes },
      })
      return {
        url: `${deps.address()}/card/${workspace.id}/${token}`,
        expiresAt: expiresAt.toISOString(),
      }
    }),
    route(openCard, ({ locale }, { params }) => open(deps, Number(params.place), params.token, locale)),
  ]
}

async function open(deps: CardDeps, place: number, token: string, locale: Locale): Promise<RawReply> {
  try {
    const read = payload.parse((await deps.vaultOf(place)).verify(token, purpose))
    const settings = await cardSettingsOf(deps.ledger, place)
    const isOver = read.x * 1_000 <= deps.clock.now().getTime() || read.r !== settings.round
    if (read.w !== place || isOver) return gone(locale)
    const see = await deps.accessOf(place, { kind: read.a[0], id: read.a[1] })
    if (!see) return gone(locale)
    const workspace = await deps.workspaceOf(place)
    const profile = limitProfile(await deps.served.get(workspace, read.k), see)
    // Somebody merged since is another record of more people than the link was given for.
    if (profile.customerId !== read.k) return gone(read.l)
    return reply(cardPage(profile, read.f, read.l, workspace.timeZone), settings.origins)
  } catch (error) {
    // A false token, an unknown place and an erased customer look alike.
    const isFalse = error instanceof z.ZodError || error instanceof SyntaxError
    if (isFalse || (isAppError(error) && error.kind !== 'unavailable' && error.kind !== 'internal'))
      return gone(locale)
    throw error
  }
}

const gone = (locale: Locale): RawReply => ({ ...reply(goneCard(locale), null), status: 404 })

/** Only the origins on the list may frame it, and our own console, which shows it before it is embedded; `x-frame-options` stays at deny for browsers that know no better. */
function reply(html: string, frames: readonly string[] | null): RawReply {
  const ancestors = frames === null ? "'none'" : ["'self'", ...frames].join(' ')
  return {
    raw: html,
    contentType: 'text/html; charset=utf-8',
    headers: {
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors ${ancestors}`,
      'cache-control': 'no-store, private',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  }
}
