import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  pageOf,
  taskShape,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'
import { comparedKinds } from './likeness/columns.ts'
import { identityRules, stitchingKinds } from './rules.ts'

const base = '/api/workspaces/:workspace/identity'

const person = z.object({ customerId, label: z.string().describe('Masked; never in clear') })
const agreement = z.object({
  kind: z.string(),
  people: z.int().describe('How many people carry the value, these two among them'),
})

export const mergeProposal = z.object({
  id: z.string(),
  left: person,
  right: person,
  agree: z.array(z.object({ kind: z.string(), masked: z.string() })).describe('What both carry'),
  differ: z
    .array(z.object({ kind: z.string(), left: z.string(), right: z.string() }))
    .describe('Of one kind, each another value; masked'),
  evidence: z.array(agreement).describe('The value they share, where that led to the proposal'),
  probability: z
    .number()
    .nullable()
    .describe('That they are one person, by likeness; null where they share a value'),
  weights: z
    .array(z.object({ kind: z.enum(comparedKinds), level: z.string(), bits: z.number() }))
    .describe('What each field says for (above 0) or against, as log2 of odds; missing ones are left out'),
  later: z.boolean().describe('Put off by somebody; it stands behind the others'),
  proposedAt: instant,
})

export const listProposals = defineEndpoint({
  id: 'listMergeProposals',
  method: 'GET',
  path: `${base}/proposals`,
  permission: 'customers.read',
  summary: 'Pairs that look like one person and wait for a decision, oldest first, those put off last',
  params: workspaceParams,
  query: cursorQuery,
  response: pageOf(mergeProposal),
})

export const decideProposal = defineEndpoint({
  id: 'decideMergeProposal',
  method: 'POST',
  path: `${base}/proposals/:id/decision`,
  permission: 'customers.merge',
  summary:
    'Merges the two, keeping the number of one of them, or leaves them apart for good, both audited; or puts it off',
  params: workspaceItemParams,
  body: z.object({
    decision: z.enum(['merge', 'apart', 'later']),
    keep: customerId.optional().describe('Whose number and values win; the first of the pair where absent'),
  }),
  response: z.object({ mergeId: z.string().nullable() }),
})

export const mergeRecord = z.object({
  id: z.string(),
  kept: person,
  merged: person,
  rule: z
    .string()
    .describe('anonymous, unionid, card, openid, email, phone, device: by rule; review: by a person'),
  decidedBy: z.string(),
  evidence: z.array(agreement),
  mergedAt: instant,
  undoneAt: instant.nullable(),
  undoneBy: z.string().nullable(),
})

export const listMerges = defineEndpoint({
  id: 'listMerges',
  method: 'GET',
  path: `${base}/merges`,
  permission: 'customers.read',
  summary: 'Merges, newest first; of one customer: all that made it what it is, and those undone',
  params: workspaceParams,
  query: cursorQuery.extend({ customer: customerId.optional() }),
  response: pageOf(mergeRecord),
})

export const undoMergeEndpoint = defineEndpoint({
  id: 'undoMerge',
  method: 'POST',
  path: `${base}/merges/:id/undo`,
  permission: 'customers.merge',
  summary: 'Takes a merge back: every figure is again what it was without it; audited',
  params: workspaceItemParams,
  response: mergeRecord,
})

export const findDuplicates = defineEndpoint({
  id: 'findDuplicates',
  method: 'POST',
  path: `${base}/find`,
  permission: 'customers.merge',
  summary:
    'Applies the rules now: merges records of which at most one is an account, proposes pairs of accounts',
  params: workspaceParams,
  response: z.object({ merged: z.int(), proposed: z.int() }),
})

export const compareRecords = defineEndpoint({
  id: 'compareRecords',
  method: 'POST',
  path: `${base}/compare`,
  permission: 'customers.merge',
  summary:
    'Compares all records by name, telephone, e-mail, address and birthday and proposes those that are probably one person',
  params: workspaceParams,
  response: z.object({ taskId: z.string() }),
})

export const getLikeness = defineEndpoint({
  id: 'getLikeness',
  method: 'GET',
  path: `${base}/likeness`,
  permission: 'customers.read',
  summary: 'What the newest comparison of all records found, and what each field says by it',
  params: workspaceParams,
  response: z.object({
    taskId: z.string().nullable().describe('Of a comparison under way'),
    lastTask: taskShape.nullable().describe('The comparison that ended last'),
    run: z
      .object({
        ranAt: instant,
        records: z.int(),
        candidates: z.int().describe('Pairs that were compared'),
        proposed: z.int(),
        threshold: z.number(),
        answers: z.int().describe('Answers of people it had learned from'),
        prior: z.number(),
        fields: z.array(
          z.object({
            kind: z.enum(comparedKinds),
            learned: z.boolean(),
            levels: z.array(z.object({ level: z.string(), m: z.number(), u: z.number(), bits: z.number() })),
          }),
        ),
      })
      .nullable(),
  }),
})

export const identityGraph = z.object({
  records: z.array(customerId).describe('Keys of the person, its own among them'),
  values: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      masked: z.string(),
      carriedBy: z.array(z.object({ record: customerId, source: z.string(), firstSeenAt: instant })),
    }),
  ),
  identifiers: z.int().describe('All there are; of many the newest are shown'),
  merges: z.array(mergeRecord),
})

export const getIdentityGraph = defineEndpoint({
  id: 'getIdentityGraph',
  method: 'GET',
  path: '/api/workspaces/:workspace/customers/:id/identity',
  permission: 'customers.read',
  summary:
    'The records a customer is made of, what each is known by (masked), and the merges that joined them',
  params: workspaceItemParams,
  response: identityGraph,
})

const nameSearch = z
  .boolean()
  .describe('Whether customers are found by parts of their name and by pinyin; keeps keyed hashes of these')

const likenessThreshold = z
  .number()
  .min(0.5)
  .max(0.999)
  .describe('Pairs at least this probable are proposed by likeness')

export const getIdentityRules = defineEndpoint({
  id: 'getIdentityRules',
  method: 'GET',
  path: `${base}/rules`,
  permission: 'customers.read',
  summary: 'Which identifiers say that two records are one person, in the order they are asked',
  params: workspaceParams,
  response: z.object({ rules: identityRules, nameSearch, likenessThreshold }),
})

export const previewIdentityRules = defineEndpoint({
  id: 'previewIdentityRules',
  method: 'POST',
  path: `${base}/rules/preview`,
  permission: 'customers.read',
  summary: 'What looking for duplicates by these rules would do now, rule by rule; changes nothing',
  params: workspaceParams,
  body: z.object({ rules: identityRules }),
  response: z.object({
    rules: z.array(
      z.object({
        kind: z.enum(stitchingKinds),
        shared: z.int().describe('Values that several people carry'),
        tooMany: z.int().describe('Of them, left alone because too many of one system carry them'),
        merges: z.int(),
        proposals: z.int(),
        cut: z.boolean().describe('Only the first 200,000 values were looked at'),
      }),
    ),
  }),
})

export const setIdentityRules = defineEndpoint({
  id: 'setIdentityRules',
  method: 'PUT',
  path: `${base}/rules`,
  permission: 'settings.manage',
  summary: 'Replaces the rules; what was merged before stays merged; audited',
  params: workspaceParams,
  body: z.object({
    rules: identityRules,
    nameSearch: nameSearch.optional(),
    likenessThreshold: likenessThreshold.optional(),
  }),
  response: z.object({ rules: identityRules, nameSearch, likenessThreshold }),
})

const block = z.object({
  id: z.string(),
  kind: z.enum(stitchingKinds),
  masked: z.string(),
  createdAt: instant,
})

export const listBlocks = defineEndpoint({
  id: 'listIdentityBlocks',
  method: 'GET',
  path: `${base}/blocks`,
  permission: 'customers.read',
  summary: 'Values that say nothing about who somebody is; masked',
  params: workspaceParams,
  response: z.object({ items: z.array(block) }),
})

export const addBlock = defineEndpoint({
  id: 'addIdentityBlock',
  method: 'POST',
  path: `${base}/blocks`,
  permission: 'customers.merge',
  summary: 'No rule merges by this value any more, such as the telephone of a shop; audited',
  params: workspaceParams,
  body: z.object({ kind: z.enum(stitchingKinds), value: z.string().min(1).max(254) }),
  response: block,
})

export const removeBlock = defineEndpoint({
  id: 'removeIdentityBlock',
  method: 'DELETE',
  path: `${base}/blocks/:id`,
  permission: 'customers.merge',
  summary: 'Rules may merge by this value again; audited',
  params: workspaceItemParams,
  response: z.object({ removed: z.boolean() }),
})
