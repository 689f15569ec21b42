import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Connection, defineSource, type SourceContext } from '../define-source.ts'
import { sourceErrors } from '../errors.ts'
import { bodyText, checkedUrl } from '../network/http.ts'
import { jsonLines, type SourceRow } from '../rows.ts'

const settings = z.object({
  corpId: z.string().trim().min(1).max(64),
  url: z
    .string()
    .trim()
    .max(200)
    .default('https://qyapi.weixin.qq.com')
    .transform((url) => url.replace(/\/+$/, '')),
})
const secrets = z.object({ corpSecret: z.string().max(500).default('') })
type WecomConnection = Connection<z.output<typeof settings>, z.output<typeof secrets>>

/**
 * Customers of WeCom with their tags and advisers, one row a customer. Built from the published interface; not verified
 * against the platform. Source: developer.work.weixin.qq.com, "批量获取客户详情", "获取企业标签库".
 */
export const wecom = defineSource({
  kind: 'wecom',
  experimental: true,
  pulled: true,
  brings: ['customers'],
  settings,
  secrets,
  form: [
    { name: 'corpId', type: 'text', required: true },
    { name: 'corpSecret', type: 'secret' },
    { name: 'url', type: 'text', default: 'https://qyapi.weixin.qq.com' },
  ],
  test: async (context, connection) => {
    await advisersOf(await signedIn(context, connection))
  },
  discover: async () => [],
  pull: async function* (context, connection, state) {
    const ask = await signedIn(context, connection)
    const [advisers, tags] = [await advisersOf(ask), await tagsOf(ask)]
    const rows = await customersOf(ask, advisers, tags, state.mostRows)
    if (rows.length === 0) return
    const version = createHash('sha256').update(JSON.stringify(rows)).digest('hex')
    const where = checkedUrl(connection.settings.url).host
    if (await state.known(where, version)) return
    yield {
      ...{ name: where, part: where, version, cursorAfter: () => null },
      content: () => jsonLines(rows, state.columns),
    }
  },
})

type Ask = <S extends z.ZodType>(path: string, body: object | null, shape: S) => Promise<z.output<S>>

const said = z.object({ errcode: z.number().default(0) })
const mostAnswerBytes = 16 * 1024 * 1024
/** What another key, or a permission, would mend. */
const shutOut = [40001, 40013, 40014, 40056, 40091, 42001, 48002, 50001, 60011, 60020, 301002]
/** Asked too often, or busy. */
const busy = [-1, 45009, 45033]

/** @throws source.badCredential, busyThere, badAnswer, unreachable, … */
async function signedIn(context: SourceContext, { settings, secrets }: WecomConnection): Promise<Ask> {
  const base = `${checkedUrl(settings.url).href.replace(/\/+$/, '')}/cgi-bin`
  const where = checkedUrl(settings.url).host
  const read = async <S extends z.ZodType>(url: string, body: object | null, shape: S) => {
    const answer = await context.http.request({
      ...{ url, signal: context.signal, maxRedirects: 0 },
      ...(body === null ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    })
    const text = await bodyText(answer, mostAnswerBytes)
    // The words of a parser would quote the answer, which holds names.
    const unreadable = { en: 'it is no answer of WeCom', 'zh-CN': '不是企业微信的返回格式' }
    const json = parsed(text)
    const code = said.safeParse(json).data?.errcode
    if (code === undefined || answer.status >= 400)
      throw sourceErrors.badAnswer({ where, problem: unreadable })
    if (shutOut.includes(code)) throw sourceErrors.badCredential({ where })
    if (busy.includes(code)) throw sourceErrors.busyThere({ where, seconds: 600 })
    const found = shape.safeParse(json)
    if (code !== 0 || !found.success)
      throw sourceErrors.badAnswer({ where, problem: code === 0 ? unreadable : `errcode ${code}` })
    return found.data
  }
  const key = new URLSearchParams({ corpid: settings.corpId, corpsecret: secrets.corpSecret })
  const token = await read(`${base}/gettoken?${key}`, null, z.object({ access_token: z.string().min(1) }))
  const query = new URLSearchParams({ access_token: token.access_token })
  return (path, body, shape) => read(`${base}/externalcontact/${path}?${query}`, body, shape)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Members who may have customers. */
async function advisersOf(ask: Ask): Promise<string[]> {
  const shape = z.object({ follow_user: z.array(z.string()) })
  return (await ask('get_follow_user_list', null, shape)).follow_user
}

const tagLibrary = z.object({
  tag_group: z.array(
    z.object({ group_name: z.string(), tag: z.array(z.object({ id: z.string(), name: z.string() })) }),
  ),
})

/** Tags of the company by their ids; those an adviser made alone are not the company's. */
async function tagsOf(ask: Ask): Promise<Map<string, string>> {
  const { tag_group } = await ask('get_corp_tag_list', {}, tagLibrary)
  return new Map(
    tag_group.flatMap(({ group_name, tag }) =>
      tag.map(({ id, name }): [string, string] => [id, `${group_name}/${name}`]),
    ),
  )
}

const contacts = z.object({
  external_contact_list: z.array(
    z.object({
      external_contact: z.object({
        external_userid: z.string().min(1),
        name: z.string().default(''),
        unionid: z.string().default(''),
      }),
      follow_info: z.object({
        userid: z.string(),
        createtime: z.number().default(0),
        tag_id: z.array(z.string()).default([]),
      }),
    }),
  ),
  next_cursor: z.string().default(''),
})
/** Members one question may name, and customers of one answer. */
const [advisersAtOnce, customersAtOnce] = [100, 100]

interface Customer {
  name: string
  unionid: string
  advisers: Map<string, number>
  tags: Set<string>
}

/** Each customer once, whoever they talk with: all their advisers, the tags of all, and since when. */
async function customersOf(
  ask: Ask,
  advisers: readonly string[],
  tags: ReadonlyMap<string, string>,
  mostRows: number,
): Promise<SourceRow[]> {
  const found = new Map<string, Customer>()
  for (let at = 0; at < advisers.length && found.size < mostRows; at += advisersAtOnce) {
    const userid_list = advisers.slice(at, at + advisersAtOnce)
    const seen = new Set<string>()
    for (let cursor = ''; ; ) {
      const body = { userid_list, limit: customersAtOnce, ...(cursor === '' ? {} : { cursor }) }
      const page = await ask('batch/get_by_user', body, contacts)
      for (const each of page.external_contact_list) add(found, each, tags)
      cursor = page.next_cursor
      // The same mark twice would be read for ever.
      if (cursor === '' || seen.has(cursor) || found.size >= mostRows) break
      seen.add(cursor)
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(rowOf)
}

function add(
  found: Map<string, Customer>,
  { external_contact, follow_info }: z.output<typeof contacts>['external_contact_list'][number],
  tags: ReadonlyMap<string, string>,
): void {
  const { external_userid, name, unionid } = external_contact
  const known = found.get(external_userid) ?? { name, unionid, advisers: new Map(), tags: new Set() }
  known.advisers.set(follow_info.userid, follow_info.createtime)
  for (const id of follow_info.tag_id) {
    const tag = tags.get(id)
    if (tag !== undefined) known.tags.add(tag)
  }
  found.set(external_userid, known)
}

function rowOf([externalUserid, { name, unionid, advisers, tags }]: [string, Customer]): SourceRow {
  const since = Math.min(...advisers.values())
  return {
    record_id: externalUserid,
    external_userid: externalUserid,
    wechat_unionid: unionid,
    name,
    wecom_advisers: [...advisers.keys()].sort().join(', '),
    wecom_tags: [...tags].sort().join(', '),
    wecom_since: since > 0 ? new Date(since * 1_000).toISOString() : '',
  }
}
