import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, localized, workspaceParams } from '../../kit/api-shapes.ts'
import { changeShape } from './changes.ts'
import { sectionShape } from './facts/fact.ts'
import { riskShape } from './risks.ts'

const paragraph = z.string().trim().max(4_000).default('')

export const recordTexts = z.object({
  controller: paragraph.describe('Name and address of whoever decides what data are used for'),
  contact: paragraph.describe('Where people and authorities turn to'),
  representative: paragraph.describe('Where the controller is abroad'),
  officer: paragraph.describe('Data protection officer, or who is responsible for personal information'),
  processors: paragraph.describe('Who processes data for the controller, or decides jointly with it'),
  bases: paragraph.describe('Lawful bases where people are not asked for consent'),
  transfers: paragraph.describe('Countries data go to, and by what safeguards; none where none'),
  remarks: paragraph,
})
export type RecordTexts = z.output<typeof recordTexts>

const version = z.int().min(1)
const saved = { version, savedBy: z.string(), savedAt: instant }
const textsVersion = z.object({ ...saved, texts: recordTexts })

export const assessmentContent = z.object({
  occasion: z.string().trim().min(1).max(2_000).describe('What is assessed, and why now'),
  necessity: z
    .string()
    .trim()
    .min(1)
    .max(8_000)
    .describe('Whether purposes and ways are lawful, legitimate and necessary'),
  views: paragraph.describe('What the officer and people concerned say to it'),
  risks: z.array(riskShape).min(1).max(40),
  conclusion: z.enum(['go_on', 'with_conditions', 'stop']),
  reasons: z.string().trim().min(1).max(4_000),
  decidedBy: z.string().trim().min(1).max(200).describe('Name and office'),
  reviewBy: z.iso.date().nullable().default(null).describe('When it is done anew whatever happens'),
})
export type AssessmentContent = z.output<typeof assessmentContent>

const assessment = z.object({ ...saved, content: assessmentContent, facts: z.array(sectionShape) })

const recordPath = '/api/workspaces/:workspace/processing-record'
const assessmentPath = '/api/workspaces/:workspace/impact-assessment'
const exportQuery = z.object({
  format: z.enum(['html', 'json']).default('html'),
  language: z.enum(['zh-CN', 'en']).optional(),
})

export const getProcessingRecord = defineEndpoint({
  id: 'getProcessingRecord',
  method: 'GET',
  path: recordPath,
  permission: 'workspace.read',
  summary: 'What is done with data about people here, read from the workspace, with what people wrote to it',
  params: workspaceParams,
  response: z.object({
    sections: z.array(sectionShape),
    current: textsVersion.nullable(),
    missing: z.array(recordTexts.keyof()).describe('Texts the law asks for and nobody has written'),
  }),
})
export const listProcessingTexts = defineEndpoint({
  id: 'listProcessingTexts',
  method: 'GET',
  path: `${recordPath}/versions`,
  permission: 'workspace.read',
  summary: 'What people wrote to it, every version, newest first',
  params: workspaceParams,
  response: z.object({ items: z.array(textsVersion) }),
})
export const saveProcessingTexts = defineEndpoint({
  id: 'saveProcessingTexts',
  method: 'PUT',
  path: recordPath,
  permission: 'settings.manage',
  summary: 'Writes the next version; former ones stay. Audited',
  params: workspaceParams,
  body: z.object({
    texts: recordTexts,
    basedOn: z.int().min(0).describe('Version it was written from; 0 where there is none'),
  }),
  response: textsVersion,
})
export const exportProcessingRecord = defineEndpoint({
  id: 'exportProcessingRecord',
  method: 'GET',
  path: `${recordPath}/export`,
  permission: 'workspace.read',
  summary: 'The record to print or as JSON; audited',
  params: workspaceParams,
  query: exportQuery,
  response: z.string(),
  responseType: 'text/html',
})
export const getImpactAssessment = defineEndpoint({
  id: 'getImpactAssessment',
  method: 'GET',
  path: assessmentPath,
  permission: 'workspace.read',
  summary: 'The newest assessment, whether it still fits what is done, and what has changed since',
  params: workspaceParams,
  response: z.object({
    state: z.enum(['none', 'current', 'changed', 'review_due']),
    changes: z.array(changeShape),
    current: assessment.nullable(),
    versions: z.array(
      z.object({ ...saved, conclusion: assessmentContent.shape.conclusion, decidedBy: z.string() }),
    ),
    proposed: z.array(z.object({ what: localized, measures: localized })).describe('Risks to begin from'),
    fingerprint: z.string().describe('Of the facts as they are now'),
  }),
})
export const saveImpactAssessment = defineEndpoint({
  id: 'saveImpactAssessment',
  method: 'POST',
  path: assessmentPath,
  permission: 'settings.manage',
  summary: 'Writes down what was decided, with the facts of this moment; former ones stay. Audited',
  params: workspaceParams,
  body: z.object({
    content: assessmentContent,
    fingerprint: z.string().describe('Of the facts it was decided on; refused where they changed meanwhile'),
    basedOn: z.int().min(0).describe('Newest version there was; 0 where there was none'),
  }),
  response: z.object({ version }),
})
export const exportImpactAssessment = defineEndpoint({
  id: 'exportImpactAssessment',
  method: 'GET',
  path: `${assessmentPath}/export`,
  permission: 'workspace.read',
  summary: 'An assessment to print or as JSON, with the facts it was decided on; audited',
  params: workspaceParams,
  query: exportQuery.extend({ version: z.coerce.number().int().min(1).optional() }),
  response: z.string(),
  responseType: 'text/html',
})
