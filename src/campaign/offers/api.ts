import { z } from 'zod'
import { channelCreative, creativeSource, writtenChannelIds } from '../../interaction/index.ts'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, localized, minor, workspaceItemParams, workspaceParams } from '../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace/offers'
export const offerInput = z.object({
  name: z.string().trim().min(1).max(100),
  kind: z.enum(['percent_off', 'amount_off', 'gift', 'service', 'content']),
  /** percent_off: percent; amount_off: minor units; otherwise 0. */
  value: z.number().min(0).max(1_000_000_000),
  minimumSpendMinor: minor.min(0).default(0),
  /** What one redemption costs beyond the discount itself (gift, service). */
  costMinor: minor.min(0).default(0),
  code: z.string().max(40).default(''),
  words: z.string().trim().min(1).max(300).describe('The promise as the customer reads it'),
  validDays: z.int().min(1).max(365).default(30),
})
export const offerShape = offerInput.extend({
  id: z.string(),
  version: z.int(),
  updatedAt: instant,
  deletedAt: instant.nullable(),
})
export const listOffers = defineEndpoint({
  id: 'listOffers',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'Offers',
  params: workspaceParams,
  query: z.object({ deleted: z.stringbool().optional() }),
  response: z.object({ items: z.array(offerShape) }),
})
export const createOffer = defineEndpoint({
  id: 'createOffer',
  method: 'POST',
  path: base,
  permission: 'campaigns.edit',
  summary: 'Adds an offer',
  params: workspaceParams,
  body: offerInput,
  response: offerShape,
})
export const updateOffer = defineEndpoint({
  id: 'updateOffer',
  method: 'PUT',
  path: `${base}/:id`,
  permission: 'campaigns.edit',
  summary: 'Changes an offer; launched campaigns keep theirs',
  params: workspaceItemParams,
  body: offerInput,
  response: offerShape,
})
export const deleteOffer = defineEndpoint({
  id: 'deleteOffer',
  method: 'DELETE',
  path: `${base}/:id`,
  permission: 'campaigns.edit',
  summary: 'Puts an offer into the bin',
  params: workspaceItemParams,
  response: offerShape,
})
export const restoreOffer = defineEndpoint({
  id: 'restoreOffer',
  method: 'POST',
  path: `${base}/:id/restore`,
  permission: 'campaigns.edit',
  summary: 'Takes an offer out of the bin',
  params: workspaceItemParams,
  response: offerShape,
})

const creativeBase = '/api/workspaces/:workspace/creatives'
const creativeFields = z.object({
  name: z.string().trim().min(1).max(100),
  channel: z.enum(writtenChannelIds).default('email'),
  language: z.enum(['zh-CN', 'en']),
  templateId: z.string().max(60).nullable().default(null),
  subject: z.string().trim().max(200).default('').describe('Of a mail'),
  preheader: z.string().max(200).default(''),
  mjml: z.string().max(200_000).default('').describe('Of a mail'),
  text: z
    .string()
    .trim()
    .max(3_000)
    .default('')
    .describe('Of an SMS, whose sign and how to opt out are added, or of a letter'),
  templateNumber: z
    .string()
    .trim()
    .max(60)
    .default('')
    .describe('Under which an SMS was filed with the carrier'),
  fields: z
    .record(z.string().max(40), z.union([z.string().max(20_000), z.number(), z.boolean()]))
    .optional()
    .describe('Of other channels: what each asks, by name'),
})
/** What an author writes, complete as its channel asks. */
export const creativeInput = creativeFields.superRefine((creative, context) => {
  const parsed = channelCreative(creative.channel).safeParse(creativeSource(creative))
  for (const { path, message } of parsed.error?.issues ?? [])
    context.addIssue({ code: 'custom', path: path.map(String), message })
})
export const creativeShape = creativeFields.extend({
  id: z.string(),
  version: z.int(),
  updatedAt: instant,
  deletedAt: instant.nullable(),
})
export const listCreatives = defineEndpoint({
  id: 'listCreatives',
  method: 'GET',
  path: creativeBase,
  permission: 'workspace.read',
  summary: 'Creatives',
  params: workspaceParams,
  query: z.object({ deleted: z.stringbool().optional() }),
  response: z.object({ items: z.array(creativeShape) }),
})
export const createCreative = defineEndpoint({
  id: 'createCreative',
  method: 'POST',
  path: creativeBase,
  permission: 'campaigns.edit',
  summary: 'Adds a creative',
  params: workspaceParams,
  body: creativeInput,
  response: creativeShape,
})
export const updateCreative = defineEndpoint({
  id: 'updateCreative',
  method: 'PUT',
  path: `${creativeBase}/:id`,
  permission: 'campaigns.edit',
  summary: 'Changes a creative',
  params: workspaceItemParams,
  body: creativeInput,
  response: creativeShape,
})
export const deleteCreative = defineEndpoint({
  id: 'deleteCreative',
  method: 'DELETE',
  path: `${creativeBase}/:id`,
  permission: 'campaigns.edit',
  summary: 'Puts a creative into the bin',
  params: workspaceItemParams,
  response: creativeShape,
})
export const listTemplates = defineEndpoint({
  id: 'listTemplates',
  method: 'GET',
  path: '/api/workspaces/:workspace/creative-templates',
  permission: 'workspace.read',
  summary: 'Templates that come with the product',
  params: workspaceParams,
  response: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        name: localized,
        help: localized,
        objective: z.enum(['acquire', 'retain', 'grow', 'return', 'any']),
        language: z.enum(['zh-CN', 'en']),
        subject: z.string(),
        preheader: z.string(),
        mjml: z.string(),
      }),
    ),
  }),
})
export const previewCreative = defineEndpoint({
  id: 'previewCreative',
  method: 'POST',
  path: `${creativeBase}/preview`,
  permission: 'workspace.read',
  summary: 'Renders with the engine that sends, for a real customer where one is named',
  params: workspaceParams,
  body: creativeFields.pick({ subject: true, preheader: true, mjml: true, language: true }).extend({
    offerId: z.string().nullable().default(null),
    customerId: z.string().nullable().default(null),
  }),
  response: z.object({
    subject: z.string(),
    html: z.string(),
    text: z.string(),
    bytes: z.int(),
    problems: z.array(
      z.object({
        severity: z.enum(['error', 'warning']).describe('An error keeps a campaign from being launched'),
        message: localized,
        area: z.enum(['sending', 'spam', 'accessibility']).optional(),
        line: z.int().nullable().optional().describe('Of the layout, from 1'),
      }),
    ),
    variables: z.array(z.string()),
  }),
  ratePerMinute: 240,
})
export const previewSms = defineEndpoint({
  id: 'previewSms',
  method: 'POST',
  path: `${creativeBase}/preview-sms`,
  permission: 'workspace.read',
  summary: 'An SMS as it goes out, with its sign and how to opt out, its parts and what one costs',
  params: workspaceParams,
  body: creativeFields.pick({ text: true, language: true }).extend({
    offerId: z.string().nullable().default(null),
    customerId: z.string().nullable().default(null),
  }),
  response: z.object({
    text: z.string(),
    encoding: z.enum(['gsm7', 'ucs2']),
    parts: z.int().describe('SMS it is charged as, for this customer'),
    units: z.int().describe('Characters as the alphabet counts them'),
    left: z.int().describe('Characters that still fit into the last part'),
    costMinor: minor
      .nullable()
      .describe('All parts, at the price of the connection; null where none is named'),
    problems: z.array(z.object({ severity: z.enum(['error', 'warning']), message: localized })),
    variables: z.array(z.string()),
  }),
  ratePerMinute: 240,
})
export const previewMessage = defineEndpoint({
  id: 'previewMessage',
  method: 'POST',
  path: `${creativeBase}/preview-message`,
  permission: 'workspace.read',
  summary: 'A message made of texts, for webhooks, push and the like, as one recipient gets it',
  params: workspaceParams,
  body: creativeFields.pick({ channel: true, language: true, fields: true }).extend({
    offerId: z.string().nullable().default(null),
    customerId: z.string().nullable().default(null),
  }),
  response: z.object({
    message: z.record(z.string(), z.string()).describe('By part of the message'),
    problems: z.array(z.object({ severity: z.enum(['error', 'warning']), message: localized })),
    variables: z.array(z.string()),
  }),
  ratePerMinute: 240,
})
export const restoreCreative = defineEndpoint({
  id: 'restoreCreative',
  method: 'POST',
  path: `${creativeBase}/:id/restore`,
  permission: 'campaigns.edit',
  summary: 'Takes a creative out of the bin',
  params: workspaceItemParams,
  response: creativeShape,
})
