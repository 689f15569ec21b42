import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { customerId, instant, localized, share, workspaceParams } from '../../kit/api-shapes.ts'
import { prospectSettings } from './stages.ts'

const base = '/api/workspaces/:workspace/prospects'
const stage = z.object({ id: z.string(), label: localized })
const person = z.object({ id: z.string(), name: z.string() })

/** Where somebody came from. */
export const prospectSource = z.object({
  kind: z
    .enum(['said', 'campaign', 'data', ''])
    .describe(
      'said by a colleague; the first campaign (utm_source); the data source that told of them first',
    ),
  id: z.string().describe('What rules and filters name'),
  label: z.string(),
})

export const prospectChoices = defineEndpoint({
  id: 'prospectChoices',
  method: 'GET',
  path: `${base}/choices`,
  permission: 'customers.read',
  summary: 'Stages, reasons for losing somebody, and colleagues who can look after a prospect',
  params: workspaceParams,
  response: z.object({
    stages: z.array(stage).describe('In order, bought and lost last'),
    reasons: z.array(stage),
    owners: z.array(person),
    settings: prospectSettings.nullable().describe('null: the standard ones'),
  }),
})

export const saveProspectSettings = defineEndpoint({
  id: 'saveProspectSettings',
  method: 'PUT',
  path: `${base}/settings`,
  permission: 'segments.edit',
  summary: 'Replaces stages and reasons; one that the history names stays; audited',
  params: workspaceParams,
  body: prospectSettings,
  response: prospectSettings,
})

const conversion = z
  .object({ estimate: share, lo: share, hi: share })
  .nullable()
  .describe('Share with its 95 % interval (Wilson); null: of nobody')
const days = z.number().nullable().describe('Median, in days; null: of nobody')

const filter = z.object({
  from: z.iso.date().optional().describe('First seen from this day on'),
  to: z.iso.date().optional().describe('First seen up to this day'),
  owner: z.string().max(64).optional().describe('A colleague, or `none`'),
})

export type ProspectFilter = z.output<typeof filter>

export const prospectOverview = defineEndpoint({
  id: 'prospectOverview',
  method: 'GET',
  path: `${base}/overview`,
  permission: 'customers.read',
  summary:
    'Prospects by stage with conversion and time, by where they came from, by who looks after them, and why they were lost',
  params: workspaceParams,
  query: filter,
  response: z.object({
    computedAt: instant,
    people: z.int().describe('Everybody who came as a prospect, those who bought since among them'),
    prospects: z.int().describe('Who has not bought and is not lost'),
    won: z.int(),
    lost: z.int(),
    conversion,
    stages: z.array(
      stage.extend({
        here: z.int(),
        reached: z
          .int()
          .nullable()
          .describe('Who came this far or farther, whoever bought all the way; null: not a step'),
        fromBefore: conversion.describe('Share of those who reached the stage before; null for the first'),
        daysHere: days.describe('How long those who stand there have'),
        daysSpent: days.describe('How long those who left it had stayed'),
      }),
    ),
    sources: z.array(
      z.object({
        source: prospectSource,
        people: z.int(),
        prospects: z.int(),
        won: z.int(),
        lost: z.int(),
        conversion,
      }),
    ),
    owners: z.array(
      z.object({
        owner: person.nullable().describe('null: nobody looks after them'),
        people: z.int(),
        prospects: z.int(),
        won: z.int(),
        lost: z.int(),
        conversion,
        overdue: z.int().describe('Prospects whose next step was due before today'),
      }),
    ),
    reasons: z.array(stage.extend({ people: z.int() })),
  }),
})

const note = z
  .string()
  .trim()
  .max(1_000)
  .default('')
  .describe('In free words; kept encrypted under the key of the customer')
export const prospectChange = z.discriminatedUnion('change', [
  z.object({
    change: z.literal('stage'),
    stage: z.string().max(40),
    reason: z.string().max(40).default('').describe('Needed where they are lost'),
    note,
  }),
  z.object({
    change: z.literal('owner'),
    owner: z.string().max(64).nullable().describe('null: nobody'),
    note,
  }),
  z.object({
    change: z.literal('source'),
    source: z.string().trim().max(60).describe('Where they came from; blank: as the facts say'),
    note,
  }),
  z.object({
    change: z.literal('recommender'),
    recommendedBy: customerId.nullable().describe('The customer who recommended them; null: nobody'),
    note,
  }),
  z.object({
    change: z.literal('next'),
    on: z.iso.date().nullable().describe('null: nothing is planned'),
    note,
  }),
])

export const newProspect = z.object({
  name: z.string().trim().max(100).default(''),
  phone: z.string().trim().max(40).default('').describe('This or a mail address is needed'),
  email: z.string().trim().max(200).default(''),
  source: z.string().trim().max(60).default('').describe('Where they came from'),
  owner: z.string().max(64).nullable().default(null),
  next: z.object({ on: z.iso.date(), note }).nullable().default(null).describe('What is done next, and when'),
  note,
  recommendedBy: customerId.nullable().default(null),
})

export const createProspect = defineEndpoint({
  id: 'createProspect',
  method: 'POST',
  path: base,
  permission: 'customers.edit',
  summary:
    'A prospect that was typed in; where the telephone or mail address belongs to somebody known, they are named and nobody is made; audited',
  params: workspaceParams,
  body: newProspect,
  response: z.object({
    customerId: customerId.nullable().describe('null: nobody was made'),
    changeId: z.string().nullable().describe('Takes it back'),
    known: z
      .array(z.object({ customerId, label: z.string(), by: z.array(z.enum(['phone', 'email'])) }))
      .describe('Whose the telephone or mail address is'),
  }),
})

export const undoCreateProspect = defineEndpoint({
  id: 'undoCreateProspect',
  method: 'POST',
  path: `${base}/made/:id/undo`,
  permission: 'customers.edit',
  summary: 'Takes a prospect that was typed in back; somebody of whom more is known since stays; audited',
  params: workspaceParams.extend({ id: z.uuid() }),
  response: z.object({ removed: z.int() }),
})

export const changeProspects = defineEndpoint({
  id: 'changeProspects',
  method: 'POST',
  path: `${base}/changes`,
  permission: 'customers.edit',
  summary:
    'Stage, owner, source or next step of up to 1,000 people; of whoever has bought the stage is a fact and stays; audited',
  params: workspaceParams,
  body: z.object({ customers: z.array(customerId).min(1).max(1_000), what: prospectChange }),
  response: z.object({
    changeId: z.string(),
    changed: z.int(),
    bought: z.int().describe('Left as they are, for they have bought'),
  }),
})

export const undoProspectChange = defineEndpoint({
  id: 'undoProspectChange',
  method: 'POST',
  path: `${base}/changes/:id/undo`,
  permission: 'customers.edit',
  summary: 'Takes a change back for everybody it was about; what was said since stays; audited',
  params: workspaceParams.extend({ id: z.uuid() }),
  response: z.object({ changed: z.int() }),
})

const moment = z.object({
  at: instant,
  what: z.enum(['seen', 'stage', 'owner', 'source', 'next', 'recommender', 'bought']),
  from: localized.nullable(),
  to: localized.nullable(),
  reason: localized.nullable(),
  note: z.string().nullable(),
  by: z.string().nullable().describe('Who said it; null: the facts'),
  changeId: z.string().nullable(),
  takenBack: z.object({ at: instant, by: z.string() }).nullable(),
  mayUndo: z.boolean(),
})

export const customerProspect = defineEndpoint({
  id: 'customerProspect',
  method: 'GET',
  path: '/api/workspaces/:workspace/customers/:id/prospect',
  permission: 'customers.read',
  summary: 'Where a customer stands as a prospect, where they came from, and the whole history',
  params: workspaceParams.extend({ id: customerId }),
  response: z.object({
    cameAsProspect: z.boolean(),
    stage,
    since: instant,
    days: z.int().describe('Calendar days in this stage'),
    reason: localized.nullable(),
    owner: person.nullable(),
    source: prospectSource,
    recommendedBy: z.object({ customerId, label: z.string() }).nullable(),
    recommended: z
      .array(z.object({ customerId, label: z.string(), since: instant, hasBought: z.boolean() }))
      .describe('Whom they recommended themselves, newest first; up to 50'),
    firstSeen: instant,
    boughtAt: instant.nullable(),
    firstTouch: z
      .object({
        at: instant,
        event: z.string(),
        channel: z.string(),
        utmSource: z.string(),
        utmMedium: z.string(),
        utmCampaign: z.string(),
      })
      .nullable(),
    next: z.object({ on: z.iso.date(), note: z.string().nullable(), isOverdue: z.boolean() }).nullable(),
    history: z.array(moment).describe('Newest first'),
  }),
})
