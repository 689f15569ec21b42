import { z } from 'zod'
import { languageTag } from '../../../kit/language.ts'
import { jsonOrBlank } from '../../content/json-template.ts'

/** template and subscribe: forms the platform approved; custom: words within 48 hours after the customer's. */
export const messageKinds = ['template', 'subscribe', 'custom'] as const

export const creative = z
  .object({
    language: languageTag,
    kind: z.enum(messageKinds).default('template'),
    /** Number of the approved form. */
    template: z.string().trim().max(100).default(''),
    /** JSON object: what each place of the form says. */
    data: z.string().trim().max(4_000).default('').superRefine(jsonOrBlank),
    /** Where a touch leads; '' for nowhere. */
    link: z.string().trim().max(1_000).default(''),
    /** Of kind custom. */
    message: z.string().trim().max(600).default(''),
  })
  .superRefine(({ kind, template, data, message }, context) => {
    const needs = kind === 'custom' ? { message } : { template, data }
    for (const [name, value] of Object.entries(needs))
      if (value === '') context.addIssue({ code: 'custom', path: [name], message: `${name} is missing` })
  })

export const content = z.object({
  kind: z.enum(messageKinds),
  template: z.string(),
  data: z.record(z.string(), z.string()),
  link: z.string(),
  message: z.string(),
})
export type WechatContent = z.output<typeof content>
