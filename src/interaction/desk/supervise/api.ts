import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  localized,
  pageOf,
  workspaceItemParams,
  workspaceParams,
} from '../../../kit/api-shapes.ts'
import { deskKind, deskTask } from '../api.ts'
import { deskSettings } from '../settings.ts'

const base = '/api/workspaces/:workspace/desk'
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)
const hours = z
  .array(
    z
      .object({ days: z.array(z.int().min(1).max(7)).min(1).max(7), from: timeOfDay, to: timeOfDay })
      .refine(({ from, to }) => from < to, 'ends before it begins'),
  )
  .max(14)
const skill = z.string().trim().min(1).max(40)
const reason = z.object({
  en: z.string().trim().min(1).max(200),
  'zh-CN': z.string().trim().min(1).max(200),
})

export const teamBody = z.object({
  name: z.string().trim().min(1).max(60),
  kind: deskKind.describe('Of a new team; it stays'),
  hours: hours.describe('In the zone of the workspace; days 1 Monday … 7 Sunday'),
  distribution: z
    .enum(['pull', 'fair'])
    .describe(
      'pull: whoever is free takes the first; fair: given out beforehand, to whoever had least of today',
    ),
  members: z
    .array(
      z.object({
        userId: z.uuid(),
        skills: z.array(skill).max(20).default([]),
        capacity: z.int().min(0).max(1_000).default(60).describe('Tasks a day'),
      }),
    )
    .max(500)
    .refine((all) => new Set(all.map(({ userId }) => userId)).size === all.length, 'somebody stands twice'),
})
export const teamShape = z.object({
  id: z.string(),
  name: z.string(),
  kind: deskKind,
  hours: z.array(z.object({ days: z.array(z.int()), from: z.string(), to: z.string() })),
  distribution: z.enum(['pull', 'fair']),
  members: z.array(
    z.object({ userId: z.string(), name: z.string(), skills: z.array(z.string()), capacity: z.int() }),
  ),
})

const supervised = { permission: 'desk.supervise', params: workspaceParams } as const
const ofOne = { permission: 'desk.supervise', params: workspaceItemParams } as const
const madeId = z.object({ id: z.string() })

export const listTeams = defineEndpoint({
  id: 'listDeskTeams',
  method: 'GET',
  path: `${base}/teams`,
  ...supervised,
  summary: 'Teams of the desk, who is in them, and who could be',
  response: z.object({
    items: z.array(teamShape),
    people: z.array(z.object({ userId: z.string(), name: z.string(), role: z.string() })),
  }),
})
export const addTeam = defineEndpoint({
  id: 'addDeskTeam',
  method: 'POST',
  path: `${base}/teams`,
  ...supervised,
  summary: 'A new team; audited',
  body: teamBody,
  response: madeId,
})
export const changeTeam = defineEndpoint({
  id: 'changeDeskTeam',
  method: 'PUT',
  path: `${base}/teams/:id`,
  ...ofOne,
  summary: 'Name, hours, members and capacity of a team; audited',
  body: teamBody,
  response: madeId,
})
export const removeTeam = defineEndpoint({
  id: 'removeDeskTeam',
  method: 'DELETE',
  path: `${base}/teams/:id`,
  ...ofOne,
  summary: 'Removes a team; its open tasks end; audited',
  response: z.object({ cancelled: z.int() }),
})

export const ruleBody = z.object({
  name: z.string().trim().min(1).max(80),
  segmentId: z.uuid(),
  teamId: z.uuid(),
  skill: z.string().trim().max(40).default(''),
  valueMinor: z.int().min(0).max(1_000_000_000).default(0).describe('Expected of one task'),
  reason: reason.describe('Why we call, without identifiers'),
  scriptId: z.uuid().nullable().default(null),
  windowDays: z.int().min(1).max(90).default(7).describe('A task ends after that'),
  dailyCap: z.int().min(1).max(10_000).default(100),
  againAfterDays: z
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .describe('So long nobody gets a second task of the rule'),
  isOn: z.boolean().default(true),
})
export const ruleShape = z.object({
  ...ruleBody.shape,
  id: z.string(),
  segmentId: z.string(),
  teamId: z.string(),
  scriptId: z.string().nullable(),
  reason: localized,
  lastDay: z.iso.date().nullable().describe('The day it last made tasks for'),
  lastMade: z.int().nullable(),
})
export const listRules = defineEndpoint({
  id: 'listDeskRules',
  method: 'GET',
  path: `${base}/rules`,
  ...supervised,
  summary: 'Rules by which people of a segment become tasks, day by day',
  response: z.object({ items: z.array(ruleShape) }),
})
export const addRule = defineEndpoint({
  id: 'addDeskRule',
  method: 'POST',
  path: `${base}/rules`,
  ...supervised,
  summary: 'A new rule; it makes its first tasks within a minute; audited',
  body: ruleBody,
  response: madeId,
})
export const changeRule = defineEndpoint({
  id: 'changeDeskRule',
  method: 'PUT',
  path: `${base}/rules/:id`,
  ...ofOne,
  summary: 'Changes a rule, or switches it; audited',
  body: ruleBody,
  response: madeId,
})
export const removeRule = defineEndpoint({
  id: 'removeDeskRule',
  method: 'DELETE',
  path: `${base}/rules/:id`,
  ...ofOne,
  summary: 'Removes a rule; tasks it made stay; audited',
  response: z.object({ removed: z.literal(true) }),
})

export const makeTask = defineEndpoint({
  id: 'addDeskTask',
  method: 'POST',
  path: `${base}/tasks`,
  ...supervised,
  summary: 'A task for one customer, made by hand; audited',
  body: z.object({
    customerId,
    teamId: z.uuid(),
    skill: z.string().trim().max(40).default(''),
    reason,
    scriptId: z.uuid().nullable().default(null),
    valueMinor: z.int().min(0).max(1_000_000_000).default(0),
    dueFrom: instant.nullable().default(null),
    dueUntil: instant,
    promisedAt: instant.nullable().default(null),
    assignedTo: z.uuid().nullable().default(null),
  }),
  response: madeId,
})
export const listTasks = defineEndpoint({
  id: 'listDeskTasks',
  method: 'GET',
  path: `${base}/tasks`,
  ...supervised,
  summary: 'The queue, or what became of tasks, newest first; customers by masked name',
  query: cursorQuery.extend({
    kind: deskKind.optional(),
    team: z.uuid().optional(),
    campaign: z.uuid().optional(),
    state: z.enum(['open', 'claimed', 'done', 'expired', 'cancelled']).optional(),
    customer: customerId.optional(),
  }),
  response: pageOf(deskTask),
})
export const assignTask = defineEndpoint({
  id: 'assignDeskTask',
  method: 'POST',
  path: `${base}/tasks/:id/assign`,
  ...ofOne,
  summary: 'Gives a task to a colleague, or back to all; whoever holds it loses it; audited',
  body: z.object({ userId: z.uuid().nullable() }),
  response: z.object({ assigned: z.literal(true) }),
})
export const cancelTask = defineEndpoint({
  id: 'cancelDeskTask',
  method: 'POST',
  path: `${base}/tasks/:id/cancel`,
  ...ofOne,
  summary: 'Ends a task nobody is to work on; audited',
  response: z.object({ cancelled: z.literal(true) }),
})

export const getDeskSettings = defineEndpoint({
  id: 'getDeskSettings',
  method: 'GET',
  path: `${base}/settings`,
  ...supervised,
  summary: 'Quiet hours, tries, minutes to take an outcome back',
  response: deskSettings,
})
export const saveDeskSettings = defineEndpoint({
  id: 'saveDeskSettings',
  method: 'PUT',
  path: `${base}/settings`,
  ...supervised,
  summary: 'Replaces them; audited',
  body: deskSettings,
  response: deskSettings,
})
