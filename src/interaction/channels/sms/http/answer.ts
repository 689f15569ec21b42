import { accepted, failed, type Outcome, unknown } from '../../channel.ts'
import { type HttpEnd, retryAfterMs, unanswered } from '../../http/client.ts'
import type { CodeClass } from './codes.ts'

export interface AnswerRules {
  okPath: string
  okValue: string
  idPath: string
  codes: ReadonlyMap<string, CodeClass>
}

const byClass: Record<CodeClass, { reason: string; retry: false | 'message' | 'connection' }> = {
  later: { reason: 'refused_for_now_sms', retry: 'message' },
  number: { reason: 'number_refused', retry: false },
  sign_in: { reason: 'sms_server_sign_in', retry: 'connection' },
  refused: { reason: 'sms_refused', retry: false },
}

/**
 * What a gateway's answer means by the rules of its connection. A code it names says more than the status; a 2xx that
 * cannot be read may have been taken.
 * @param now the machine's time
 */
export function classifyAnswer(end: HttpEnd, rules: AnswerRules, now: Date): Outcome {
  if (end.kind !== 'answered') return unanswered(end)
  const { status } = end
  const isDone = status >= 200 && status < 300
  const json = parsed(end.text)
  if (rules.okPath === '') {
    if (isDone) return accepted(idIn(json, rules))
    return refused(classOfStatus(status), String(status), end, now)
  }
  const code = json === undefined ? undefined : valueAt(json, rules.okPath)
  if (code === undefined)
    return isDone
      ? unknown('sms_answer_unreadable')
      : refused(classOfStatus(status), String(status), end, now)
  if (isDone && String(code) === rules.okValue) return accepted(idIn(json, rules))
  return refused(rules.codes.get(String(code)) ?? classOfStatus(status), String(code), end, now)
}

function refused(kind: CodeClass, code: string, end: HttpEnd & { kind: 'answered' }, now: Date): Outcome {
  const { reason, retry } = byClass[kind]
  const afterMs = retryAfterMs(end.headers['retry-after'], now)
  // A code only: what reads like a number to call stays out of records.
  const reply = /^[\w.:-]{1,60}$/.test(code) && !/\d{7}/.test(code) ? { reply: code } : {}
  return failed(reason, { retry, params: reply, ...(afterMs === null ? {} : { afterMs }) })
}

function classOfStatus(status: number): CodeClass {
  if (status === 401 || status === 403) return 'sign_in'
  return status === 408 || status === 429 || status >= 500 ? 'later' : 'refused'
}

function idIn(json: unknown, { idPath }: AnswerRules): string | null {
  const id = idPath === '' ? undefined : valueAt(json, idPath)
  return id === undefined ? null : String(id).slice(0, 200)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A plain value by its path, `SendStatusSet.0.Code` or `$.data.id`; undefined where there is none. */
export function valueAt(json: unknown, path: string): string | number | boolean | undefined {
  let at: unknown = json
  for (const name of path
    .replace(/^\$\.?/, '')
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Record<string, unknown>)[name]
  }
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? at : undefined
}
