import { sql } from 'kysely'
import { readSetting, saveSetting, truncatedAddress } from '../../customer/index.ts'
import { type RawReply, type Route, route } from '../../kit/api.ts'
import type { Locale } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { contactTopicsOf } from '../preferences/topics.ts'
import { gonePage } from '../tracking/pages.ts'
import * as api from './api.ts'
import { confirmSignUp, readSignUp } from './confirm.ts'
import type { SignUpDeps } from './deps.ts'
import { signUpErrors } from './errors.ts'
import { askSignUp, type FilledSignUp, signUpDone, signUpEnd, signUpPage } from './page.ts'
import { type SignUpSettings, storedSignUp } from './settings.ts'
import { signUpText, takeSignUp } from './take.ts'

const page = (raw: string, status = 200): RawReply => ({
  ...{ raw, status, contentType: 'text/html; charset=utf-8' },
  headers: { 'cache-control': 'no-store, private', 'referrer-policy': 'no-referrer' },
})
const gone = (locale: Locale) => page(gonePage(locale), 404)

/** Settings for colleagues, and what strangers reach: no session, no cookie. */
export function signUpRoutes(deps: SignUpDeps): Route[] {
  return [...settingRoutes(deps), ...publicRoutes(deps)]
}

function settingRoutes(deps: SignUpDeps): Route[] {
  const { ledger } = deps
  const shown = async (workspace: Workspace) => {
    const [settings, topics, texts, counts] = await Promise.all([
      readSetting(ledger, workspace.id, storedSignUp),
      contactTopicsOf(ledger.db, workspace.id),
      lackingTexts(deps, workspace),
      countsOf(deps, workspace),
    ])
    const address = new URL(`/t/signup/${encodeURIComponent(workspace.slug)}`, deps.address()).href
    return { settings, address, topics, lacking: texts, counts }
  }
  return [
    route(api.getSignUp, ({ workspace }) => shown(workspace)),
    route(api.saveSignUp, async ({ workspace, actor }, { body }) => {
      const known = new Set((await contactTopicsOf(ledger.db, workspace.id)).map(({ id }) => id))
      if (body.topics.some((id) => !known.has(id))) throw signUpErrors.unknownTopic({})
      if (body.isOpen && (await lackingTexts(deps, workspace)).length > 0) throw signUpErrors.noWords({})
      await saveSetting(ledger, workspace, actor, storedSignUp, body, 'sign_up.settings')
      return shown(workspace)
    }),
    route(api.previewSignUp, async ({ workspace }, { body }) => {
      const { language, ...settings } = body
      return { html: await written(deps, workspace, settings, language, null) }
    }),
  ]
}

function publicRoutes(deps: SignUpDeps): Route[] {
  const opened = async (slug: string): Promise<{ workspace: Workspace; settings: SignUpSettings } | null> => {
    const workspace = await deps.workspaceNamed(slug)
    const settings = workspace && (await readSetting(deps.ledger, workspace.id, storedSignUp))
    return workspace && settings?.isOpen ? { workspace, settings } : null
  }
  return [
    route(api.signUpPageEndpoint, async ({ locale }, { params, query }) => {
      const found = await opened(params.slug)
      if (!found) return gone(locale)
      return page(await written(deps, found.workspace, found.settings, query.language ?? locale, null))
    }),
    route(api.sendSignUp, async ({ locale: browser }, { params, body, address = '' }) => {
      const found = await opened(params.slug)
      const locale = body.language === 'en' || body.language === 'zh-CN' ? body.language : browser
      if (!found) return gone(locale)
      const { workspace, settings } = found
      const topics = settings.topics.filter((id) => body[`topic_${id}`] === 'on')
      const again = async (why: FilledSignUp['why'], status: number) =>
        page(await written(deps, workspace, settings, locale, { email: body.email, topics, why }), status)
      // A machine that fills in everything is thanked like anybody.
      if (body.website !== '') return page(signUpDone(locale, workspace, settings.keepDays))
      if (!(await wasLookedAt(deps, workspace, body.made))) return again('once', 200)
      const network = truncatedAddress(address)
      const given = { email: body.email, language: locale, topics, network }
      if (!(await takeSignUp(deps, workspace, settings, given))) return again('missing', 400)
      return page(signUpDone(locale, workspace, settings.keepDays))
    }),
    route(api.signUpQuestion, async ({ locale }, { params }) => {
      const asked = await readSignUp(deps, params.token)
      if (!asked) return gone(locale)
      const { language, workspace, text } = asked
      return page(
        asked.isConfirmed
          ? signUpEnd(language, workspace, 'confirmed')
          : askSignUp(language, workspace, text),
      )
    }),
    route(api.confirmSignUpEndpoint, async ({ locale }, { params }) => {
      const asked = await readSignUp(deps, params.token)
      const how = asked ? await confirmSignUp(deps, asked) : 'gone'
      return asked === null || how === 'gone'
        ? gone(locale)
        : page(signUpEnd(asked.language, asked.workspace, how))
    }),
  ]
}

const madeUse = 'sign-up/form'
/** Nobody reads and fills in a page sooner; a page that stood open for a day is made anew. */
const soonestMs = 2_000
const latestMs = 86_400_000

async function written(
  deps: SignUpDeps,
  workspace: Workspace,
  settings: SignUpSettings,
  locale: Locale,
  filled: FilledSignUp | null,
): Promise<string> {
  const [vault, topics, text] = await Promise.all([
    deps.vaultOf(workspace.id),
    contactTopicsOf(deps.ledger.db, workspace.id),
    signUpText(deps.ledger.db, workspace, locale),
  ])
  return signUpPage(
    locale,
    {
      ...{ company: workspace, settings, text: text?.body ?? '' },
      topics: topics.filter(({ id }) => settings.topics.includes(id)),
      made: vault.sign([workspace.id, Date.now()], madeUse),
    },
    filled,
  )
}

/** A page of ours that somebody had before them for a moment; of a form that stands elsewhere nobody knows. */
async function wasLookedAt(deps: SignUpDeps, workspace: Workspace, made: string): Promise<boolean> {
  const vault = await deps.vaultOf(workspace.id)
  try {
    const [id, at] = vault.verify(made, madeUse) as [unknown, unknown]
    const age = Date.now() - Number(at)
    return id === workspace.id && age >= soonestMs && age <= latestMs
  } catch {
    return false
  }
}

/** Whoever signs up agrees to words, so there have to be some. */
async function lackingTexts(deps: SignUpDeps, workspace: Workspace): Promise<Locale[]> {
  const languages: Locale[] = ['zh-CN', 'en']
  const texts = await Promise.all(languages.map((each) => signUpText(deps.ledger.db, workspace, each)))
  return languages.filter((_, i) => texts[i] === null)
}

async function countsOf({ ledger }: SignUpDeps, workspace: Workspace) {
  const now = workspace.clock.now()
  const { rows } = await sql<Record<'asked' | 'confirmed' | 'expired' | 'open', string>>`
    SELECT coalesce(sum(asked), 0) AS asked, coalesce(sum(confirmed), 0) AS confirmed, coalesce(sum(expired), 0) AS expired,
      (SELECT count(*) FROM sign_ups WHERE workspace_id = ${workspace.id} AND state <> 'confirmed'
         AND expires_at > ${now}::timestamptz) AS open
    FROM sign_up_days WHERE workspace_id = ${workspace.id}
      AND day > (${now}::timestamptz AT TIME ZONE ${workspace.timeZone})::date - 30`.execute(ledger.db)
  const of = (key: 'asked' | 'confirmed' | 'expired' | 'open') => Number(rows[0]?.[key] ?? 0)
  return { asked: of('asked'), confirmed: of('confirmed'), expired: of('expired'), open: of('open') }
}
