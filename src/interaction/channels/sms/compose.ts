import type { z } from 'zod'
import { readTemplate } from '../../content/json-template.ts'
import type { SmsSource } from '../../ports.ts'
import type { Compose, ComposeTools } from '../channel.ts'
import { composeTexts } from '../compose-texts.ts'
import type { SmsContent } from './content.ts'

/** What every message of a connection begins and ends with. */
export interface SmsFrame {
  sign: string
  optOut: string
}

/** 【签名】 before, how to opt out behind, as carriers ask of marketing. */
export function framed({ sign, optOut }: SmsFrame, text: string, isMarketing: boolean): string {
  const signed = sign === '' || text.startsWith(`【${sign}】`) ? text : `【${sign}】${text}`
  return !isMarketing || optOut === '' || signed.endsWith(optOut) ? signed : `${signed}${optOut}`
}

export function composeSms(
  creative: z.ZodType<SmsSource>,
  frame: SmsFrame,
  tools: ComposeTools,
): Compose<SmsContent> {
  return composeTexts<SmsSource, SmsContent>(
    creative,
    {
      texts: ({ text, params }) => [text, ...(params === '' ? [] : readTemplate(params).texts)],
      write: ({ params, templateNumber }, [text = '', ...filled], { plan }) => ({
        text: framed(frame, text, !plan.transactional),
        plain: text,
        templateNumber,
        params: params === '' ? {} : (readTemplate(params).filled(filled) as SmsContent['params']),
      }),
    },
    tools,
  )
}
