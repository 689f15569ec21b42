import { type RawReply, type Route, route } from '../../kit/api.ts'
import type { Locale } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import { followLink, openPixel, unsubscribe, unsubscribePage } from '../delivery/api.ts'
import {
  pageLocale,
  recordEngagement,
  type TrackingDeps,
  targetOf,
  trackedOrNull,
  unsubscribeTracked,
} from './engagement.ts'
import { ownPageOf } from './own-pages.ts'
import { askPage, donePage, gonePage } from './pages.ts'
import { signTracked, type TokenUse } from './tokens.ts'

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const html = 'text/html; charset=utf-8'

/** What customers reach from a message: no session, no cookie, only the token speaks. */
export function trackingRoutes(deps: TrackingDeps & { log: Log; address(): string }): Route[] {
  const found = (token: string, use: TokenUse) => trackedOrNull(deps, token, use)
  const gone = (locale: Locale): RawReply => ({ raw: gonePage(locale), contentType: html, status: 404 })

  return [
    route(openPixel, async (_context, { params, headers = {}, method = 'GET' }) => {
      const picture: RawReply = {
        raw: pixel,
        contentType: 'image/gif',
        headers: { 'cache-control': 'no-store, private' },
      }
      const tracked = await found(params.token, 'open')
      // A broken picture in somebody's mail helps nobody: the picture comes whatever the token says.
      if (tracked)
        await recordEngagement(deps, tracked, 'opened', { method, headers }).catch((error: unknown) =>
          deps.log.error({ err: error }, 'an opening was not recorded'),
        )
      return picture
    }),

    route(followLink, async ({ locale }, { params, headers = {}, method = 'GET' }) => {
      const tracked = await found(params.token, 'click')
      const url = tracked && (await targetOf(deps, tracked))
      if (!tracked || !url) return gone(locale)
      // The customer goes on even when the ledger cannot write the click down.
      await recordEngagement(deps, tracked, 'clicked', { method, headers }).catch((error: unknown) =>
        deps.log.error({ err: error }, 'a click was not recorded'),
      )
      const own = ownPageOf(await deps.vaultOf(tracked.workspace.id), url, deps.address(), tracked.token)
      return {
        raw: '',
        contentType: html,
        status: 302,
        headers: {
          location: own ?? url,
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-store, private',
        },
      }
    }),

    route(unsubscribePage, async ({ locale }, { params }) => {
      const tracked = await found(params.token, 'unsubscribe')
      if (!tracked) return gone(locale)
      const vault = await deps.vaultOf(tracked.workspace.id)
      const preferences = `/t/p/${signTracked(vault, tracked.token, 'preferences')}`
      return { raw: askPage(pageLocale(tracked, locale), tracked.workspace, preferences), contentType: html }
    }),

    route(unsubscribe, async ({ locale }, { params }) => {
      const tracked = await found(params.token, 'unsubscribe')
      if (!tracked) return gone(locale)
      await unsubscribeTracked(deps, tracked)
      return { raw: donePage(pageLocale(tracked, locale), tracked.workspace), contentType: html }
    }),
  ]
}
