import type { z } from 'zod'
import { houseLocale } from '../../../kit/language.ts'
import { readTemplate } from '../../content/json-template.ts'
import type { SmsSource } from '../../ports.ts'
import type { Compose, ComposeTools } from '../channel.ts'
import { composeTexts } from '../compose-texts.ts'
import type { SmsContent } from './content.ts'

/** What every message of a connection begins and ends with. */
export interface SmsFrame {
  sign: string
  optOut: string
  /** For those who do not read Chinese; blank: the same words for all. */
  optOutOther: string
}

/** How to opt out, in words the reader knows. */
export function optOutFor({ optOut, optOutOther }: SmsFrame, language: string): string {
  // Who wants no such words wants them in no language.
  const own = houseLocale(language) === 'zh-CN' || optOut === '' || optOutOther === ''
  return own ? optOut : optOutOther
}

/** 【签名】 before, how to opt out behind, as carriers ask of marketing. */
export function framed(frame: SmsFrame, text: string, language: string, isMarketing: boolean): string {
  const { sign } = frame
  const optOut = optOutFor(frame, language)
  const signed = sign === '' || text.startsWith(`【${sign}】`) ? text : `【${sign}】${text}`
  if (!isMarketing || optOut === '' || signed.endsWith(optOut)) return signed
  return `${signed}${/[\w.!?]$/.test(signed) && /^\w/.test(optOut) ? ' ' : ''}${optOut}`
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
      write: ({ language, params, templateNumber }, [text = '', ...filled], { plan }) => ({
        text: framed(frame, text, language, !plan.transactional),
        plain: text,
        templateNumber,
        params: params === '' ? {} : (readTemplate(params).filled(filled) as SmsContent['params']),
      }),
    },
    tools,
  )
}
