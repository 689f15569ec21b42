import { z } from 'zod'
import {
  type Connection,
  defineSource,
  type FormField,
  type Parcel,
  type PullState,
  type SourceContext,
} from '../define-source.ts'
import { sourceErrors } from '../errors.ts'
import { createCaller } from '../http-pull/call.ts'
import { at, firstPage, nextPage, pageUrl, rowsOf } from '../http-pull/paging.ts'
import { httpSecrets, httpSettings } from '../http-pull/settings.ts'
import { checkedUrl } from '../network/http.ts'
import { jsonLines, type SourceRow } from '../rows.ts'

type HttpConnection = Connection<z.output<typeof httpSettings>, z.output<typeof httpSecrets>>

const auths = ['none', 'header', 'bearer', 'basic', 'oauth2'] as const
const field = (name: string, type: FormField['type'], more: Partial<FormField> = {}): FormField => ({
  name,
  type,
  ...more,
})
const forAuth = (...is: (typeof auths)[number][]) => ({ when: { field: 'auth', is } })
const forPaging = (...is: string[]) => ({ when: { field: 'paging', is } })

/** How far an interface was read: the newest value seen by whole passes, and the page a pass under way stands at. */
const cursorShape = z.object({
  since: z.string().nullable(),
  newest: z.string().nullable(),
  next: z.string().nullable(),
})

/** Pages of one import, at most. */
const parcelPages = 200
const parcelRows = 50_000
/** A pass that goes on for longer is one that turns in a circle. */
const mostPages = 100_000

/** An interface that answers lists of rows. */
export const http = defineSource({
  kind: 'http',
  experimental: false,
  pulled: true,
  brings: ['orders', 'customers', 'products', 'touches', 'events'],
  settings: httpSettings,
  secrets: httpSecrets,
  form: [
    field('url', 'text', { required: true }),
    field('format', 'choice', { options: ['json', 'ndjson', 'csv'], default: 'json' }),
    field('rowsPath', 'text', { when: { field: 'format', is: ['json'] } }),
    field('auth', 'choice', { options: auths, default: 'none' }),
    field('headerName', 'text', { ...forAuth('header'), required: true, default: 'x-api-key' }),
    field('headerValue', 'secret', forAuth('header')),
    field('token', 'secret', forAuth('bearer')),
    field('userName', 'text', { ...forAuth('basic'), required: true }),
    field('password', 'secret', forAuth('basic')),
    field('tokenUrl', 'text', { ...forAuth('oauth2'), required: true }),
    field('clientId', 'text', { ...forAuth('oauth2'), required: true }),
    field('clientSecret', 'secret', forAuth('oauth2')),
    field('scope', 'text', forAuth('oauth2')),
    field('paging', 'choice', { options: ['none', 'page', 'offset', 'cursor', 'link'], default: 'none' }),
    field('pageParameter', 'text', { ...forPaging('page', 'offset', 'cursor'), default: 'page' }),
    field('sizeParameter', 'text', forPaging('page', 'offset', 'cursor')),
    field('pageSize', 'number', { ...forPaging('page', 'offset', 'cursor'), default: 100 }),
    field('firstPage', 'number', { ...forPaging('page'), default: 1 }),
    field('nextPath', 'text', { ...forPaging('cursor'), required: true }),
    field('sinceParameter', 'text'),
    field('sinceField', 'text'),
  ],
  test: async (context, connection) => {
    const call = createCaller(context, connection)
    const answer = await call.get(pageUrl(connection.settings, firstPage(connection.settings), null))
    if (connection.settings.format === 'json') rowsOf(await answer.json(), connection.settings, answer.where)
    else answer.drop()
  },
  discover: async () => [],
  pull: (context, connection, state) => {
    const isOneStream = connection.settings.paging === 'none' && connection.settings.format !== 'json'
    const cursor = cursorShape.safeParse(state.cursor)
    const from = cursor.success ? cursor.data : { since: null, newest: null, next: null }
    return isOneStream ? wholeStream(context, connection) : pagesOf(context, connection, from, state)
  },
})

/** A file behind an address: as it comes, without looking into it. */
async function* wholeStream(context: SourceContext, connection: HttpConnection): AsyncGenerator<Parcel> {
  const { settings } = connection
  const url = checkedUrl(settings.url)
  yield {
    name: `${url.host}${url.pathname}`.slice(0, 200),
    part: null,
    version: null,
    cursorAfter: () => null,
    content: async function* () {
      const answer = await createCaller(context, connection).get(url.href)
      yield* answer.body
    },
  }
}

async function* pagesOf(
  context: SourceContext,
  connection: HttpConnection,
  from: z.output<typeof cursorShape>,
  state: PullState,
): AsyncGenerator<Parcel> {
  const { settings } = connection
  const call = createCaller(context, connection)
  const name = checkedUrl(settings.url).host + checkedUrl(settings.url).pathname
  let page: string | null = from.next ?? firstPage(settings)
  let newest = from.newest ?? from.since
  const seen = new Set<string>()
  const resumed = from.next !== null
  while (page !== null) {
    const rows: SourceRow[] = []
    for (
      let pages = 0;
      page !== null && pages < parcelPages && rows.length < Math.min(parcelRows, state.mostRows);
      pages++
    ) {
      // The same page twice would be read for ever.
      if (seen.has(page) || seen.size > mostPages)
        throw sourceErrors.badAnswer({
          where: name,
          problem: { en: 'its pages lead in a circle', 'zh-CN': '分页链接循环' },
        })
      seen.add(page)
      const answer = await call.get(pageUrl(settings, page, from.since))
      const body = await answer.rows()
      for (const row of body.rows) {
        rows.push(row)
        newest = later(newest, settings.sinceField === '' ? null : at(row, settings.sinceField))
      }
      page = nextPage(settings, page, body, answer)
    }
    if (rows.length === 0) {
      // The pass that was under way had just ended: the next one begins.
      if (resumed && seen.size === 1)
        yield* pagesOf(context, connection, { since: newest, newest: null, next: null }, state)
      return
    }
    // A pass that is through begins the next one from the newest it saw; one under way goes on at its page.
    const after =
      page === null ? { since: newest, newest: null, next: null } : { since: from.since, newest, next: page }
    const moves = settings.sinceField !== '' || page !== null || from.next !== null
    yield {
      name: name.slice(0, 200),
      part: null,
      version: null,
      content: () => jsonLines(rows, state.columns),
      cursorAfter: () => (moves ? after : null),
    }
  }
}

/** The later of two values: numbers as numbers, all else as text, which ISO times are made for. */
function later(known: string | null, value: unknown): string | null {
  if (value === null || value === undefined || typeof value === 'object') return known
  const text = String(value)
  if (known === null) return text
  const [a, b] = [Number(known), Number(text)]
  const isLater = Number.isFinite(a) && Number.isFinite(b) ? b > a : text > known
  return isLater ? text : known
}
