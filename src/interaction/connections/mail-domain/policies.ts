import type { Localized } from '../../../kit/api-shapes.ts'
import { tagsOf } from './dkim-record.ts'

/** One sentence on what is published. `look`: something to do. */
export interface Finding {
  tone: 'good' | 'plain' | 'look'
  text: Localized
}
export interface Policy {
  found: string | null
  findings: Finding[]
}
type Published = readonly (readonly string[])[] | null

const say = (tone: Finding['tone'], en: string, zh: string): Finding => ({ tone, text: { en, 'zh-CN': zh } })
const noAnswer = say(
  'look',
  'The name servers did not answer. Ask again in a moment.',
  '域名服务器没有应答，请稍后重试。',
)
const joined = (published: NonNullable<Published>, begins: RegExp) =>
  published.map((pieces) => pieces.join('')).filter((text) => begins.test(text))

/** Names that cost a further question when a receiver checks; more than ten, and the check fails (RFC 7208, 4.6.4). */
const mostLookups = 10

/** Who may send for a domain (RFC 7208), in words. What its includes say is not looked up. */
export function readSpf(published: Published): Policy {
  if (published === null) return { found: null, findings: [noAnswer] }
  const records = joined(published, /^v=spf1(\s|$)/i)
  const [record] = records
  if (record === undefined)
    return {
      found: null,
      findings: [
        say(
          'look',
          'There is no SPF record. Publish one that names your mail provider; it tells you the text, such as v=spf1 include:… -all.',
          '没有 SPF 记录。请按邮件服务商的说明添加，形如 v=spf1 include:… -all。',
        ),
      ],
    }
  if (records.length > 1)
    return {
      found: records.join('\n'),
      findings: [
        say(
          'look',
          'There are several SPF records, which counts as an error. Join them into one.',
          '存在多条 SPF 记录，会被判为错误。请合并为一条。',
        ),
      ],
    }
  const terms = record.trim().split(/\s+/).slice(1)
  const lookups = terms.filter((term) =>
    /^[+~?-]?(include:|a([:/]|$)|mx([:/]|$)|ptr|exists:)|^redirect=/i.test(term),
  )
  const includes = terms.flatMap((term) => /^[+]?include:(\S+)$/i.exec(term)?.[1] ?? [])
  return {
    found: record,
    findings: [
      allOf(terms),
      includes.length > 0
        ? say(
            'plain',
            `It trusts ${includes.join(', ')}. Your mail provider must be among them, or its servers named.`,
            `已信任 ${includes.join('、')}。其中须包含您的邮件服务商，或直接列出其服务器。`,
          )
        : say(
            'plain',
            'It includes no provider. That is right only where you name the servers that send your mail yourself.',
            '未包含任何服务商，仅在您自行列出发信服务器时才正确。',
          ),
      ...(lookups.length > mostLookups
        ? [
            say(
              'look',
              `It asks for ${lookups.length} further names; receivers stop after ${mostLookups}. Take out what no longer sends.`,
              `其中需再查询 ${lookups.length} 个名称，收件方最多查询 ${mostLookups} 个。请删除不再使用的项。`,
            ),
          ]
        : []),
    ],
  }
}

function allOf(terms: readonly string[]): Finding {
  const all = terms.map((term) => /^([+~?-]?)all$/i.exec(term)?.[1]).find((sign) => sign !== undefined)
  if (all === '-')
    return say(
      'good',
      'Mail from any other server is to be refused (-all).',
      '来自其他服务器的邮件应被拒收（-all）。',
    )
  if (all === '~')
    return say(
      'good',
      'Mail from any other server is suspicious (~all); with DMARC that is enough.',
      '来自其他服务器的邮件视为可疑（~all），配合 DMARC 即可。',
    )
  if (all === '?')
    return say(
      'look',
      'It says nothing of other servers (?all), so it protects nobody. Choose ~all or -all.',
      '对其他服务器不作判断（?all），没有保护作用。请改为 ~all 或 -all。',
    )
  if (all === '+' || all === '')
    return say(
      'look',
      'It lets the whole world send in your name (+all). Choose ~all or -all.',
      '允许任何服务器以您的名义发信（+all）。请改为 ~all 或 -all。',
    )
  return terms.some((term) => /^redirect=/i.test(term))
    ? say(
        'plain',
        'It refers to the record of another domain (redirect).',
        '指向另一个域名的记录（redirect）。',
      )
    : say(
        'look',
        'It does not say what becomes of other servers. Put ~all or -all at its end.',
        '未说明其他服务器如何处理，请在末尾加上 ~all 或 -all。',
      )
}

/**
 * What receivers are to do with mail that neither is signed nor comes from the right server (RFC 7489), in words.
 * @param signs the domain our signature names; null: mail is not signed
 */
export function readDmarc(published: Published, domain: string, signs: string | null): Policy {
  if (published === null) return { found: null, findings: [noAnswer] }
  const records = joined(published, /^v=DMARC1\s*(;|$)/i)
  const [record] = records
  if (record === undefined || records.length > 1)
    return {
      found: records.length > 1 ? records.join('\n') : null,
      findings: [
        records.length > 1
          ? say(
              'look',
              'There are several DMARC records; receivers then act as if there were none. Leave one.',
              '存在多条 DMARC 记录，收件方会视为没有。请只保留一条。',
            )
          : say(
              'look',
              `There is no DMARC record. Publish one at _dmarc.${domain}; begin with v=DMARC1; p=none; rua=mailto:… and read the reports before you tighten it.`,
              `没有 DMARC 记录。请在 _dmarc.${domain} 添加，可先用 v=DMARC1; p=none; rua=mailto:…，查看报告后再收紧。`,
            ),
      ],
    }
  const tags = tagsOf(record) ?? new Map<string, string>()
  return {
    found: record,
    findings: [policyOf(tags), alignedWith(tags, domain, signs), ...restOf(tags)],
  }
}

function policyOf(tags: ReadonlyMap<string, string>): Finding {
  switch (tags.get('p')?.toLowerCase()) {
    case 'reject':
      return say(
        'good',
        'Mail that fails is to be refused (p=reject).',
        '未通过验证的邮件应被拒收（p=reject）。',
      )
    case 'quarantine':
      return say(
        'good',
        'Mail that fails goes to the spam folder (p=quarantine).',
        '未通过验证的邮件进入垃圾箱（p=quarantine）。',
      )
    case 'none':
      return say(
        'plain',
        'Mail that fails is delivered all the same (p=none): good for watching, no protection yet.',
        '未通过验证的邮件照常投递（p=none）：便于观察，尚无保护作用。',
      )
    default:
      return say(
        'look',
        'It names no valid policy. Add p=none, p=quarantine or p=reject.',
        '未写明有效的策略，请加上 p=none、p=quarantine 或 p=reject。',
      )
  }
}

/** Whether a signature of that domain counts for mail of this one. The parent of both is not looked up in a public list. */
function alignedWith(tags: ReadonlyMap<string, string>, domain: string, signs: string | null): Finding {
  const isStrict = tags.get('adkim')?.toLowerCase() === 's'
  if (signs === null)
    return say(
      'look',
      'Your mail is not signed, so it passes by SPF alone, which forwarding breaks.',
      '您的邮件尚未签名，仅靠 SPF 通过，转发后会失效。',
    )
  const [from, by] = [domain.toLowerCase(), signs.toLowerCase()]
  const counts = from === by || (!isStrict && (from.endsWith(`.${by}`) || by.endsWith(`.${from}`)))
  return counts
    ? say('good', `The signature of ${signs} counts for this domain.`, `${signs} 的签名适用于该域名。`)
    : say(
        'look',
        `The signature names ${signs}, which does not count for mail from ${domain}. Sign as ${domain}.`,
        `签名域名为 ${signs}，不适用于 ${domain} 的邮件。请以 ${domain} 签名。`,
      )
}

function restOf(tags: ReadonlyMap<string, string>): Finding[] {
  const percent = Number(tags.get('pct') ?? '100')
  return [
    ...(percent < 100
      ? [
          say(
            'plain',
            `The policy holds for ${percent} % of the mail (pct).`,
            `该策略仅适用于 ${percent}% 的邮件（pct）。`,
          ),
        ]
      : []),
    tags.get('rua')
      ? say('plain', `Reports go to ${tags.get('rua')}.`, `报告发送至 ${tags.get('rua')}。`)
      : say(
          'plain',
          'Nobody gets reports. With rua=mailto:… you would see who sends in your name.',
          '没有人接收报告。添加 rua=mailto:… 可了解谁在以您的名义发信。',
        ),
  ]
}
