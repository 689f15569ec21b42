import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  instant,
  localized,
  minor,
  taskShape,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'
import { languageTag } from '../../kit/language.ts'
import { letterLevels } from '../../stores/ledger/schema/letters.ts'
import { encodings } from './files.ts'
import { type ReturnReason, returnReasons } from './returned.ts'
import { type LabelSheet, labelSheets, letterSettings } from './settings.ts'

const base = '/api/workspaces/:workspace/letters'
const one = { params: workspaceItemParams } as const
const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>) => Object.keys(table) as [K, ...K[]]

const letterBatchShape = z.object({
  id: z.string(),
  number: z.int(),
  campaignId: z.string(),
  campaignName: z.string(),
  level: z.enum(letterLevels),
  state: z.enum(['ready', 'handed_over']),
  letters: z.int().describe('As they were printed'),
  leftOut: z.array(z.object({ reason: z.string(), words: localized, letters: z.int() })),
  pulled: z.int().describe('Taken out at the hand-over'),
  returned: z.int().describe('Brought back by the post'),
  answered: z.int().describe('Whose code somebody scanned; programs are not counted'),
  costMinor: minor.nullable().describe('Of one piece'),
  currency: z.string(),
  createdAt: instant,
  handedAt: instant.nullable(),
})

export const listLetters = defineEndpoint({
  id: 'listLetters',
  method: 'GET',
  path: base,
  permission: 'campaigns.launch',
  summary: 'Letters that wait to be printed, by campaign, and the newest 200 batches',
  params: workspaceParams,
  response: z.object({
    waiting: z.array(
      z.object({ campaignId: z.string(), campaignName: z.string(), letters: z.int(), isPaused: z.boolean() }),
    ),
    batches: z.array(letterBatchShape),
    isStopped: z.boolean(),
    hasReturnAddress: z.boolean(),
    taskId: z.string().nullable().describe('A batch that is being made'),
    lastTask: taskShape.nullable().describe('The making that ended last'),
    currency: z.string(),
  }),
})
export const makeLetterBatch = defineEndpoint({
  id: 'makeLetterBatch',
  method: 'POST',
  path: `${base}/batches`,
  permission: 'campaigns.launch',
  summary:
    'Closes a batch: each letter is checked and written, nothing leaves the house; the answer is a task',
  params: workspaceParams,
  body: z.object({ campaignId: z.uuid(), level: z.enum(letterLevels) }),
  response: z.object({ taskId: z.string() }),
  ratePerMinute: 30,
})
export const discardLetterBatch = defineEndpoint({
  id: 'discardLetterBatch',
  method: 'DELETE',
  path: `${base}/batches/:id`,
  permission: 'campaigns.launch',
  summary: 'Gives up a batch that was not handed over; its letters wait again',
  ...one,
  response: z.object({ id: z.string() }),
})
export const handOverLetters = defineEndpoint({
  id: 'handOverLetters',
  method: 'POST',
  path: `${base}/batches/:id/hand-over`,
  permission: 'campaigns.launch',
  summary: 'The batch leaves the house; names the letters that have to be taken out of the pile',
  ...one,
  body: z.object({ costMinor: minor.min(0).max(1_000_000).describe('Of one piece, printing and postage') }),
  response: z.object({ sent: z.int(), pulled: z.array(z.string()).describe('Codes on the letters') }),
  ratePerMinute: 30,
})
const stopping = { params: workspaceParams, response: z.object({ isStopped: z.boolean() }) } as const
export const stopLetters = defineEndpoint({
  id: 'stopLetters',
  method: 'POST',
  path: `${base}/stop`,
  permission: 'campaigns.edit',
  summary: 'No batch is made or handed over until letters go on',
  ...stopping,
})
export const letLettersGoOn = defineEndpoint({
  id: 'letLettersGoOn',
  method: 'POST',
  path: `${base}/go-on`,
  permission: 'campaigns.launch',
  summary: 'Letters go on; each is checked again before it leaves',
  ...stopping,
})
export const printLetterBatch = defineEndpoint({
  id: 'printLetterBatch',
  method: 'GET',
  path: `${base}/batches/:id/letters.pdf`,
  permission: 'campaigns.launch',
  summary: 'The letters of a batch, one a page, A4',
  ...one,
  response: z.string(),
  responseType: 'application/pdf',
  ratePerMinute: 10,
})
export const printLetterLabels = defineEndpoint({
  id: 'printLetterLabels',
  method: 'GET',
  path: `${base}/batches/:id/labels.pdf`,
  permission: 'campaigns.launch',
  summary: 'The addresses of a batch on label sheets',
  ...one,
  query: z.object({ sheet: z.enum(keysOf<LabelSheet>(labelSheets)).default('3x8') }),
  response: z.string(),
  responseType: 'application/pdf',
  ratePerMinute: 10,
})
export const exportLetterBatch = defineEndpoint({
  id: 'exportLetterBatch',
  method: 'GET',
  path: `${base}/batches/:id/letters.csv`,
  permission: 'campaigns.launch',
  summary: 'A batch for a mail house, one row a letter',
  ...one,
  query: z.object({ encoding: z.enum(keysOf(encodings)).default('utf-8') }),
  response: z.string(),
  responseType: 'text/csv',
  ratePerMinute: 10,
})
export const recordReturnedLetters = defineEndpoint({
  id: 'recordReturnedLetters',
  method: 'POST',
  path: `${base}/returned`,
  permission: 'campaigns.launch',
  summary:
    'What the post brought back, by the codes on the letters; their addresses are not written to again',
  params: workspaceParams,
  body: z.object({
    codes: z.array(z.string().max(60)).min(1).max(2_000),
    reason: z.enum(keysOf<ReturnReason>(returnReasons)),
  }),
  response: z.object({ marked: z.int(), already: z.int(), unknown: z.array(z.string()) }),
  ratePerMinute: 30,
})
export const getLetterSettings = defineEndpoint({
  id: 'getLetterSettings',
  method: 'GET',
  path: `${base}/settings`,
  permission: 'campaigns.launch',
  summary: 'Sender, legal line and the window of the envelopes',
  params: workspaceParams,
  response: letterSettings,
})
export const saveLetterSettings = defineEndpoint({
  id: 'saveLetterSettings',
  method: 'PUT',
  path: `${base}/settings`,
  permission: 'campaigns.launch',
  summary: 'Replaces them; batches that are printed keep theirs',
  params: workspaceParams,
  body: letterSettings,
  response: letterSettings,
})
export const previewLetter = defineEndpoint({
  id: 'previewLetter',
  method: 'POST',
  path: `${base}/preview.pdf`,
  permission: 'campaigns.edit',
  summary: 'A letter as it is printed, to an invented person',
  params: workspaceParams,
  body: z.object({
    language: languageTag,
    subject: z.string().trim().max(120).default(''),
    text: z.string().trim().min(1).max(3_000),
    offerId: z.string().nullable().default(null),
  }),
  response: z.string(),
  responseType: 'application/pdf',
  ratePerMinute: 60,
})
