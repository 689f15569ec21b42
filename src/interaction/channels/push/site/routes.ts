import { readSubscription } from '../../../../customer/index.ts'
import { type RawReply, type Route, route } from '../../../../kit/api.ts'
import type { ConnectionDeps } from '../../../connections/store.ts'
import { connectionOf, secretsOf } from '../../../connections/store.ts'
import { interactionErrors } from '../../../errors.ts'
import type { ForgetAddress, SiteOf } from '../../../ports.ts'
import * as api from './api.ts'
import { nothingToTry, tryPage } from './page.ts'
import { siteScript, tryScript, workerScript } from './scripts.ts'

export interface PushSiteDeps extends ConnectionDeps {
  siteOf: SiteOf
  forgetAddress: ForgetAddress
}

/** Any page may ask, without cookies. */
const anywhere = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }
/** Changed by a new version only; an hour is soon enough. */
const served = { ...anywhere, 'cache-control': 'public, max-age=3600', 'x-content-type-options': 'nosniff' }

/** What the company's site takes from here: the key, the scripts, and where a browser says that it is done. */
export function pushSiteRoutes(deps: PushSiteDeps): Route[] {
  const publicKeyOf = async (workspaceId: number): Promise<string | null> => {
    const record = await connectionOf(deps.ledger, workspaceId, 'push')
    return record && ((await secretsOf(deps, record)).vapidPublic ?? null)
  }
  return [
    route(api.pushKey, async (_context, { query }) => {
      const workspace = await deps.siteOf(query.key)
      if (!workspace) throw interactionErrors.pushSite({})
      const publicKey = await publicKeyOf(workspace.id)
      if (!publicKey) throw interactionErrors.pushNotSetUp({})
      return json({ publicKey })
    }),
    route(api.forgetPush, async (_context, { body }) => {
      const workspace = await deps.siteOf(body.key)
      if (!workspace) throw interactionErrors.pushSite({})
      const address = readSubscription(body.subscription)
      if (address === null) throw interactionErrors.pushSubscription({})
      return json({ forgotten: (await deps.forgetAddress(workspace, 'push', address)) > 0 })
    }),
    route(api.pushScript, async () => javascript(siteScript)),
    route(api.pushWorker, async () => javascript(workerScript)),
    route(api.pushTryScript, async () => javascript(tryScript)),
    route(api.pushTryPage, async ({ locale }, { params }): Promise<RawReply> => {
      const workspace = await deps.siteOf(params.key)
      const isReady = workspace !== null && (await publicKeyOf(workspace.id)) !== null
      return {
        raw: isReady ? tryPage(locale, workspace, params.key) : nothingToTry(locale),
        contentType: 'text/html; charset=utf-8',
        status: isReady ? 200 : 404,
        headers: { 'content-security-policy': tryPolicy },
      }
    }),
  ]
}

const tryPolicy = [
  ...["default-src 'none'", "script-src 'self'", "connect-src 'self'", "worker-src 'self'"],
  ...["style-src 'unsafe-inline'", "img-src 'self' data:", "base-uri 'none'", "form-action 'none'"],
  "frame-ancestors 'none'",
].join('; ')

function json(body: object): RawReply {
  return { raw: JSON.stringify(body), contentType: 'application/json; charset=utf-8', headers: anywhere }
}

function javascript(raw: string): RawReply {
  return { raw, contentType: 'text/javascript; charset=utf-8', headers: served }
}
