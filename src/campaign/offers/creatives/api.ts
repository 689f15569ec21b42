import { z } from 'zod'
import { writtenChannelIds } from '../../../interaction/index.ts'
import { defineEndpoint } from '../../../kit/api.ts'
import {
  customerId,
  instant,
  localized,
  minor,
  workspaceItemParams,
  workspaceParams,
} from '../../../kit/api-shapes.ts'
import { creativeFields, creativeInput } from '../creative.ts'

const creativeBase = '/api/workspaces/:workspace/creatives'
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
export const listCreativeVariables = defineEndpoint({
  id: 'listCreativeVariables',
  method: 'GET',
  path: '/api/workspaces/:workspace/creative-variables',
  permission: 'workspace.read',
  summary: 'What may be written with {{ … }} into messages of a channel',
  params: workspaceParams,
  query: z.object({ channel: z.enum(writtenChannelIds).default('email') }),
  response: z.object({
    items: z.array(
      z.object({
        name: z.string(),
        help: localized,
        personal: z.boolean().describe('False: the same for everyone, so links may use it'),
      }),
    ),
  }),
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

const problems = z.array(
  z.object({
    severity: z.enum(['error', 'warning']).describe('An error keeps a campaign from being launched'),
    message: localized,
  }),
)
export const checkCreative = defineEndpoint({
  id: 'checkCreative',
  method: 'POST',
  path: `${creativeBase}/check`,
  permission: 'workspace.read',
  summary: 'What is wrong with a creative in each of its languages, and which of them a customer would get',
  params: workspaceParams,
  body: creativeFields.extend({
    name: creativeFields.shape.name.or(z.literal('')),
    offerId: z.string().nullable().default(null),
    customerId: customerId.nullable().default(null),
  }),
  response: z.object({
    languages: z.array(
      z.object({
        language: z.string(),
        problems,
        missing: z
          .array(z.string())
          .describe('Variables the creative’s own language uses and this one does not'),
      }),
    ),
    reader: z
      .object({
        language: z.string().describe('Which they would get'),
        theirs: z.string().nullable().describe('What is known of their language'),
        reason: z.enum(['theirs', 'workspace', 'not_written', 'unknown']),
      })
      .nullable()
      .describe('Null where no customer is named, or may not be'),
  }),
  ratePerMinute: 240,
})
export const testCreative = defineEndpoint({
  id: 'testCreative',
  method: 'POST',
  path: `${creativeBase}/test`,
  permission: 'campaigns.edit',
  summary: 'Sends a creative in one of its languages to an address typed in; the address is not kept',
  params: workspaceParams,
  body: creativeFields.extend({
    address: z.string().trim().min(3).max(320),
    offerId: z.string().nullable().default(null),
  }),
  response: z.object({
    outcome: z.enum(['accepted', 'failed', 'unknown']),
    problem: localized.nullable(),
  }),
  ratePerMinute: 10,
})
