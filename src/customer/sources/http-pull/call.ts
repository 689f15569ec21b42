import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection, SourceContext } from '../define-source.ts'
import { sourceErrors } from '../errors.ts'
import { bodyText, type HttpAnswer } from '../network/http.ts'
import type { SourceRow } from '../rows.ts'
import { createAuthorisation } from './authorise.ts'
import { type PageBody, rowsOf } from './paging.ts'
import type { HttpSecrets, HttpSettings } from './settings.ts'

/** One page, unpacked. */
const mostPageBytes = 64 * 1024 * 1024
const mostTries = 5
/** What we wait within a run; who wants us to wait longer is asked by the next one. */
const longestWaitMs = 60_000

export interface Answered extends HttpAnswer {
  where: string
  json(): Promise<unknown>
  rows(): Promise<PageBody>
}

/** Asks pages with the credentials of a connection; tries again what may pass. */
export function createCaller(context: SourceContext, connection: Connection<HttpSettings, HttpSecrets>) {
  const authorise = createAuthorisation(context, connection)
  const { settings } = connection
  return {
    /** @throws source.badCredential, busyThere, badAnswer, unreachable, … */
    get: async (url: string): Promise<Answered> => {
      const where = new URL(url).host
      let renewed = false
      for (let tries = 1; ; tries++) {
        const secretHeaders = await authorise.headers()
        const answer = await context.http
          .request({ url, secretHeaders, signal: context.signal })
          .catch((error: unknown) => {
            if (tries >= mostTries || context.signal.aborted || !isPassing(error)) throw error
            return null
          })
        if (answer !== null && answer.status >= 200 && answer.status < 300)
          return answered(answer, where, settings)
        answer?.drop()
        // A token may have ended before its time; one new one is worth a try.
        if (answer?.status === 401 && authorise.renew() && !renewed) {
          renewed = true
          continue
        }
        const wait = waitMs(answer, tries)
        if (answer !== null) refuse(answer, where, tries >= mostTries || wait > longestWaitMs, wait)
        await sleep(wait, undefined, { signal: context.signal })
      }
    },
  }
}

function answered(answer: HttpAnswer, where: string, settings: HttpSettings): Answered {
  const json = async () => parsed(await bodyText(answer, mostPageBytes), where)
  const rows = async (): Promise<PageBody> => {
    if (settings.format === 'json') {
      const whole = await json()
      return { rows: rowsOf(whole, settings, where), whole }
    }
    const text = await bodyText(answer, mostPageBytes)
    return { rows: linesOf(text, where), whole: null }
  }
  return { ...answer, where, json, rows }
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The words of the parser quote the answer, which may hold identifiers.
    throw sourceErrors.badAnswer({ where, problem: { en: 'it is no JSON', 'zh-CN': '不是 JSON' } })
  }
}

function linesOf(text: string, where: string): SourceRow[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const row = parsed(line, where)
      if (typeof row !== 'object' || row === null || Array.isArray(row))
        throw sourceErrors.badAnswer({
          where,
          problem: { en: 'a line is no object', 'zh-CN': '有一行不是对象' },
        })
      return row as SourceRow
    })
}

/** Throws for what will not pass by waiting, or has been waited for long enough. */
function refuse({ status }: HttpAnswer, where: string, isLast: boolean, wait: number): void {
  if (status === 401 || status === 403) throw sourceErrors.badCredential({ where })
  if (status === 404 || status === 410) throw sourceErrors.missing({ where, what: 'page' })
  if (status !== 429 && status !== 408 && status < 500)
    throw sourceErrors.badAnswer({ where, problem: `HTTP ${status}` })
  if (!isLast) return
  if (status === 429 || status === 503)
    throw sourceErrors.busyThere({ where, seconds: Math.ceil(wait / 1000) })
  throw sourceErrors.unreachable({ where, reason: `HTTP ${status}` })
}

/** What the other side asks for, else 0.5, 1, 2, 4 s. */
function waitMs(answer: HttpAnswer | null, tries: number): number {
  const asked = answer?.headers['retry-after'] ?? ''
  if (/^\d{1,7}$/.test(asked)) return Number(asked) * 1000
  const date = Date.parse(asked)
  if (!Number.isNaN(date)) return Math.max(0, date - Date.now())
  return 250 * 2 ** tries
}

function isPassing(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return code === 'source.unreachable' || code === 'source.timedOut'
}
