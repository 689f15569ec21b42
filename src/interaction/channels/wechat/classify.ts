import { accepted, failed, type Outcome, unknown } from '../channel.ts'

type Class = 'later' | 'tomorrow' | 'sign_in' | 'not_following' | 'window' | 'recipient' | 'content'

/** Developers.weixin.qq.com, "全局返回码" and the codes of each message's page. */
const classes: ReadonlyMap<number, Class> = new Map([
  ...code('later', -1, 45011, 45008, 40073),
  ...code('tomorrow', 45009),
  ...code('sign_in', 40013, 40125, 40164, 48001, 48002, 48004, 50001, 61007),
  ...code('not_following', 43004, 43019, 43101, 50002),
  ...code('window', 45015, 45047),
  ...code('recipient', 40003, 40132, 41009),
  ...code('content', 40037, 41028, 41029, 41030, 45002, 47001, 47003),
])

function code(kind: Class, ...codes: number[]): [number, Class][] {
  return codes.map((each) => [each, kind])
}

/** A token that ran out or was replaced by somebody else's: another is fetched and the message sent again, once. */
export const spentToken: readonly number[] = [40001, 40014, 42001]

const outcomes: Record<
  Exclude<Class, 'tomorrow'>,
  { reason: string; retry: false | 'message' | 'connection' }
> = {
  later: { reason: 'wechat_busy', retry: 'message' },
  sign_in: { reason: 'wechat_sign_in', retry: 'connection' },
  not_following: { reason: 'wechat_not_following', retry: false },
  window: { reason: 'wechat_window', retry: false },
  recipient: { reason: 'wechat_recipient', retry: false },
  content: { reason: 'wechat_content', retry: false },
}

/**
 * What WeChat's answer to a message means. @param now the machine's time
 * @returns refusals of the platform for want of quota come again after its day has ended
 */
export function classifyWechat(
  said: { errcode?: number | undefined; msgid?: string | number | undefined } | undefined,
  now: Date,
): Outcome {
  if (said?.errcode === undefined) return unknown('wechat_unreadable')
  if (said.errcode === 0) return accepted(said.msgid === undefined ? null : String(said.msgid))
  const params = { reply: said.errcode }
  const kind = spentToken.includes(said.errcode) ? 'sign_in' : classes.get(said.errcode)
  if (kind === 'tomorrow')
    return failed('wechat_quota', { retry: 'message', params, afterMs: untilMidnight(now) })
  if (kind === undefined) return failed('wechat_refused', { retry: false, params })
  return failed(outcomes[kind].reason, { retry: outcomes[kind].retry, params })
}

const dayMs = 86_400_000
/** Quotas begin anew with the day in Beijing, eight hours before that of UTC. */
function untilMidnight(now: Date): number {
  return dayMs - ((now.getTime() + 8 * 3_600_000) % dayMs)
}
