import { z } from 'zod'
import type { Connection, SourceContext } from '../define-source.ts'
import { sourceErrors } from '../errors.ts'
import { bodyText, checkedUrl } from '../network/http.ts'
import type { HttpSecrets, HttpSettings } from './settings.ts'

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  token_type: z.string().default('Bearer'),
  expires_in: z.coerce.number().optional(),
})
/** A token is renewed so long before its end. */
const marginMs = 30_000
const assumedMs = 5 * 60_000

/** The headers that say who asks; tokens of OAuth 2 client credentials (RFC 6749 §4.4) are fetched and renewed. */
export function createAuthorisation(
  context: SourceContext,
  { settings, secrets }: Connection<HttpSettings, HttpSecrets>,
) {
  let token: { value: string; until: number } | null = null
  const fresh = async () => {
    if (token === null || context.now().getTime() > token.until)
      token = await fetchToken(context, settings, secrets)
    return token.value
  }
  return {
    headers: async (): Promise<Record<string, string>> => {
      switch (settings.auth) {
        case 'none':
          return {}
        case 'header':
          return { [settings.headerName]: headerValue(secrets.headerValue) }
        case 'bearer':
          return { authorization: `Bearer ${headerValue(secrets.token)}` }
        case 'basic':
          return {
            authorization: `Basic ${Buffer.from(`${settings.userName}:${secrets.password}`).toString('base64')}`,
          }
        case 'oauth2':
          return { authorization: `Bearer ${await fresh()}` }
      }
    },
    /** Forgets the token. @returns whether there is any point in asking again */
    renew: (): boolean => {
      token = null
      return settings.auth === 'oauth2'
    },
  }
}

/** What was pasted with a line break would be refused by the HTTP client, in words that quote it. */
function headerValue(secret: string): string {
  const plain = secret.trim()
  if (/[^\t\x20-\x7e\x80-\xff]/.test(plain))
    throw sourceErrors.badSettings({
      field: 'secret',
      problem: {
        en: 'it has a line break or a character that cannot be sent',
        'zh-CN': '含有换行或无法发送的字符',
      },
    })
  return plain
}

async function fetchToken(context: SourceContext, settings: HttpSettings, secrets: HttpSecrets) {
  const { host, href } = checkedUrl(settings.tokenUrl)
  const form = new URLSearchParams({ grant_type: 'client_credentials' })
  if (settings.scope !== '') form.set('scope', settings.scope)
  const pair = `${encodeURIComponent(settings.clientId)}:${encodeURIComponent(secrets.clientSecret)}`
  const answer = await context.http.request({
    url: href,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    secretHeaders: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
    body: form.toString(),
    signal: context.signal,
    maxRedirects: 0,
  })
  if (answer.status >= 500 || answer.status === 429) {
    answer.drop()
    throw sourceErrors.unreachable({ where: host, reason: `HTTP ${answer.status}` })
  }
  const text = await bodyText(answer, 1024 * 1024)
  if (answer.status !== 200) throw sourceErrors.badCredential({ where: host })
  const parsed = tokenAnswer.safeParse(json(text))
  if (!parsed.success)
    throw sourceErrors.badAnswer({
      where: host,
      problem: { en: 'it holds no access_token', 'zh-CN': '其中没有 access_token' },
    })
  const { access_token: value, expires_in: seconds } = parsed.data
  const lastsMs = seconds === undefined ? assumedMs : seconds * 1000
  return { value, until: context.now().getTime() + Math.max(0, lastsMs - marginMs) }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // said by the caller, as an answer without a token
  }
}
