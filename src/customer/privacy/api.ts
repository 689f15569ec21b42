import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  localized,
  pageOf,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'
import { handedWays, requestKinds, requestStates } from '../../stores/ledger/schema/privacy.ts'
import { certificateShape, correctionCertificateShape } from './certificate.ts'
import { privacySettings } from './settings.ts'

const base = '/api/workspaces/:workspace/privacy'
const ofCustomer = '/api/workspaces/:workspace/customers/:id'
const customerParams = workspaceParams.extend({ id: customerId })

const place = z.object({
  store: z.enum(['ledger', 'warehouse', 'files', 'outside']),
  name: z.string(),
  count: z.int(),
})

export const privacyRequest = z.object({
  id: z.string(),
  kind: z.enum(requestKinds),
  state: z
    .enum(requestStates)
    .describe(
      'A copy that is ready is done when it was handed over; a correction that is done can be undone',
    ),
  customerId: z.string().nullable().describe('Null once the customer was erased'),
  label: z.string().nullable().describe('Masked'),
  askedBy: z.enum(['in_person', 'phone', 'email', 'letter', 'web', 'representative']),
  proof: z.string().nullable().describe('How we know who asked; gone with the customer'),
  receivedAt: instant,
  receivedBy: z.string(),
  dueAt: instant,
  isLate: z.boolean(),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  notBefore: instant.nullable().describe('When an approved erasure begins; it can be cancelled until then'),
  endedAt: instant.nullable().describe('Null: somebody still waits for the answer'),
  expiresAt: instant.nullable().describe('Until when a copy can be downloaded'),
  reason: z.string(),
  orders: z.enum(['anonymise', 'delete']).nullable(),
  hasCertificate: z.boolean(),
  changes: z
    .array(z.object({ attribute: z.string(), label: localized, from: z.string().nullable(), to: z.string() }))
    .nullable()
    .describe('Of a correction: what from what to what; gone with the customer'),
  handedOver: z
    .object({
      at: instant,
      way: z.enum(handedWays),
      to: z.string().nullable().describe('Gone with the customer'),
    })
    .nullable()
    .describe('Of a copy'),
  closedBy: z.string().nullable().describe('Who handed the copy over, or undid the correction'),
})

export const listPrivacyRequests = defineEndpoint({
  id: 'listPrivacyRequests',
  method: 'GET',
  path: `${base}/requests`,
  permission: 'privacy.handle',
  summary: 'What customers asked for: open requests first, the most urgent on top',
  params: workspaceParams,
  query: cursorQuery.extend({ customer: customerId.optional() }),
  response: pageOf(privacyRequest),
})

export const receivePrivacyRequest = defineEndpoint({
  id: 'receivePrivacyRequest',
  method: 'POST',
  path: `${ofCustomer}/privacy-requests`,
  permission: 'privacy.handle',
  summary: 'Writes down that a customer asked for a copy of their data, a correction or erasure; audited',
  params: customerParams,
  body: z.object({
    kind: z.enum(requestKinds),
    askedBy: z.enum(['in_person', 'phone', 'email', 'letter', 'web', 'representative']),
    proof: z
      .string()
      .trim()
      .min(3)
      .max(500)
      .describe('How we know that it was the customer who asked; no address and no number'),
    receivedAt: instant.optional().describe('When the customer asked; now where absent'),
    changes: z
      .array(
        z.object({
          attribute: z.string().min(1).max(200),
          to: z.string().trim().min(1).max(500),
        }),
      )
      .max(20)
      .default([])
      .describe('Of a correction, and only of one: which attributes, and what they are to be'),
  }),
  response: privacyRequest,
})

export const listCorrectable = defineEndpoint({
  id: 'listCorrectable',
  method: 'GET',
  path: `${ofCustomer}/correctable-fields`,
  permission: 'privacy.handle',
  summary: 'Which attributes of a customer can be corrected, and what counts of each now',
  params: customerParams,
  response: z.object({
    fields: z.array(
      z.object({
        attribute: z.string(),
        label: localized,
        value: z.string().nullable().describe('Null: nothing is known'),
        type: z.enum(['text', 'number', 'yes_no']),
      }),
    ),
  }),
})

export const previewErasure = defineEndpoint({
  id: 'previewErasure',
  method: 'GET',
  path: `${ofCustomer}/erasure-preview`,
  permission: 'privacy.handle',
  summary: 'What an erasure of a customer would remove, by place; changes nothing',
  params: customerParams,
  response: z.object({
    records: z.int().describe('Records the customer is merged of'),
    orders: z.enum(['anonymise', 'delete']),
    places: z.array(place),
  }),
})

export const approvePrivacyRequest = defineEndpoint({
  id: 'approvePrivacyRequest',
  method: 'POST',
  path: `${base}/requests/:id/approve`,
  permission: 'privacy.handle',
  summary:
    'An erasure begins after the waiting time; a copy can be downloaded from now on; a correction is carried out; audited',
  params: workspaceItemParams,
  response: privacyRequest,
})

export const refusePrivacyRequest = defineEndpoint({
  id: 'refusePrivacyRequest',
  method: 'POST',
  path: `${base}/requests/:id/refuse`,
  permission: 'privacy.handle',
  summary: 'Refuses a request, with the reason that is owed to the customer; audited',
  params: workspaceItemParams,
  body: z.object({ reason: z.string().trim().min(3).max(500) }),
  response: privacyRequest,
})

export const cancelPrivacyRequest = defineEndpoint({
  id: 'cancelPrivacyRequest',
  method: 'POST',
  path: `${base}/requests/:id/cancel`,
  permission: 'privacy.handle',
  summary: 'Takes a request back, an approved erasure too until it begins; audited',
  params: workspaceItemParams,
  response: privacyRequest,
})

export const handOverCopy = defineEndpoint({
  id: 'handOverCopy',
  method: 'POST',
  path: `${base}/requests/:id/hand-over`,
  permission: 'privacy.handle',
  summary:
    'Writes down to whom, when and by which way a copy was handed over, which closes the request; audited',
  params: workspaceItemParams,
  body: z.object({
    to: z.string().trim().min(2).max(200).describe('Who took it; no address and no number'),
    way: z.enum(handedWays),
    at: instant.optional().describe('Now where absent'),
  }),
  response: privacyRequest,
})

export const undoCorrection = defineEndpoint({
  id: 'undoCorrection',
  method: 'POST',
  path: `${base}/requests/:id/undo`,
  permission: 'privacy.handle',
  summary: 'Takes back a correction: what was said before it counts again; audited',
  params: workspaceItemParams,
  body: z.object({ reason: z.string().trim().min(3).max(500) }),
  response: privacyRequest,
})

export const downloadCopy = defineEndpoint({
  id: 'downloadCopy',
  method: 'GET',
  path: `${base}/requests/:id/copy`,
  permission: 'privacy.handle',
  summary:
    'Everything known of the customer: a ZIP of JSON and a page in both languages; each download is audited',
  params: workspaceItemParams,
  response: z.string(),
  responseType: 'application/zip',
  ratePerMinute: 10,
})

const genuine = {
  isGenuine: z.boolean().describe('Whether it is as it was made, and the audit log says so too'),
}

export const getCertificate = defineEndpoint({
  id: 'getCertificate',
  method: 'GET',
  path: `${base}/requests/:id/certificate`,
  permission: 'privacy.handle',
  summary: 'What an erasure removed, in numbers, or what was corrected; chained by hash to the one before',
  params: workspaceItemParams,
  response: z.union([certificateShape.extend(genuine), correctionCertificateShape.extend(genuine)]),
})

export const printCertificate = defineEndpoint({
  id: 'printCertificate',
  method: 'GET',
  path: `${base}/requests/:id/certificate/page`,
  permission: 'privacy.handle',
  summary: 'The certificate as a page to print, in the language of the reader',
  params: workspaceItemParams,
  query: z.object({ language: z.enum(['zh-CN', 'en']).optional() }),
  response: z.string(),
  responseType: 'text/html; charset=utf-8',
})

export const getPrivacySettings = defineEndpoint({
  id: 'getPrivacySettings',
  method: 'GET',
  path: `${base}/settings`,
  permission: 'workspace.read',
  summary: 'How the workspace handles requests and erasure',
  params: workspaceParams,
  response: privacySettings,
})

export const updatePrivacySettings = defineEndpoint({
  id: 'updatePrivacySettings',
  method: 'PUT',
  path: `${base}/settings`,
  permission: 'settings.manage',
  summary: 'Replaces how the workspace handles requests and erasure; audited',
  params: workspaceParams,
  body: privacySettings,
  response: privacySettings,
})
