import { sql } from 'kysely'
import { type RawReply, type Route, route } from '../../kit/api.ts'
import { brandName } from '../../kit/brand.ts'
import { commonErrors, type Locale } from '../../kit/errors.ts'
import { houseLocale } from '../../kit/language.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'
import { actorOf } from '../offers/routes.ts'
import { addDays, localDay } from '../time.ts'
import * as api from './api.ts'
import { addFeed, feedByToken, feedsOf, revokeFeed } from './feeds.ts'
import { icsOf } from './ics.ts'
import { calendarItems, type Span } from './items.ts'
import { calendarLoad } from './load.ts'
import { addNote, changeNote, setNoteDeleted } from './notes.ts'

const calendarType = 'text/calendar; charset=utf-8'
/** What a subscribed calendar holds. */
const [backDays, aheadDays] = [90, 365]

/** The content calendar: what goes out when, how many it reaches, own notes, and the way into calendar programs. */
export function calendarRoutes(deps: CampaignDeps): Route[] {
  return [...calendarPages(deps), ...noteRoutes(deps), ...feedRoutes(deps)]
}

function calendarPages(deps: CampaignDeps): Route[] {
  return [
    route(api.getCalendar, async ({ workspace }, { query }) => {
      const items = await calendarItems(deps.ledger, workspace, query)
      return {
        today: localDay(workspace.clock.now(), workspace.timeZone),
        timeZone: workspace.timeZone,
        items,
        owners: await ownersOf(deps, items),
      }
    }),
    route(api.getCalendarLoad, ({ workspace }, { query }) => calendarLoad(deps, workspace, query)),
    route(api.downloadCalendar, async ({ workspace, locale }, { query }) => ({
      raw: await calendarFile(deps, workspace, query, locale),
      contentType: calendarType,
      fileName: 'calendar.ics',
    })),
  ]
}

function noteRoutes({ ledger }: CampaignDeps): Route[] {
  return [
    route(api.addCalendarNote, (c, { body }) => addNote(ledger, c.workspace, body, actorOf(c))),
    route(api.changeCalendarNote, (c, { params, body }) =>
      changeNote(ledger, c.workspace, params.id, body, actorOf(c)),
    ),
    route(api.deleteCalendarNote, (c, { params }) =>
      setNoteDeleted(ledger, c.workspace, params.id, true, actorOf(c)),
    ),
    route(api.restoreCalendarNote, (c, { params }) =>
      setNoteDeleted(ledger, c.workspace, params.id, false, actorOf(c)),
    ),
  ]
}

function feedRoutes(deps: CampaignDeps): Route[] {
  const { ledger } = deps
  return [
    route(api.listCalendarFeeds, async ({ workspace }) => ({ items: await feedsOf(ledger, workspace) })),
    route(api.addCalendarFeed, async (c, { body }) => {
      const { feed, token } = await addFeed(ledger, c.workspace, body, actorOf(c))
      return { ...feed, url: `${publicUrl(deps)}/calendar/${token}.ics` }
    }),
    route(api.revokeCalendarFeed, (c, { params }) => revokeFeed(ledger, c.workspace, params.id, actorOf(c))),
    route(api.readCalendarFeed, async (_context, { params }): Promise<RawReply> => {
      const feed = await feedByToken(ledger, params.token.replace(/\.ics$/, ''))
      const workspace = (await deps.workspaces()).find(({ id }) => id === feed?.workspaceId)
      // Whether it never was or was revoked is nobody's business.
      if (!feed || !workspace) throw commonErrors.notFound({ what: 'calendar', id: '' })
      const now = workspace.clock.now()
      const day = (days: number) => localDay(addDays(now, days), workspace.timeZone)
      const span = { from: day(-backDays), to: day(aheadDays) }
      return {
        raw: await calendarFile(deps, workspace, span, houseLocale(feed.language)),
        contentType: calendarType,
        headers: { 'cache-control': 'private, max-age=900', 'referrer-policy': 'no-referrer' },
      }
    }),
  ]
}

const publicUrl = ({ defaultLandingUrl }: CampaignDeps) => defaultLandingUrl.replace(/\/+$/, '')

async function calendarFile(
  deps: CampaignDeps,
  workspace: Workspace,
  span: Span,
  locale: Locale,
): Promise<string> {
  const brand = brandName(workspace, locale)
  return icsOf(await calendarItems(deps.ledger, workspace, span), {
    name: locale === 'en' ? `${brand}: content calendar` : `${brand}内容日历`,
    ...{ locale, at: workspace.clock.now(), publicUrl: publicUrl(deps) },
  })
}

/** Names of people who launched or wrote something, by how the audit log has them. */
async function ownersOf(
  { ledger }: CampaignDeps,
  items: readonly { owner: string | null }[],
): Promise<Record<string, string>> {
  const ids = [...new Set(items.flatMap(({ owner }) => (owner?.startsWith('user:') ? [owner.slice(5)] : [])))]
  if (ids.length === 0) return {}
  const rows = await ledger.db
    .selectFrom('users')
    .select(['id', 'display_name'])
    .where(sql<boolean>`id::text = ANY(${ids})`)
    .execute()
  return Object.fromEntries(rows.map(({ id, display_name }) => [`user:${id}`, display_name]))
}
