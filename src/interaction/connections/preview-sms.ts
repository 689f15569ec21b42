import type { Localized } from '../../kit/api-shapes.ts'
import { isAppError } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { framed, optOutFor, type SmsFrame } from '../channels/sms/compose.ts'
import { type SmsParts, smsParts } from '../channels/sms/parts.ts'
import { frameSettings } from '../channels/sms/settings.ts'
import type { Problem } from '../content/preview.ts'
import { prepareTexts } from '../content/texts.ts'
import type { CampaignVariables, SmsSource } from '../ports.ts'
import { type Installation, installationSettingsFor } from './installation.ts'
import { type ConnectionDeps, connectionOf } from './store.ts'

export interface SmsPreview extends Omit<SmsParts, 'parts'> {
  text: string
  parts: number
  costMinor: number | null
  problems: Problem[]
  variables: string[]
}

export type PreviewSms = (
  workspace: Workspace,
  source: SmsSource,
  campaign: CampaignVariables,
  recipientName: string,
) => Promise<SmsPreview>

/** Signed tokens are about this long. */
const tokenLength = 70
const manyParts = 3

/** What one recipient would get by the connection of the workspace, and what that costs. */
export function smsPreviewer(
  deps: ConnectionDeps,
  installation: () => (Installation & { publicUrl: string }) | null,
): PreviewSms {
  return async (workspace, source, campaign, recipientName) => {
    const connection = await connectionOf(deps.ledger, workspace.id, 'sms')
    const house = installation()
    const frame = frameSettings.parse(
      connection?.settings ?? (house && installationSettingsFor(house, 'sms', workspace)) ?? {},
    )
    const { text, variables, problems } = rendered(
      source,
      campaign,
      recipientName,
      frame,
      house?.publicUrl ?? '',
    )
    const { parts, ...counted } = smsParts(text)
    const costMinor = connection && connection.costMinor > 0 ? connection.costMinor * parts.length : null
    return {
      ...counted,
      text,
      costMinor,
      variables,
      parts: parts.length,
      problems: [
        ...problems,
        ...warnings({ ...frame, optOut: optOutFor(frame, source.language) }, parts.length),
      ],
    }
  }
}

function rendered(
  source: SmsSource,
  campaign: CampaignVariables,
  name: string,
  frame: SmsFrame,
  publicUrl: string,
): { text: string; variables: string[]; problems: Problem[] } {
  try {
    const prepared = prepareTexts([source.text], campaign, source.language)
    const tracked = prepared.links.map(() => `${publicUrl}/t/c/${'x'.repeat(tokenLength)}`)
    const text = framed(frame, prepared.render(name, tracked)[0] ?? '', source.language, true)
    return { text, variables: [...prepared.variables], problems: [] }
  } catch (error) {
    if (!isAppError(error)) throw error
    const message: Localized = { en: error.in('en'), 'zh-CN': error.in('zh-CN') }
    return { text: source.text, variables: [], problems: [{ severity: 'error', message }] }
  }
}

function warnings({ sign, optOut }: SmsFrame, parts: number): Problem[] {
  const warn = (en: string, zh: string): Problem => ({ severity: 'warning', message: { en, 'zh-CN': zh } })
  return [
    ...(sign === ''
      ? [
          warn(
            'No sign is set; Chinese carriers refuse messages without one. Settings, Channels holds it.',
            '尚未设置短信签名，国内运营商会拒收。请在“设置 → 渠道”中填写。',
          ),
        ]
      : []),
    ...(optOut === ''
      ? [warn('Nothing says how to opt out; marketing must say it.', '没有退订说明，营销短信必须包含。')]
      : []),
    ...(parts > manyParts
      ? [
          warn(
            `It is charged as ${parts} SMS. A tracked link alone takes about 90 characters.`,
            `按 ${parts} 条计费。一个跟踪链接约占 90 个字符。`,
          ),
        ]
      : []),
  ]
}
