import type { Localized } from '../../kit/api-shapes.ts'
import { type AppError, isAppError } from '../../kit/errors.ts'
import { houseLocale } from '../../kit/language.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignVariables, EmailSource } from '../ports.ts'
import { lookOf, type MailLook, standardLook } from './brand/apply.ts'
import { checkMail, lineOf } from './checks/checks.ts'
import { type PreparedEmail, prepareEmail } from './prepare.ts'
import { variables as known } from './variables.ts'

export interface Problem {
  /** An error keeps the creative from being sent. */
  severity: 'error' | 'warning'
  message: Localized
  /** sending: it would not go out as meant. spam: filters and the law. accessibility: who could not read it. */
  area?: 'sending' | 'spam' | 'accessibility'
  /** Of the layout, from 1; null where it cannot be told. */
  line?: number | null
}

export interface EmailPreview {
  subject: string
  html: string
  text: string
  /** Of the HTML part. */
  bytes: number
  problems: Problem[]
  /** Dotted names the creative uses. */
  variables: string[]
}

/** Gmail shows a message only up to here and hides the rest, the unsubscribe link first. */
const clippedAtBytes = 102_400
const longSubject = 60

/**
 * A creative as one recipient would get it, links leading where they really lead.
 * @param recipientName '' where no name is known
 */
export async function previewEmail(
  source: EmailSource,
  campaign: CampaignVariables,
  recipientName: string,
  look: MailLook = standardLook,
): Promise<EmailPreview> {
  try {
    const prepared = await prepareEmail(source, campaign, look)
    const recipient = { name: recipientName, unsubscribeUrl: 'https://example.org/unsubscribe' }
    const message = prepared.render(recipient, prepared.links, null)
    const bytes = Buffer.byteLength(message.html)
    return {
      ...message,
      bytes,
      problems: [
        ...problemsOf(prepared, message, bytes),
        ...checkMail({ ...message, language: houseLocale(source.language) }, look.brand).map(
          ({ near, ...found }) => ({
            ...found,
            line: lineOf(source, near),
          }),
        ),
      ],
      variables: [...prepared.variables],
    }
  } catch (error) {
    if (!isAppError(error)) throw error
    return {
      subject: source.subject,
      html: '',
      text: '',
      bytes: 0,
      problems: [asProblem(error)],
      variables: [],
    }
  }
}

/** What keeps a mail from being sent, for the name of a customer and for none. */
export async function errorsOfMail(
  workspace: Workspace,
  source: EmailSource,
  campaign: CampaignVariables,
): Promise<Localized[]> {
  const found: Localized[] = []
  for (const name of ['李娜', '']) {
    const { problems } = await previewEmail(source, campaign, name, lookOf(workspace, ''))
    found.push(...problems.filter(({ severity }) => severity === 'error').map(({ message }) => message))
  }
  return found
}

function problemsOf(
  prepared: PreparedEmail,
  message: { subject: string; html: string; text: string },
  bytes: number,
): Problem[] {
  const problems: Problem[] = []
  const error = (en: string, zh: string) => problems.push({ severity: 'error', message: { en, 'zh-CN': zh } })
  const warn = (en: string, zh: string) =>
    problems.push({ severity: 'warning', message: { en, 'zh-CN': zh } })

  if (!/<a\b[^>]*https:\/\/example\.org\/unsubscribe/.test(message.html))
    error(
      'There is no link to unsubscribe. Add <a href="{{ unsubscribe_url }}"> to the text.',
      '缺少退订链接。请在正文中加入 <a href="{{ unsubscribe_url }}">。',
    )
  if (message.subject.trim() === '') error('The subject is empty.', '主题为空。')
  const strange = prepared.variables.filter((name) => !known.some((variable) => reads(name, variable.name)))
  for (const name of strange)
    error(`There is no variable ${name}. Choose one of the list.`, `不存在变量 ${name}，请从列表中选择。`)
  for (const lost of prepared.layout.lost)
    error(
      `${lost} stands between blocks, where it is ignored. Put it into <mj-text> or <mj-raw>.`,
      `${lost} 写在版块之间，不会生效。请放入 <mj-text> 或 <mj-raw> 中。`,
    )
  for (const { line, problem } of prepared.layout.complaints)
    warn(`Layout, line ${line}: ${problem}`, `版式第 ${line} 行：${problem}`)
  if (bytes > clippedAtBytes)
    error(
      `The message has ${Math.ceil(bytes / 1_024)} KB; mail programs cut it off at 100 KB. Shorten it.`,
      `邮件大小 ${Math.ceil(bytes / 1_024)} KB，超过 100 KB 会被邮箱截断，请精简内容。`,
    )
  if (prepared.links.length === 0) warn('There is no link to follow.', '正文中没有可点击的链接。')
  if ([...message.subject].length > longSubject)
    warn(
      'The subject is long; telephones show about 40 characters.',
      '主题较长，手机上大约只显示 20 个汉字。',
    )
  return problems
}

/** `links.main` is known by name, every other `links.*` by its campaign. */
function reads(name: string, variable: string): boolean {
  return name === variable || name.startsWith('links.') || ['tracked', 'pixel', 'currency'].includes(name)
}

function asProblem(error: AppError): Problem {
  return { severity: 'error', message: { en: error.in('en'), 'zh-CN': error.in('zh-CN') } }
}
