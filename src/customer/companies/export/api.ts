import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { workspaceParams } from '../../../kit/api-shapes.ts'
import { useId } from '../../privacy/purposes/api.ts'
import { smallGroupChoices } from '../../profiles/list/small-group-choices.ts'
import { companyWish } from '../api.ts'

export const companyExport = companyWish.extend({
  purpose: useId.default('analysis'),
  reason: z.string().trim().min(3).max(300).describe('What the file is for'),
  smallGroups: z
    .enum(smallGroupChoices)
    .optional()
    .describe(
      'What becomes of companies with too few contacts: without figures, left out, or as they are (owners); needed where there are such',
    ),
})

export const exportCompanies = defineEndpoint({
  id: 'exportCompanies',
  method: 'POST',
  path: '/api/workspaces/:workspace/companies/export',
  permission: 'customers.export',
  summary: 'The list of companies as CSV; written to the audit log',
  params: workspaceParams,
  body: companyExport,
  response: z.string(),
  responseType: 'text/csv; charset=utf-8',
  ratePerMinute: 30,
})

export const checkCompanyExport = defineEndpoint({
  id: 'checkCompanyExport',
  method: 'POST',
  path: '/api/workspaces/:workspace/companies/export/check',
  permission: 'customers.export',
  summary: 'How many companies of a file have so few contacts that its figures are those of single people',
  params: workspaceParams,
  body: companyWish,
  response: z.object({
    k: z.int().describe('As many contacts have to stand behind figures; a setting of the workspace'),
    rows: z.int(),
    below: z.int().describe('Companies with fewer, and sole traders'),
    soleTraders: z.int().describe('Of these: left out unless everything is taken as it is'),
  }),
  ratePerMinute: 60,
})
