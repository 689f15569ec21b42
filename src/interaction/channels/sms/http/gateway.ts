import { systemClock } from '../../../../kit/clock.ts'
import { isAppError } from '../../../../kit/errors.ts'
import { type Json, readTemplate } from '../../../content/json-template.ts'
import { type CompiledText, compileLiquid } from '../../../content/liquid.ts'
import { type ChannelTools, failed, type Outcome } from '../../channel.ts'
import { type HttpAsk, openHttpClient } from '../../http/client.ts'
import type { SmsContent } from '../content.ts'
import type { SmsSettings } from '../settings.ts'
import { classifyAnswer } from './answer.ts'
import { codeClasses } from './codes.ts'

export interface SmsToSend {
  deliveryId: string
  to: string
  content: SmsContent
}

/** A gateway that is spoken to by templates of its connection: one request for each message. */
export function openGateway(options: SmsSettings, tools: ChannelTools) {
  const http = openHttpClient(tools, options.timeoutMs)
  const write = requestOf(options)
  const rules = { ...options, codes: codeClasses(options.codes).of }
  return {
    send: async (message: SmsToSend): Promise<Outcome> => {
      let ask: HttpAsk
      try {
        ask = write(message, systemClock.now())
      } catch (error) {
        if (!isAppError(error)) throw error
        // Its templates are at fault: every message would be.
        return failed('sms_gateway_template', { retry: 'connection' })
      }
      return classifyAnswer(await http.send(ask), rules, systemClock.now())
    },
    check: async (): Promise<string | null> => {
      const end = await http.send({ url: options.gatewayUrl, method: 'HEAD', headers: {} })
      if (end.kind === 'answered') return end.status >= 500 ? 'refused_for_now_sms' : null
      return end.kind === 'no_answer' ? 'provider_silent' : end.reason
    },
    close: async () => http.close(),
  }
}

/** Writes the request of one message; what is compiled is compiled once. */
function requestOf(options: SmsSettings): (message: SmsToSend, now: Date) => HttpAsk {
  const template = readTemplate(options.body)
  const texts = template.texts.map((text) => wireText(text))
  const headers = options.headers
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = line.indexOf(':')
      return { name: line.slice(0, at).trim().toLowerCase(), value: wireText(line.slice(at + 1).trim()) }
    })
  return (message, now) => {
    const scope = scopeOf(options, message, now)
    const body = template.filled(texts.map((text) => text(scope))) as Record<string, Json>
    const given = Object.fromEntries(
      // A line break in a value would make another header of it.
      headers.map(({ name, value }) => [name, String(value(scope)).replace(/[\r\n]+/g, ' ')]),
    )
    if (options.method === 'GET') {
      const url = new URL(options.gatewayUrl)
      for (const [name, value] of formOf(body)) url.searchParams.set(name, value)
      return { url: url.href, method: 'GET', headers: given }
    }
    const isJson = options.bodyType === 'json'
    const type = isJson
      ? 'application/json; charset=utf-8'
      : 'application/x-www-form-urlencoded; charset=utf-8'
    return {
      url: options.gatewayUrl,
      method: 'POST',
      headers: { 'content-type': type, ...given },
      body: isJson ? JSON.stringify(body) : new URLSearchParams(formOf(body)).toString(),
    }
  }
}

type Scope = ReturnType<typeof scopeOf>

/** A text that is nothing but `{{ params }}` or `{{ params_list }}` becomes what it names, not its words. */
function wireText(source: string): (scope: Scope) => Json {
  const whole = /^\{\{\s*(params|params_list)\s*\}\}$/.exec(source)?.[1]
  if (whole === 'params') return ({ params }) => params
  if (whole === 'params_list') return ({ params_list }) => params_list
  const compiled: CompiledText = compileLiquid(source, 'wire', 'body')
  return (scope) => compiled.render(scope)
}

function scopeOf(options: SmsSettings, { deliveryId, to, content }: SmsToSend, now: Date) {
  const params = content.params as Record<string, Json>
  return {
    phone: to,
    phone_digits: to.replace(/^\+/, ''),
    phone_national: to.replace(/^\+86(?=1\d{10}$)/, ''),
    text: content.text,
    plain_text: content.plain,
    sign: options.sign,
    template: content.templateNumber,
    params,
    params_list: Object.values(params),
    id: deliveryId,
    time: Math.floor(now.getTime() / 1_000),
    key: options.apiKey,
    secret: options.apiSecret,
  }
}

/** Names and values as a form has them; what is no text is written as JSON. */
function formOf(body: Record<string, Json>): [string, string][] {
  return Object.entries(body).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
}
