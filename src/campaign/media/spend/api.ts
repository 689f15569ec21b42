import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import {
  instant,
  localized,
  minor,
  share,
  workspaceItemParams,
  workspaceParams,
} from '../../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace/media'
export const largestSpendFile = 5 * 1024 ** 2
const medium = z.string().trim().min(1).max(60)
const column = z.string().max(200).optional()
const columns = z.object({
  ...{ date: column, endDate: column, medium: column, campaign: column, impressions: column },
  ...{ clicks: column, spend: column, currency: column, conversions: column },
})

const wish = z.object({
  format: z
    .string()
    .max(40)
    .optional()
    .describe('Whose report it is; known by its columns where it is not said'),
  medium: medium.optional().describe('Of rows that name none; of a platform it is the platform'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  rate: z
    .string()
    .regex(/^\d{1,9}(?:\.\d{1,9})?$/)
    .refine((text) => Number(text) > 0)
    .optional()
    .describe("Units of the workspace's currency for one of the file's"),
  ...{ dateColumn: column, endDateColumn: column, mediumColumn: column, campaignColumn: column },
  ...{ impressionsColumn: column, clicksColumn: column, spendColumn: column, currencyColumn: column },
  conversionsColumn: column,
})
/** Query of a file: what it is, and which of its columns is what. */
export type SpendQuery = z.output<typeof wish>

const spendDay = z.object({
  ...{ medium: z.string(), campaign: z.string(), day: z.iso.date() },
  ...{
    impressions: z.number().nullable(),
    clicks: z.number().nullable(),
    conversions: z.number().nullable(),
  },
  spendMinor: minor,
})
const report = z.object({
  id: z.string().nullable().describe('null: it was only looked at, or nothing in it was new'),
  format: z.string(),
  header: z.array(z.string()),
  columns,
  currency: z.string(),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  rows: z.int().describe('Read; those of one medium, campaign and day are added up'),
  totals: z.int().describe('Rows of sums, which are left out'),
  spendMinor: minor.describe("Of the file's currency"),
  homeMinor: minor.nullable().describe("Of the workspace's; null while the rate is not known"),
  media: z.array(z.string()),
  campaigns: z.int(),
  added: z.int().describe('Days that were not known'),
  changed: z.int().describe('Days whose figures become others'),
  same: z.int(),
  sample: z.array(spendDay).describe('The first 20 days as they were read'),
  changes: z.array(
    z.object({
      ...{ medium: z.string(), campaign: z.string(), day: z.iso.date() },
      ...{ beforeMinor: minor, afterMinor: minor },
    }),
  ),
  bad: z.array(z.object({ row: z.int().describe('Of the file'), problem: localized })),
})

export const listSpendFormats = defineEndpoint({
  id: 'listSpendFormats',
  method: 'GET',
  path: `${base}/spend-formats`,
  permission: 'workspace.read',
  summary: 'Reports of advertising platforms that are known by their columns, and the general one',
  params: workspaceParams,
  response: z.object({ formats: z.array(z.object({ id: z.string(), label: localized, about: localized })) }),
})
export const checkSpend = defineEndpoint({
  id: 'checkSpend',
  method: 'POST',
  path: `${base}/spend/check`,
  permission: 'campaigns.edit',
  summary: 'Reads a report of spending without keeping it: its columns, its days, what it would change',
  params: workspaceParams,
  query: wish,
  upload: { maxBytes: largestSpendFile },
  response: report,
  ratePerMinute: 30,
})
export const importSpend = defineEndpoint({
  id: 'importSpend',
  method: 'POST',
  path: `${base}/spend`,
  permission: 'campaigns.edit',
  summary:
    'Takes a report of spending in; of each medium, campaign and day the newest word counts, the same again changes nothing; audited',
  params: workspaceParams,
  query: wish,
  upload: { maxBytes: largestSpendFile },
  response: report,
  ratePerMinute: 10,
})
export const listSpendImports = defineEndpoint({
  id: 'listSpendImports',
  method: 'GET',
  path: `${base}/spend-imports`,
  permission: 'workspace.read',
  summary: 'Reports of spending that were taken in, newest first',
  params: workspaceParams,
  response: z.object({
    items: z.array(
      z.object({
        ...{ id: z.string(), file: z.string(), format: z.string(), currency: z.string(), days: z.int() },
        spendMinor: minor.describe("In the workspace's currency"),
        ...{ importedAt: instant, undoneAt: instant.nullable() },
      }),
    ),
  }),
})
export const undoSpendImport = defineEndpoint({
  id: 'undoSpendImport',
  method: 'POST',
  path: `${base}/spend-imports/:id/undo`,
  permission: 'campaigns.edit',
  summary: 'Takes a report out again; what stood before it counts again; audited',
  params: workspaceItemParams.extend({ id: z.uuid() }),
  response: z.object({ days: z.int() }),
})

const source = z.object({
  kind: z
    .enum(['named', 'data'])
    .describe('Said by a colleague or in a link (utm_source); or a source of data'),
  source: z.string().trim().min(1).max(100),
  utmCampaign: z.string().trim().max(200).describe('Empty: whichever'),
})
export type MediaSource = z.output<typeof source>
const shownSource = source.extend({ label: z.string() })

export const listMediaTies = defineEndpoint({
  id: 'listMediaTies',
  method: 'GET',
  path: `${base}/ties`,
  permission: 'customers.read',
  summary: 'Media and their campaigns, which sources of people belong to each, and the sources there are',
  params: workspaceParams,
  response: z.object({
    items: z.array(
      z.object({
        medium: z.string(),
        label: localized,
        campaign: z.string().describe('Empty: the medium as a whole'),
        spendMinor: minor.describe('Of the last 365 days'),
        sources: z.array(shownSource),
        suggested: z.array(shownSource).describe('Sources whose campaign has the same name'),
      }),
    ),
    sources: z
      .array(shownSource.extend({ people: z.int() }))
      .describe('Where people of the last 365 days came from, those who brought most first; up to 300'),
  }),
})
export const saveMediaTie = defineEndpoint({
  id: 'saveMediaTie',
  method: 'PUT',
  path: `${base}/ties`,
  permission: 'campaigns.edit',
  summary:
    'Says which sources of people belong to a campaign of a medium, in the place of those before; audited',
  params: workspaceParams,
  body: z.object({
    medium,
    campaign: z.string().trim().max(200),
    sources: z.array(source).max(50),
  }),
  response: z.object({ before: z.array(source) }),
})

const between = z.object({ estimate: z.number(), lo: z.number().nullable(), hi: z.number().nullable() })
const shareBetween = z.object({ estimate: share, lo: share, hi: share })
const figures = z.object({
  spendMinor: minor,
  impressions: z.number().nullable().describe('null: no report says'),
  clicks: z.number().nullable(),
  conversions: z.number().nullable().describe('As the platform counts them'),
  costPerClickMinor: z.number().nullable(),
  isTied: z.boolean().describe('Whether any source of people belongs to it'),
  people: z.int().describe('First seen in the period, from its sources'),
  customers: z.int().describe('Those of them who have bought'),
  conversion: shareBetween.nullable().describe('Customers of people, with the 95 % interval of Wilson'),
  costPerPersonMinor: z.number().nullable(),
  costPerCustomerMinor: z.number().nullable(),
  quality: z
    .object({
      customers: z.int().describe('Whose first purchase is 90 days ago'),
      ordersEach: z.number().describe('Orders in the first 90 days, the first among them'),
      returned: shareBetween.describe('Who bought again within these 90 days'),
      contributionMinor: between.describe('Margin of these 90 days per customer, with its 95 % interval'),
    })
    .nullable()
    .describe('null: of nobody yet'),
  earnedMinor: minor.nullable().describe('Margin of the people of the period up to now'),
  repaidShare: z.number().nullable().describe('Of the spending of the period'),
  repaidBy: z.iso
    .date()
    .nullable()
    .describe('End of the week in which the spending had come back; null: not yet'),
})
export const getMediaFigures = defineEndpoint({
  id: 'getMediaFigures',
  method: 'GET',
  path: `${base}/figures`,
  permission: 'workspace.read',
  summary:
    'What each medium and campaign cost in a period, whom it brought, and how good they are: orders and margin of 90 days, return, payback',
  params: workspaceParams,
  query: z.object({
    weeks: z.coerce
      .number()
      .int()
      .min(1)
      .max(156)
      .default(26)
      .describe('Up to today, from a Monday on; by the clock of the workspace'),
  }),
  response: z.object({
    computedAt: instant,
    from: z.iso.date(),
    to: z.iso.date(),
    currency: z.string(),
    basis: localized.describe('What margin is made of'),
    media: z.array(
      figures.extend({
        medium: z.string(),
        label: localized,
        campaigns: z.array(figures.extend({ campaign: z.string() })),
      }),
    ),
    weeks: z.array(
      z.object({
        week: z.iso.date().describe('Its Monday'),
        medium: z.string(),
        spendMinor: minor,
        people: z.int(),
        customers: z.int(),
        costPerCustomerMinor: z.number().nullable(),
      }),
    ),
  }),
})
export type MediaFigures = z.output<typeof getMediaFigures.response>
export type FigureSet = z.output<typeof figures>
