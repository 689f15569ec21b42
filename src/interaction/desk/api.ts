import { z } from 'zod'
import { servedProfile } from '../../customer/index.ts'
import { defineEndpoint } from '../../kit/api.ts'
import {
  customerId,
  instant,
  localized,
  minor,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'
import { outcomes, refusalIds } from './outcomes.ts'

const base = '/api/workspaces/:workspace/desk'
export const deskKind = z.enum(['call', 'shop'])

export const deskTask = z.object({
  id: z.string(),
  customerId,
  label: z.string().describe('Masked name or customer number; never in clear'),
  kind: deskKind,
  state: z.enum(['open', 'claimed', 'done', 'expired', 'cancelled']),
  origin: z.enum(['campaign', 'rule', 'person']),
  originName: z.string(),
  reason: localized.describe('Why we call'),
  valueMinor: minor.describe('Expected of it'),
  currency: z.string(),
  dueFrom: instant,
  dueUntil: instant,
  promisedAt: instant.nullable().describe('The minute of an agreed call-back'),
  skill: z.string(),
  teamId: z.string(),
  teamName: z.string(),
  assignedTo: z.string().nullable().describe('A colleague’s name'),
  heldBy: z.string().nullable(),
  attempts: z.int().describe('Calls that reached nobody'),
  endReason: localized.nullable(),
})

const outcome = z.enum(outcomes)
const refusal = z.enum(refusalIds)

export const earlierCall = z.object({
  at: instant,
  outcome,
  refusalReason: refusal.nullable(),
  offer: z.string().nullable(),
  agent: z.string(),
  note: z.string().nullable(),
  isUndone: z.boolean(),
})

export const spokenScript = z.object({
  id: z.string(),
  name: z.string(),
  version: z.int(),
  steps: z.array(
    z.object({
      id: z.string(),
      say: z.string().describe('With what is known of the customer put in'),
      answers: z.array(
        z.object({ label: z.string(), to: z.string().nullable(), outcome: outcome.nullable() }),
      ),
    }),
  ),
  objections: z.array(z.object({ objection: z.string(), answer: z.string() })),
  offers: z.array(z.object({ offer: z.string(), why: z.string() })),
})

export const taskBrief = z.object({
  task: deskTask,
  greeting: z
    .string()
    .describe('How they are greeted; empty where no name is known or the reader may not see it'),
  phone: z.string().nullable().describe('Masked; null: none is known'),
  profile: servedProfile.nullable(),
  calls: z.array(earlierCall).describe('Earlier calls of the desk, newest first'),
  neverAgain: z
    .array(z.object({ what: z.string(), reason: refusal, at: instant }))
    .describe('What they refused before, and why: not to be offered again'),
  habits: z
    .object({
      channels: z.array(z.object({ channel: z.string(), asked: z.int(), answered: z.int() })),
      acts: z.int(),
      usual: z
        .object({
          firstDay: z.int(),
          days: z.int(),
          firstHour: z.int(),
          hours: z.int(),
          acts: z.int(),
          of: z.int(),
        })
        .nullable(),
    })
    .nullable()
    .describe('By which channel and when they answer; null where the reader may not see contacts and orders'),
  script: spokenScript.nullable(),
  undoUntil: instant.nullable(),
})

export const deskMe = defineEndpoint({
  id: 'getDeskSeat',
  method: 'GET',
  path: `${base}/me`,
  permission: 'desk.work',
  summary: 'My teams, what of today’s capacity is used, what waits, and what was promised',
  params: workspaceParams,
  query: z.object({ kind: deskKind.default('call') }),
  response: z.object({
    seats: z.array(
      z.object({
        teamId: z.string(),
        name: z.string(),
        capacity: z.int(),
        used: z.int(),
        isOpen: z.boolean(),
      }),
    ),
    waiting: z.int(),
    promised: z.int().describe('Agreed call-backs of mine still to come today'),
    nextPromise: instant.nullable(),
    heldTask: z.string().nullable(),
  }),
})

export const nextTask = defineEndpoint({
  id: 'takeNextDeskTask',
  method: 'POST',
  path: `${base}/next`,
  permission: 'desk.work',
  summary:
    'The next task: the one in hand, else the first of the queue. Two agents never get one task; consent, do-not-disturb and quiet hours are asked now',
  params: workspaceParams,
  body: z.object({ kind: deskKind.default('call') }),
  response: z.object({
    brief: taskBrief.nullable(),
    none: z
      .enum(['no_team', 'closed', 'capacity', 'empty', 'paused'])
      .nullable()
      .describe(
        'Why there is none: in no team, outside desk hours, today’s capacity used, nothing waits, what waits is of a paused campaign',
      ),
  }),
})

export const openTaskEndpoint = defineEndpoint({
  id: 'openDeskTask',
  method: 'POST',
  path: `${base}/tasks/:id/open`,
  permission: 'desk.work',
  summary: 'Takes one task of my teams, chosen from the list',
  params: workspaceItemParams,
  response: taskBrief,
})

export const myTasks = defineEndpoint({
  id: 'listMyDeskTasks',
  method: 'GET',
  path: `${base}/mine`,
  permission: 'desk.work',
  summary:
    'What waits for me, in the order of the queue: my own first, then what anybody of my teams may take',
  params: workspaceParams,
  query: z.object({
    kind: deskKind.default('shop'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.object({ items: z.array(deskTask), total: z.int() }),
})

export const renewTaskEndpoint = defineEndpoint({
  id: 'keepDeskTask',
  method: 'POST',
  path: `${base}/tasks/:id/keep`,
  permission: 'desk.work',
  summary: 'Keeps a task in my hands while I work on it',
  params: workspaceItemParams,
  response: z.object({ kept: z.literal(true) }),
})

export const dialTaskEndpoint = defineEndpoint({
  id: 'dialDeskTask',
  method: 'POST',
  path: `${base}/tasks/:id/dial`,
  permission: 'desk.work',
  summary:
    'The number to ring, in clear, of a task in my hands; audited. The role must be allowed to see telephone numbers',
  params: workspaceItemParams,
  response: z.object({ number: z.string() }),
  ratePerMinute: 30,
})

export const outcomeBody = z.object({
  outcome,
  refusalReason: refusal.nullable().default(null),
  consideringUntil: z.iso.date().nullable().default(null),
  callBackAt: instant.nullable().default(null),
  nextStep: z.string().trim().max(200).default(''),
  note: z.string().trim().max(2_000).default('').describe('Kept encrypted'),
  script: z
    .object({ id: z.uuid(), version: z.int().min(1) })
    .nullable()
    .default(null),
})

export const keepOutcomeEndpoint = defineEndpoint({
  id: 'saveDeskOutcome',
  method: 'POST',
  path: `${base}/tasks/:id/outcome`,
  permission: 'desk.work',
  summary: 'What came of it; the contact is written in the same step. It can be taken back for some minutes',
  params: workspaceItemParams,
  body: outcomeBody,
  response: z.object({
    callId: z.string(),
    refusalReason: refusal.nullable(),
    codedBy: z.enum(['', 'model', 'person']),
    undoMinutes: z.int(),
  }),
})

export const undoOutcomeEndpoint = defineEndpoint({
  id: 'undoDeskOutcome',
  method: 'POST',
  path: `${base}/tasks/:id/undo`,
  permission: 'desk.work',
  summary: 'Takes my last outcome of a task back; the task is in my hands again',
  params: workspaceItemParams,
  response: taskBrief,
})

export const releaseTaskEndpoint = defineEndpoint({
  id: 'releaseDeskTask',
  method: 'POST',
  path: `${base}/tasks/:id/release`,
  permission: 'desk.work',
  summary: 'Puts a task back; until a time where one is named, for me',
  params: workspaceItemParams,
  body: z.object({ until: instant.nullable().default(null) }),
  response: z.object({ released: z.literal(true) }),
})
