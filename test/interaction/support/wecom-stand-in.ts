import { setTimeout as sleep } from 'node:timers/promises'
import { startHttpSink, type Taken } from '../../support/http-sink.ts'

/** One message as it was handed over. */
export interface Handed {
  msgid: string
  customers: string[]
  text: string
  payload: Record<string, unknown>
  /** Unix seconds. */
  at: number
  isCancelled: boolean
}

/** A customer of an adviser, as the platform tells of it. */
export interface Contact {
  userid: string
  external_userid: string
  name: string
  unionid?: string
  remark?: string
  tag_id?: string[]
  createtime?: number
}

export interface WecomStandIn {
  url: string
  handed: Handed[]
  /** Copies each customer got, by external_userid. */
  copies: Map<string, number>
  /** Times a token was asked for, and questions by their path. */
  tokens(): number
  asked: string[]
  expireTokens(): void
  /** Advisers send what waits for them; all, or those named. */
  confirm(advisers?: readonly string[]): void
  close(): Promise<void>
}

export interface WecomRules {
  secret?: string
  adviserOf?: (customer: string) => string
  known?: (customer: string) => boolean
  /** When it is handed over: others stand in `fail_list`. */
  friends?: (customer: string) => boolean
  /** When an adviser confirms it. */
  stillFriends?: (customer: string) => boolean
  /** Messages a customer may get; more fail when they are confirmed. */
  quota?: number
  /** Advisers confirm by themselves, at once. */
  confirmsAtOnce?: boolean
  /** Breaks the connection after the n-th message was taken, or before it was. */
  breaks?: (n: number) => 'after' | 'before' | null
  /** Between taking a message and answering. */
  answersAfterMs?: number
  /** What every question but that for a token is answered with instead. */
  says?: number
  /** The platform's list of messages lags behind by so many questions. */
  listLag?: number
  contacts?: readonly Contact[]
  tagGroups?: readonly { group_name: string; tag: { id: string; name: string }[] }[]
}

type Body = Record<string, unknown>
const refused = (errcode: number) => ({ errcode, errmsg: 'refused' })
const good = (more: object) => ({ errcode: 0, errmsg: 'ok', ...more })
/** Pages of this length are asked for one after the other, whatever limit is asked for: less is allowed. */
const page = <T>(items: readonly T[], body: Body, size: number) => {
  const at = Number(body.cursor ?? 0)
  const next = at + size < items.length ? String(at + size) : ''
  return { items: items.slice(at, at + size), next_cursor: next }
}

/**
 * Customer contact of WeCom as its documents describe it: tokens that end, messages that advisers confirm, lists of what
 * became of them, contacts with their tags. Built from those documents alone.
 */
export async function startWecomStandIn(rules: WecomRules = {}): Promise<WecomStandIn> {
  const { secret = 's-1', known = () => true, friends = () => true, stillFriends = () => true } = rules
  const adviserOf = rules.adviserOf ?? ((customer: string) => `adviser-${Number(customer.slice(-2)) % 3}`)
  const handed: Handed[] = []
  const copies = new Map<string, number>()
  const asked: string[] = []
  /** `msgid customer` → status and Unix seconds. */
  const fates = new Map<string, { status: number; at: number }>()
  let [given, messages, lists] = [0, 0, 0]
  let valid = new Set<string>()
  const now = () => Math.floor(Date.now() / 1_000)

  const confirm = (advisers?: readonly string[]) => {
    for (const { msgid, customers, isCancelled } of handed)
      for (const customer of customers) {
        const key = `${msgid} ${customer}`
        if (isCancelled || fates.has(key) || (advisers && !advisers.includes(adviserOf(customer)))) continue
        const had = copies.get(customer) ?? 0
        const status = !stillFriends(customer) ? 2 : had >= (rules.quota ?? Number.POSITIVE_INFINITY) ? 3 : 1
        if (status === 1) copies.set(customer, had + 1)
        fates.set(key, { status, at: now() })
      }
  }
  const add = (body: Body): object | 'drop' => {
    const breaks = rules.breaks?.(++messages) ?? null
    if (breaks === 'before') return 'drop'
    const customers = body.external_userid as string[]
    if (new Set(customers).size !== customers.length || customers.length > 10_000) return refused(40058)
    if (!customers.every(known)) return { ...refused(40096), fail_list: [] }
    const reached = customers.filter(friends)
    if (reached.length === 0) return { ...refused(41048), fail_list: customers }
    const msgid = `msg-${handed.length + 1}`
    const text = (body.text as { content: string }).content
    handed.push({ msgid, customers: reached, text, payload: body, at: now(), isCancelled: false })
    if (rules.confirmsAtOnce) confirm()
    if (breaks === 'after') return 'drop'
    return good({ msgid, fail_list: customers.filter((each) => !friends(each)) })
  }
  const listed = (body: Body) => {
    if (lists++ < (rules.listLag ?? 0)) return good({ group_msg_list: [], next_cursor: '' })
    const all = handed.filter(({ at }) => at >= Number(body.start_time) && at <= Number(body.end_time))
    const { items, next_cursor } = page(all, body, 2)
    const group_msg_list = items.map(({ msgid, payload, at }) => ({
      ...{ msgid, create_time: String(at), create_type: 0, text: payload.text },
      attachments: payload.attachments ?? [],
    }))
    return good({ group_msg_list, next_cursor })
  }
  const advisersOf = ({ customers }: Handed) => [...new Set(customers.map(adviserOf))]
  const task = (message: Handed, body: Body) => {
    const all = advisersOf(message).map((userid) => {
      const own = message.customers.filter((each) => adviserOf(each) === userid)
      return { userid, status: own.some((each) => fates.has(`${message.msgid} ${each}`)) ? 2 : 0 }
    })
    const { items, next_cursor } = page(all, body, 2)
    return good({ task_list: items, next_cursor })
  }
  const result = (message: Handed, body: Body) => {
    const all = message.customers.filter((each) => adviserOf(each) === body.userid)
    const { items, next_cursor } = page(all, body, 4)
    const send_list = items.map((external_userid) => {
      const fate = fates.get(`${message.msgid} ${external_userid}`)
      const base = { external_userid, userid: body.userid, status: fate?.status ?? 0 }
      return fate ? { ...base, send_time: fate.at } : base
    })
    return good({ send_list, next_cursor })
  }
  const contactsOf = (body: Body) => {
    const ids = body.userid_list as string[]
    const own = (rules.contacts ?? []).filter(({ userid }) => ids.includes(userid))
    const { items, next_cursor } = page(own, body, 3)
    const external_contact_list = items.map(({ userid, external_userid, name, unionid, ...follow }) => ({
      external_contact: { external_userid, name, type: 1, ...(unionid ? { unionid } : {}) },
      follow_info: { userid, ...follow },
    }))
    return good({ external_contact_list, next_cursor })
  }
  const answer = (path: string, body: Body, query: URLSearchParams): object | 'drop' => {
    const message = handed.find(({ msgid }) => msgid === body.msgid)
    switch (path) {
      case 'add_msg_template':
        return add(body)
      case 'get_groupmsg_list_v2':
        return listed(body)
      case 'get_groupmsg_task':
        return message ? task(message, body) : refused(40058)
      case 'get_groupmsg_send_result':
        return message ? result(message, body) : refused(40058)
      case 'cancel_groupmsg_send':
        if (message) message.isCancelled = true
        return message ? good({}) : refused(40058)
      case 'get':
        return known(query.get('external_userid') ?? '') ? good({ external_contact: {} }) : refused(84061)
      case 'get_follow_user_list':
        return good({ follow_user: [...new Set((rules.contacts ?? []).map(({ userid }) => userid))] })
      case 'batch/get_by_user':
        return contactsOf(body)
      case 'get_corp_tag_list':
        return good({ tag_group: rules.tagGroups ?? [] })
      default:
        return refused(-1)
    }
  }
  const token = (query: URLSearchParams): object => {
    if (query.get('corpid') !== 'ww-1') return refused(40013)
    if (query.get('corpsecret') !== secret) return refused(40001)
    if (valid.size === 0) valid = new Set([`t-${++given}`])
    return good({ access_token: [...valid][0], expires_in: 7_200 })
  }
  const sink = await startHttpSink(async (taken: Taken) => {
    const url = new URL(taken.path, 'http://x')
    const path = url.pathname.replace('/cgi-bin/', '').replace('externalcontact/', '')
    asked.push(path)
    const said =
      path === 'gettoken'
        ? token(url.searchParams)
        : !valid.has(url.searchParams.get('access_token') ?? '')
          ? refused(42001)
          : rules.says !== undefined
            ? refused(rules.says)
            : answer(
                path,
                taken.body.length === 0 ? {} : (JSON.parse(taken.body.toString()) as Body),
                url.searchParams,
              )
    if (path === 'add_msg_template' && rules.answersAfterMs) await sleep(rules.answersAfterMs)
    return said === 'drop' ? 'drop' : { status: 200, body: JSON.stringify(said) }
  })
  return {
    ...{ url: sink.url, handed, copies, asked, confirm },
    tokens: () => given,
    expireTokens: () => valid.clear(),
    close: sink.close,
  }
}
