import { type HttpSink, startHttpSink, type Taken } from '../../support/http-sink.ts'

export interface WechatStandIn {
  url: string
  /** What customers got, in order. */
  got: { touser: string; path: string; body: Record<string, unknown> }[]
  /** Times a token was asked for. */
  tokens(): number
  /** Every token that was given holds no more. */
  expireTokens(): void
  /** The customer wrote to the account at that time. */
  wrote(openid: string, at: number): void
  close(): Promise<void>
}

interface Rules {
  secret?: string
  /** Messages by form the account may send in a day. */
  quota?: number
  followers?: (openid: string) => boolean
  known?: (openid: string) => boolean
  /** Breaks the connection after a message was taken, or instead of any answer. */
  breaks?: 'after-message'
  /** What every message is answered with instead. */
  says?: number
  now?: () => number
}

const windowMs = 48 * 3_600_000

/**
 * The interface of an official account as the platform's documents describe it: tokens that end, quotas of a day, the
 * window of 48 hours and its five answers, and one message an id. It is built from those documents alone.
 */
export async function startWechatStandIn(rules: Rules = {}): Promise<WechatStandIn> {
  const { secret = 's-1', quota = 100_000, followers = () => true, known = () => true } = rules
  const now = rules.now ?? Date.now
  const got: WechatStandIn['got'] = []
  const ids = new Set<string>()
  const wrote = new Map<string, { at: number; answers: number }>()
  let given = 0
  let valid = new Set<string>()
  let byForm = 0

  const token = ({ body }: Taken): object => {
    const asked = JSON.parse(body.toString()) as Record<string, unknown>
    if (asked.appid !== 'wx-1') return { errcode: 40013, errmsg: 'invalid appid' }
    if (asked.secret !== secret) return { errcode: 40125, errmsg: 'invalid appsecret' }
    if (valid.size === 0 || asked.force_refresh === true) valid = new Set([`t-${++given}`])
    return { access_token: [...valid][0], expires_in: 7_200 }
  }
  const refusal = (path: string, body: Record<string, unknown>): number => {
    const touser = String(body.touser)
    if (!known(touser)) return 40003
    if (path === 'custom/send') {
      const last = wrote.get(touser)
      if (!last || now() - last.at > windowMs) return 45015
      if (last.answers >= 5) return 45047
      last.answers++
      return 0
    }
    if (!followers(touser)) return path === 'template/send' ? 43004 : 43101
    const data = body.data as Record<string, { value?: unknown }> | undefined
    if (typeof body.template_id !== 'string' || !body.template_id.startsWith('tpl')) return 40037
    if (!data || Object.values(data).some(({ value }) => typeof value !== 'string')) return 47003
    return ++byForm > quota ? 45009 : 0
  }
  const message = (taken: Taken): object | 'drop' => {
    const url = new URL(taken.path, 'http://x')
    if (!valid.has(url.searchParams.get('access_token') ?? ''))
      return { errcode: 42001, errmsg: 'access_token expired' }
    const path = url.pathname.replace('/cgi-bin/message/', '')
    const body = JSON.parse(taken.body.toString()) as Record<string, unknown>
    const errcode = rules.says ?? refusal(path, body)
    if (errcode !== 0) return { errcode, errmsg: `refused: ${String(body.touser)}` }
    const id = `${String(body.touser)} ${String(body.client_msg_id ?? got.length)}`
    if (!ids.has(id)) got.push({ touser: String(body.touser), path, body })
    ids.add(id)
    return rules.breaks === 'after-message'
      ? 'drop'
      : { errcode: 0, errmsg: 'ok', msgid: 900_000 + got.length }
  }
  const sink: HttpSink = await startHttpSink((taken) => {
    const said = taken.path.startsWith('/cgi-bin/stable_token') ? token(taken) : message(taken)
    return said === 'drop' ? 'drop' : { status: 200, body: JSON.stringify(said) }
  })
  return {
    url: sink.url,
    got,
    tokens: () => given,
    expireTokens: () => valid.clear(),
    wrote: (openid, at) => void wrote.set(openid, { at, answers: 0 }),
    close: sink.close,
  }
}
