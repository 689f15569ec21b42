import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { localized, workspaceParams } from '../../kit/api-shapes.ts'
import { audienceFormatIds } from './formats/index.ts'

const base = '/api/workspaces/:workspace/media'
const audience = z.object({
  segmentId: z.string().min(1).max(64),
  format: z.enum(audienceFormatIds),
  campaignId: z
    .uuid()
    .nullable()
    .default(null)
    .describe('A launched campaign whose control group is left out of the file'),
  use: z.enum(['target', 'exclude']).describe('Whom to show advertisements, or whom not to'),
})

export const listAudienceFormats = defineEndpoint({
  id: 'listAudienceFormats',
  method: 'GET',
  path: `${base}/formats`,
  permission: 'customers.export',
  summary: 'What advertising platforms take as a list of people',
  params: workspaceParams,
  response: z.object({ formats: z.array(z.object({ id: z.string(), label: localized, about: localized })) }),
})
export const checkAudienceFile = defineEndpoint({
  id: 'checkAudienceFile',
  method: 'POST',
  path: `${base}/audience-file/check`,
  permission: 'customers.export',
  summary: 'How many people a file would hold, and why the others are not in it',
  params: workspaceParams,
  body: audience,
  response: z.object({
    people: z.int().describe('In the segment'),
    rows: z.int().describe('In the file'),
    leftOut: z.object({
      ...{ control: z.int(), noSharing: z.int(), noProfiling: z.int(), doNotSend: z.int(), noKey: z.int() },
    }),
    smallest: z.int().describe('A file with fewer rows is refused'),
  }),
  ratePerMinute: 20,
})
export const takeAudienceFile = defineEndpoint({
  id: 'takeAudienceFile',
  method: 'POST',
  path: `${base}/audience-file`,
  permission: 'customers.export',
  summary: 'Hashed contact details of a segment for an advertising platform; written to the audit log',
  params: workspaceParams,
  body: audience.extend({ reason: z.string().trim().min(3).max(300).describe('What the file is for') }),
  response: z.string(),
  responseType: 'text/csv; charset=utf-8',
  ratePerMinute: 10,
})
