import { z } from 'zod'
import { isAppError } from '../../kit/errors.ts'
import { channelOf } from '../channels/index.ts'
import type { Problem } from '../content/preview.ts'
import { prepareTexts } from '../content/texts.ts'
import { variables as known } from '../content/variables.ts'
import type { CampaignVariables } from '../ports.ts'

export interface MessagePreview {
  /** What one recipient reads, by part of the message. */
  message: Record<string, string>
  problems: Problem[]
  variables: string[]
}

/** A message made of texts as one recipient gets it, links leading where they really lead. Never throws for what an author may write. */
export function previewMessage(
  channel: string,
  source: object & { language?: unknown },
  campaign: CampaignVariables,
  recipientName: string,
): MessagePreview {
  const used: string[] = []
  try {
    const message =
      channelOf(channel)?.preview?.(source, (texts) => {
        const prepared = prepareTexts(texts, campaign, String(source.language ?? 'en'))
        used.push(...prepared.variables)
        return prepared.render(recipientName, prepared.links)
      }) ?? {}
    const strange = used.filter((name) => !known.some((variable) => variable.name === name))
    return { message, variables: used, problems: strange.map(unknownVariable) }
  } catch (error) {
    return { message: {}, variables: used, problems: [problemOf(error)] }
  }
}

function unknownVariable(name: string): Problem {
  return {
    severity: 'error',
    message: {
      en: `There is no variable ${name}. Choose one of the list.`,
      'zh-CN': `不存在变量 ${name}，请从列表中选择。`,
    },
  }
}

function problemOf(error: unknown): Problem {
  if (isAppError(error))
    return { severity: 'error', message: { en: error.in('en'), 'zh-CN': error.in('zh-CN') } }
  if (!(error instanceof z.ZodError)) throw error
  const field = error.issues[0]?.path.join('.') ?? ''
  return {
    severity: 'error',
    message: { en: `The field ${field} is not complete yet.`, 'zh-CN': `字段 ${field} 尚未填写完整。` },
  }
}
