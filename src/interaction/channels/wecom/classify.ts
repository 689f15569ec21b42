import { failed, type Outcome } from '../channel.ts'

type Failed = Extract<Outcome, { kind: 'failed' }>
type Class = 'later' | 'limit' | 'sign_in' | 'not_friend' | 'recipient' | 'content'

/** Developer.work.weixin.qq.com, "全局错误码" and the pages of the interfaces. */
const classes: ReadonlyMap<number, Class> = new Map([
  ...code('later', -1, 41063, 45033),
  ...code('limit', 45009),
  ...code('sign_in', 40001, 40013, 40056, 40091, 48002, 48004, 50001, 60011, 60020, 301002),
  ...code('not_friend', 41048, 84061),
  ...code('recipient', 40096),
  ...code('content', 40004, 40007, 40008, 40009, 40058, 40063, 44004, 45002),
])

function code(kind: Class, ...codes: number[]): [number, Class][] {
  return codes.map((each) => [each, kind])
}

/** A token that ran out or was replaced: another is fetched and the question asked again, once. */
export const spentToken: readonly number[] = [40014, 41001, 42001]

/** One of those written to is at fault, and the answer does not say which. */
export const strangerCodes: readonly number[] = [40096, 84061]

/** Interfaces that were called too often are closed for up to an hour; a try each ten minutes finds them open. */
const limitMs = 600_000

const outcomes: Record<Class, { reason: string; retry: false | 'message' | 'connection'; afterMs?: number }> =
  {
    later: { reason: 'wecom_busy', retry: 'message' },
    limit: { reason: 'wecom_busy', retry: 'message', afterMs: limitMs },
    sign_in: { reason: 'wecom_sign_in', retry: 'connection' },
    not_friend: { reason: 'wecom_not_friend', retry: false },
    recipient: { reason: 'wecom_recipient', retry: false },
    content: { reason: 'wecom_content', retry: false },
  }

/** What a refusal of WeCom means. @param errcode not 0 */
export function refusalOf(errcode: number): Failed {
  const kind = spentToken.includes(errcode) ? 'sign_in' : classes.get(errcode)
  const { reason, ...rest } = kind ? outcomes[kind] : { reason: 'wecom_refused', retry: false as const }
  return failed(reason, { ...rest, params: { reply: errcode } }) as Failed
}
