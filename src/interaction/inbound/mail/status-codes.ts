export type BounceKind = 'hard' | 'soft' | 'content' | 'policy'

/** Words of servers that tell what a code leaves open, most telling first. Chinese ones as QQ, 163, sina and others write. */
const patterns: readonly (readonly [BounceKind, RegExp])[] = [
  [
    'content',
    /(message|mail|file|attachment)( size| is)? ?(exceeds|too (large|big))|size limit exceeded|邮件(体积|大小)?(过大|太大|超过)|附件.{0,12}(过大|太大|禁止)/i,
  ],
  [
    'soft',
    /mailbox (is )?full|over ?quota|quota ?(is )?exceeded|exceeded (its )?(storage|quota)|insufficient (system )?storage|out of storage|邮箱(空间)?(已)?满|(容量|空间)(已满|不足|已超)|超出.{0,8}(容量|配额)|storage allocation/i,
  ],
  [
    'policy',
    /recipient address rejected: (access denied|policy)|(is|are) not (allowed|authori[sz]ed) to send/i,
  ],
  [
    'hard',
    /(user|recipient|account|mailbox|address)[^.\n]{0,80}?(unknown|(does ?n.?t|does not|not) exist|not found|(was|could)n.?t( be)? found|disabled|deactivated|inactive|suspended|invalid|unavailable)|(no such|unknown|invalid|bad) (user|recipient|mailbox|address|person|account|local user)|recipnotfound|user doesn.?t have a|not our customer|no mailbox here by that name|host(name)? (unknown|not found)|domain (does not exist|not found)|name service error|(收件人|收信人|用户|账号|帐号|账户|邮箱|邮件地址|收件地址|地址|收件方).{0,40}(不存在|无效|错误|有误|已注销|已停用|被禁用|未找到)|(无此|查无此|没有(找到)?(这个|该|此))(用户|人|邮箱|地址)|域名.{0,12}(不存在|错误|无法解析)/i,
  ],
  [
    'policy',
    /spam|junk mail|black ?list|block ?list|blocked|denylist|dmarc|\bspf\b|\bdkim\b|reputation|policy|prohibited|access denied|not authori[sz]ed|relay(ing)? (access )?denied|unsolicited|\b(hl|dt|mi|rp|fl|sc):[a-z]{3}\b|垃圾邮件|黑名单|反垃圾|策略|拒收|拦截|禁止(发送|接收)|被拒绝|未通过.{0,8}(验证|认证)/i,
  ],
  [
    'content',
    /virus|malware|content (is )?(rejected|not accepted|refused)|病毒|内容(违规|不合规|被拒|包含)|敏感/i,
  ],
  [
    'soft',
    /try again|temporar|time[d]? ?out|greylist|rate limit|too many|throttl|connection (refused|reset|lost)|server (busy|unavailable)|could not be reached|no route|delivery time expired|retry (time|timeout)|系统繁忙|稍后(再|重)试|频率|超时|连接(失败|被拒)|无法连接|暂时|服务器忙/i,
  ],
]

/** By the code of RFC 3463, as its registry and common servers use it. Null where it says nothing of its own. */
function byCode(status: string): BounceKind | null {
  const [group = '', subject = '', detail = ''] = status.split('.')
  if (group === '4') return 'soft'
  const code = `${subject}.${detail}`
  if (['1.1', '1.2', '1.3', '1.6', '1.10', '2.1', '4.4'].includes(code)) return 'hard'
  if (['2.3', '3.4', '3.5'].includes(code) || subject === '6') return 'content'
  if (['1.7', '1.8', '1.9'].includes(code) || subject === '7') return 'policy'
  if (['1.4', '2.2', '2.4'].includes(code) || subject === '3') return 'soft'
  if (subject === '4' && detail !== '0' && detail !== '1') return 'soft'
  return null
}

/** Codes that servers also give for what another would say better. */
const vague = /^5\.(0\.\d{1,3}|[1-7]\.0|4\.1|7\.1)$/

/**
 * What a bounce says of the address. Where the code is exact it decides; where servers use it for anything their words do.
 * @param status enhanced code, such as 5.1.1; blank where none was given
 * @returns null where nothing tells: then nothing follows from it
 */
export function bounceKind(status: string, words: string): BounceKind | null {
  const exact = status !== '' && !vague.test(status) ? byCode(status) : null
  if (exact) return exact
  const said = words.slice(0, 4_000)
  return patterns.find(([, pattern]) => pattern.test(said))?.[0] ?? (status === '' ? null : byCode(status))
}

/** The enhanced code in a server's answer; its class follows the reply where only that is given. */
export function statusIn(words: string): string {
  const enhanced = /(?:^|[\s(#:[-])([245]\.\d{1,2}\.\d{1,3})(?=$|[\s),:;\]-])/.exec(
    words.slice(0, 4_000),
  )?.[1]
  return enhanced ?? ''
}
