import type { Locale } from '../../../kit/errors.ts'
import { labelOfAttribute } from '../../survivorship/labels.ts'
import type { CorrectionCertificate } from '../certificate.ts'
import { htmlPage, text } from '../html.ts'
import type { Change } from './changes.ts'

const words = {
  en: {
    title: 'Certificate of correction',
    says: 'Personal data of one customer were corrected because the customer asked for it. What is corrected counts before what sources say, whatever they say later.',
    undone: 'This correction was undone on {date}. What was said before it counts again.',
    request: 'Request',
    workspace: 'Workspace',
    receivedAt: 'Received',
    decidedBy: 'Approved by',
    completedAt: 'Completed',
    field: 'Attribute',
    from: 'Was',
    to: 'Is',
    unknown: 'not known',
    gone: 'The values were erased with the customer.',
    values: 'Salted SHA-256 of the values',
    hash: 'SHA-256 of this certificate',
    previous: 'Certificate before this one',
    none: 'none',
  },
  'zh-CN': {
    title: '个人信息更正证明',
    says: '应客户要求，已更正其个人信息。更正后的内容优先于各数据源，数据源之后提供的内容不会将其覆盖。',
    undone: '本次更正已于 {date} 撤销，恢复采用更正之前的内容。',
    request: '请求编号',
    workspace: '工作区',
    receivedAt: '受理时间',
    decidedBy: '批准人',
    completedAt: '完成时间',
    field: '属性',
    from: '更正前',
    to: '更正后',
    unknown: '未知',
    gone: '具体内容已随客户一并删除。',
    values: '更正内容的加盐 SHA-256',
    hash: '本证明的 SHA-256',
    previous: '上一份证明',
    none: '无',
  },
} as const

/** @param changes null where the customer was erased @param undoneAt null: it holds */
export function correctionPage(
  certificate: CorrectionCertificate,
  {
    locale,
    timeZone,
    decidedBy,
    changes,
    undoneAt,
  }: {
    locale: Locale
    timeZone: string
    decidedBy: string
    changes: readonly Change[] | null
    undoneAt: Date | null
  },
): string {
  const say = words[locale]
  const time = (at: string | Date) => `${new Date(at).toLocaleString(locale, { timeZone })} (${timeZone})`
  const pairs: [string, string][] = [
    [say.workspace, certificate.workspace],
    [say.request, certificate.request],
    [say.receivedAt, time(certificate.receivedAt)],
    [say.decidedBy, decidedBy],
    [say.completedAt, time(certificate.completedAt)],
  ]
  const cells = (list: readonly string[], tag: 'td' | 'th') =>
    `<tr>${list.map((one) => `<${tag}>${text(one)}</${tag}>`).join('')}</tr>`
  const rows =
    changes === null
      ? certificate.fields.map((field) => cells([labelOfAttribute(field)[locale]], 'td'))
      : changes.map(({ attribute, from, to }) =>
          cells([labelOfAttribute(attribute)[locale], from ?? say.unknown, to], 'td'),
        )
  const head = changes === null ? [say.field] : [say.field, say.from, say.to]
  const { before, after } = htmlPage(locale, say.title)
  const told = (sentence: string) => `<p>${text(sentence)}</p>`
  return `${before}${told(say.says)}${undoneAt === null ? '' : told(say.undone.replace('{date}', time(undoneAt)))}
<table><tbody>${pairs.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${text(value)}</td></tr>`).join('')}</tbody></table>
<section><table><thead>${cells(head, 'th')}</thead><tbody>${rows.join('')}</tbody></table></section>
${changes === null ? told(say.gone) : ''}<p>${say.values}<br><code>${certificate.values}</code></p>
<p>${say.hash}<br><code>${certificate.hash}</code></p><p>${say.previous}<br><code>${certificate.previous ?? say.none}</code></p>${after}`
}
