import { z } from 'zod'
import { maskText } from '../../customer/index.ts'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, localized, workspaceItemParams, workspaceParams } from '../../kit/api-shapes.ts'
import { languageTag } from '../../kit/language.ts'

const base = '/api/workspaces/:workspace/calendar'
const day = z.iso.date()
/** Longest span that is asked for at once. */
export const mostDays = 100

export const calendarKinds = ['campaign', 'letters', 'survey', 'offer_ends', 'note', 'holiday'] as const
/** How far along something is: planned, running or over. */
export const calendarStates = ['planned', 'running', 'ended'] as const

export const calendarItem = z.object({
  id: z.string(),
  kind: z.enum(calendarKinds),
  title: localized,
  from: day,
  until: day.describe('The last day of it'),
  at: instant.nullable().describe('When it begins, where that is known to the minute'),
  state: z.enum(calendarStates).nullable().describe('Null for what has none: holidays and notes'),
  draft: z.boolean().describe('A campaign nobody has launched yet'),
  channel: z.string().nullable(),
  owner: z.string().nullable().describe('Who launched it or wrote it down, as the audit log names them'),
  link: z.string().nullable().describe('Page of the console'),
  version: z.int().nullable().describe('Of a note'),
})
export type CalendarItem = z.output<typeof calendarItem>

const span = z
  .object({ from: day, to: day.describe('The last day') })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'lies before the first day' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < mostDays * 86_400_000, {
    path: ['to'],
    message: `at most ${mostDays} days at once`,
  })

export const getCalendar = defineEndpoint({
  id: 'getCalendar',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'What goes out when, with festivals and own notes, by days of the workspace’s zone',
  params: workspaceParams,
  query: span,
  response: z.object({
    today: day,
    timeZone: z.string(),
    items: z.array(calendarItem),
    owners: z.record(z.string(), z.string()).describe('Names of those who own something'),
  }),
})

export const getCalendarLoad = defineEndpoint({
  id: 'getCalendarLoad',
  method: 'GET',
  path: `${base}/load`,
  permission: 'workspace.read',
  summary: 'People reached a day and channel, what the caps allow, and whom two campaigns would both reach',
  params: workspaceParams,
  query: span,
  response: z.object({
    computedAt: instant,
    days: z.array(
      z.object({
        day,
        channel: z.string(),
        people: z.int(),
        basis: z
          .enum(['sent', 'planned', 'forecast'])
          .describe(
            'sent: out. planned: waits in the outbox. forecast: as a campaign not yet drawn foresees',
          ),
      }),
    ),
    cap: z
      .object({
        peopleADay: z.int().describe('Whom the strictest cap lets be contacted on an average day'),
        contacts: z.int(),
        days: z.int(),
        reachable: z.int(),
      })
      .nullable()
      .describe('Null where no campaign of the span sets one'),
    clashes: z.array(
      z.object({
        first: z.object({ id: z.string(), name: z.string(), day }),
        second: z.object({ id: z.string(), name: z.string(), day }),
        people: z.int().describe('In the audience of both'),
        contacts: z.int().describe('What the stricter cap of the two allows'),
        days: z.int(),
      }),
    ),
    unchecked: z.int().describe('Pairs that were too many to look at'),
  }),
  ratePerMinute: 60,
})

const noteBody = z
  .object({
    day,
    until: day.optional().describe('The last day; absent: the first'),
    text: z
      .string()
      .trim()
      .min(1)
      .max(300)
      // Everybody who reads the calendar reads it, also by its feed.
      .refine((text) => maskText(text) === text, 'names somebody: leave numbers and addresses out'),
  })
  .refine(({ day: from, until = from }) => until >= from, {
    path: ['until'],
    message: 'lies before the first day',
  })
export type NoteInput = z.output<typeof noteBody>

export const noteShape = z.object({
  id: z.string(),
  day,
  until: day,
  text: z.string(),
  version: z.int(),
  deletedAt: instant.nullable(),
})
export const addCalendarNote = defineEndpoint({
  id: 'addCalendarNote',
  method: 'POST',
  path: `${base}/notes`,
  permission: 'campaigns.edit',
  summary: 'Writes a note into the calendar',
  params: workspaceParams,
  body: noteBody,
  response: noteShape,
})
export const changeCalendarNote = defineEndpoint({
  id: 'changeCalendarNote',
  method: 'PUT',
  path: `${base}/notes/:id`,
  permission: 'campaigns.edit',
  summary: 'Changes or moves a note',
  params: workspaceItemParams,
  body: z.intersection(noteBody, z.object({ version: z.int() })),
  response: noteShape,
})
export const deleteCalendarNote = defineEndpoint({
  id: 'deleteCalendarNote',
  method: 'DELETE',
  path: `${base}/notes/:id`,
  permission: 'campaigns.edit',
  summary: 'Takes a note out of the calendar; it can be brought back',
  params: workspaceItemParams,
  response: noteShape,
})
export const restoreCalendarNote = defineEndpoint({
  id: 'restoreCalendarNote',
  method: 'POST',
  path: `${base}/notes/:id/restore`,
  permission: 'campaigns.edit',
  summary: 'Brings a note back',
  params: workspaceItemParams,
  response: noteShape,
})

export const feedShape = z.object({
  id: z.string(),
  name: z.string(),
  language: z.string(),
  createdBy: z.string(),
  createdAt: instant,
  usedAt: instant.nullable(),
  revokedAt: instant.nullable(),
})
export const listCalendarFeeds = defineEndpoint({
  id: 'listCalendarFeeds',
  method: 'GET',
  path: `${base}/feeds`,
  permission: 'campaigns.edit',
  summary: 'Addresses the calendar is subscribed to by; their secret is shown once, when they are made',
  params: workspaceParams,
  response: z.object({ items: z.array(feedShape) }),
})
export const addCalendarFeed = defineEndpoint({
  id: 'addCalendarFeed',
  method: 'POST',
  path: `${base}/feeds`,
  permission: 'campaigns.edit',
  summary: 'Makes an address for calendar programs; whoever has it reads the calendar until it is revoked',
  params: workspaceParams,
  body: z.object({ name: z.string().trim().min(1).max(80), language: languageTag.default('zh-CN') }),
  response: feedShape.extend({ url: z.string().describe('Shown this once') }),
  ratePerMinute: 20,
})
export const revokeCalendarFeed = defineEndpoint({
  id: 'revokeCalendarFeed',
  method: 'DELETE',
  path: `${base}/feeds/:id`,
  permission: 'campaigns.edit',
  summary: 'Ends an address at once and for good',
  params: workspaceItemParams,
  response: feedShape,
})
export const downloadCalendar = defineEndpoint({
  id: 'downloadCalendar',
  method: 'GET',
  path: `${base}/calendar.ics`,
  permission: 'workspace.read',
  summary: 'The calendar as a file (RFC 5545)',
  params: workspaceParams,
  query: span,
  response: z.string(),
  responseType: 'text/calendar; charset=utf-8',
})
export const readCalendarFeed = defineEndpoint({
  id: 'readCalendarFeed',
  method: 'GET',
  path: '/calendar/:token',
  permission: 'public',
  summary:
    'The calendar for programs that subscribe: three months back, a year ahead; no figures, nobody’s data',
  params: z.object({ token: z.string().min(20).max(100) }),
  response: z.string(),
  responseType: 'text/calendar; charset=utf-8',
  ratePerMinute: 60,
})
