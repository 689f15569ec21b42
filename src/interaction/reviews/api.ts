import { noteTopics } from '@liangti/models'
import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  localized,
  pageOf,
  share,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace'
export const largestReviewFile = 5 * 1024 ** 2
const topic = z.enum(noteTopics)
const sentiment = z.union([z.literal(-1), z.literal(0), z.literal(1)])
const source = z.string().trim().min(1).max(60)

export const reviewShape = z.object({
  id: z.string(),
  importId: z.string(),
  source: z.string(),
  ref: z.string(),
  at: instant,
  stars: z.int().min(1).max(5).nullable(),
  productId: z.string(),
  product: z.string().describe('Its name in the catalogue, or its number'),
  customerId: customerId.nullable().describe('null: nobody knows who wrote it'),
  words: z.string().nullable().describe('null: the reader may not see notes, or the writer was erased'),
  topics: z.array(topic),
  sentiment,
  isCorrected: z.boolean().describe('A colleague said what it is about'),
})

export const reviewFilterQuery = z.object({
  source: z.string().max(60).optional(),
  topic: topic.optional(),
  sentiment: z.coerce.number().pipe(sentiment).optional(),
  stars: z.coerce.number().int().min(1).max(5).optional(),
  product: z.string().max(200).optional(),
  days: z.coerce.number().int().min(1).max(3_650).default(365),
})

export const listReviews = defineEndpoint({
  id: 'listReviews',
  method: 'GET',
  path: `${base}/reviews`,
  permission: 'customers.read',
  summary: 'What people wrote elsewhere, newest first',
  params: workspaceParams,
  query: cursorQuery.extend(reviewFilterQuery.shape).extend({
    search: z
      .string()
      .trim()
      .max(80)
      .optional()
      .describe('In the words; they are sealed, so the newest 5,000 that fit the rest are opened for it'),
    customer: customerId.optional(),
  }),
  response: pageOf(reviewShape),
})

const counted = z.object({ n: z.int(), share, lo: share, hi: share })
export const getReviewFigures = defineEndpoint({
  id: 'getReviewFigures',
  method: 'GET',
  path: `${base}/review-figures`,
  permission: 'customers.read',
  summary:
    'What reviews are about and how they sound, in all and month by month; shares with intervals at 95 %',
  params: workspaceParams,
  query: reviewFilterQuery,
  response: z.object({
    computedAt: instant,
    n: z.int(),
    stars: z.object({ n: z.int(), mean: z.number(), lo: z.number(), hi: z.number() }).nullable(),
    annoyed: counted.nullable(),
    topics: z
      .array(z.object({ topic, about: counted, annoyed: counted }))
      .describe('Of all reviews those about it, and of these the annoyed ones; the most frequent first'),
    months: z.array(
      z.object({
        month: z.string().regex(/^\d{4}-\d{2}$/),
        n: z.int(),
        annoyed: counted,
        topics: z.array(z.object({ topic, about: counted })),
      }),
    ),
    sources: z.array(z.object({ source: z.string(), n: z.int() })),
    corrected: z.int().describe('Coded by a colleague'),
  }),
})

export const importReviews = defineEndpoint({
  id: 'importReviews',
  method: 'POST',
  path: `${base}/reviews/import`,
  permission: 'customers.edit',
  summary:
    'Reviews as a file (CSV, XLSX, lines of JSON): words and date, optional stars, product, customer, ref, source. A ref comes in once; bad rows are named',
  params: workspaceParams,
  query: z.object({
    source: source.describe('Where they were written; a column of that name goes before it'),
  }),
  upload: { maxBytes: largestReviewFile },
  response: z.object({
    id: z.string().nullable().describe('null: nothing new was in it'),
    added: z.int(),
    already: z.int(),
    linked: z.int().describe('Of the added those whose writer is a known customer'),
    bad: z.array(z.object({ row: z.int().describe('Of the file; the header is 1'), problem: localized })),
  }),
  ratePerMinute: 10,
})

export const listReviewImports = defineEndpoint({
  id: 'listReviewImports',
  method: 'GET',
  path: `${base}/review-imports`,
  permission: 'customers.read',
  summary: 'Files of reviews, newest first',
  params: workspaceParams,
  response: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        file: z.string(),
        source: z.string(),
        reviews: z.int(),
        importedAt: instant,
        undoneAt: instant.nullable(),
      }),
    ),
  }),
})

export const undoReviewImport = defineEndpoint({
  id: 'undoReviewImport',
  method: 'POST',
  path: `${base}/review-imports/:id/undo`,
  permission: 'customers.edit',
  summary: 'Takes the reviews of a file out again, corrections with them; audited',
  params: workspaceItemParams,
  response: z.object({ removed: z.int() }),
})

export const correctReview = defineEndpoint({
  id: 'correctReview',
  method: 'PUT',
  path: `${base}/reviews/:id/coding`,
  permission: 'customers.edit',
  summary: 'Says what a review is about and how it sounds, in the place of the model; audited',
  params: workspaceItemParams,
  body: z.object({ topics: z.array(topic).max(noteTopics.length), sentiment }),
  response: z.object({ id: z.string() }),
})
