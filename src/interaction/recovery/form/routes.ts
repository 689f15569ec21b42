import { type RawReply, type Route, route } from '../../../kit/api.ts'
import type { Locale } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { complaintConfirmationStep } from '../../delivery/enqueue.ts'
import { type Tracked, trackedOrNull } from '../../tracking/engagement.ts'
import { gonePage } from '../../tracking/pages.ts'
import type { TokenUse } from '../../tracking/tokens.ts'
import type { CodingDeps } from '../deps.ts'
import { recoveryOf } from '../settings.ts'
import * as api from './api.ts'
import { complaintDone, complaintForm, confirmDone, confirmForm } from './page.ts'
import { askedWords, confirmOwn, takeAnonymous, takeKnown } from './take.ts'

const contentType = 'text/html; charset=utf-8'
const leastWords = 2

const page = (raw: string, status = 200): RawReply => ({ raw, contentType, status })
const gone = (locale: Locale) => page(gonePage(locale), 404)

/** What customers reach: no session, no cookie. */
export function formRoutes(deps: CodingDeps): Route[] {
  /** The workspace where its page is open. */
  const opened = async (slug: string): Promise<Workspace | null> => {
    const workspace = await deps.workspaceNamed(slug)
    return workspace !== null && (await recoveryOf(deps.ledger, workspace)).isFormOpen ? workspace : null
  }
  const tracked = (token: string, use: TokenUse) => trackedOrNull(deps, token, use)
  return [
    route(api.complaintPage, async ({ locale }, { params }) => {
      const workspace = await opened(params.slug)
      return workspace ? page(complaintForm(locale, workspace, null, false)) : gone(locale)
    }),
    route(api.sendComplaint, async ({ locale }, { params, body }) => {
      const workspace = await opened(params.slug)
      if (!workspace) return gone(locale)
      const { words, contact, website } = body
      if (words.length < leastWords || !isContact(contact))
        return page(complaintForm(locale, workspace, { words, contact }, false), 400)
      if (website === '') await takeAnonymous(deps, workspace, { words, contact })
      return page(complaintDone(locale, workspace, false))
    }),
    route(api.knownComplaintPage, async ({ locale }, { params }) => {
      const found = await tracked(params.token, 'complaint')
      return found ? page(complaintForm(locale, found.workspace, null, true)) : gone(locale)
    }),
    route(api.sendKnownComplaint, async ({ locale }, { params, body }) => {
      const found = await tracked(params.token, 'complaint')
      if (!found) return gone(locale)
      const { words } = body
      if (words.length < leastWords)
        return page(complaintForm(locale, found.workspace, { words, contact: '' }, true), 400)
      await takeKnown(deps, found, words)
      return page(complaintDone(locale, found.workspace, true))
    }),
    route(api.confirmComplaintPage, async ({ locale }, { params }) => {
      const found = confirmable(await tracked(params.token, 'complaint_confirm'))
      const asked =
        found &&
        (await askedWords(deps, found.workspace, {
          ...{ messageId: found.delivery.campaign_id, personKey: Number(found.delivery.person_key) },
        }))
      return found && asked ? page(confirmForm(locale, found.workspace, asked.text)) : gone(locale)
    }),
    route(api.confirmComplaint, async ({ locale }, { params }) => {
      const found = confirmable(await tracked(params.token, 'complaint_confirm'))
      return found && (await confirmOwn(deps, found))
        ? page(confirmDone(locale, found.workspace))
        : gone(locale)
    }),
  ]
}

/** By a token of any other message nobody confirms anything. */
const confirmable = (found: Tracked | null) =>
  found?.delivery.step === complaintConfirmationStep ? found : null

/** Something an answer can go to: not checked further, for a person reads it. */
const isContact = (contact: string) => /@/.test(contact) || /\d{5}/.test(contact.replace(/[\s()-]/g, ''))
