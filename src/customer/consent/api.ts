import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { cursorQuery, customerId, instant, localized, pageOf, workspaceParams } from '../../kit/api-shapes.ts'
import { customPurpose } from './policy.ts'

const ofCustomer = '/api/workspaces/:workspace/customers/:id/consents'
const customerParams = workspaceParams.extend({ id: customerId })
const purpose = z.string().min(1).max(40)
const channel = z.string().min(1).max(20).describe('A channel of the policy, or * for all')
const language = z.enum(['zh-CN', 'en'])
export const consentState = z.enum(['given', 'pending', 'withdrawn', 'expired', 'none'])
export const lawfulBasis = z.enum(['consent', 'contract', 'legitimate_interest', 'legal_obligation'])

export const matrixCell = z.object({
  purpose,
  channel,
  state: consentState,
  allowed: z
    .boolean()
    .describe('Whether the customer may be contacted; the policy decides where nothing is recorded'),
  since: instant.nullable(),
  expiresAt: instant.nullable(),
  entryId: z.string().nullable().describe('The entry of the history that decides'),
})

export const historyEntry = z.object({
  id: z.string(),
  purpose,
  channel,
  state: z.enum(['given', 'pending', 'withdrawn', 'expired']),
  basis: lawfulBasis,
  at: instant,
  expiresAt: instant.nullable(),
  source: z.string(),
  proof: z.object({
    kind: z.string(),
    note: z.string(),
    campaignId: z.string().nullable(),
    row: z.int().nullable().describe('Of the imported file'),
  }),
  text: z.object({ version: z.int(), language }).nullable().describe('The words it was given on'),
  actor: z.string(),
  recordedAt: instant,
})

export const getConsents = defineEndpoint({
  id: 'getConsents',
  method: 'GET',
  path: ofCustomer,
  permission: 'customers.read',
  summary: 'What a customer agreed to: each purpose and channel, folded from the log',
  params: customerParams,
  response: z.object({ customerId, cells: z.array(matrixCell) }),
})

export const listConsentHistory = defineEndpoint({
  id: 'listConsentHistory',
  method: 'GET',
  path: `${ofCustomer}/history`,
  permission: 'customers.read',
  summary: 'Every consent and withdrawal of a customer with its proof, newest first',
  params: customerParams,
  query: cursorQuery,
  response: pageOf(historyEntry),
})

export const recordConsent = defineEndpoint({
  id: 'recordConsent',
  method: 'POST',
  path: ofCustomer,
  permission: 'consents.edit',
  summary: 'Adds a consent or a withdrawal with its proof; in force before the next message; audited',
  params: customerParams,
  body: z.object({
    purpose,
    channel,
    state: z.enum(['given', 'withdrawn']),
    basis: lawfulBasis.default('consent'),
    at: instant.optional().describe('When the customer said so; now where absent'),
    expiresAt: instant.nullable().default(null),
    proof: z.object({
      kind: z.enum(['form', 'paper', 'phone', 'in_person', 'message', 'confirmation', 'other']),
      note: z.string().trim().min(3).max(500).describe('Where the proof is found; no address and no number'),
    }),
    textId: z.string().max(64).nullable().default(null),
  }),
  response: z.object({ recorded: z.boolean(), cells: z.array(matrixCell) }),
})

export const askConfirmation = defineEndpoint({
  id: 'askConfirmation',
  method: 'POST',
  path: `${ofCustomer}/confirmation`,
  permission: 'consents.edit',
  summary: 'Asks the customer by mail to confirm a consent; pending until they do; audited',
  params: customerParams,
  body: z.object({ purpose, channel, language: language.optional() }),
  response: z.object({ requestId: z.string(), expiresAt: instant, cells: z.array(matrixCell) }),
})

const linkParams = z.object({ token: z.string().min(20).max(300) })

export const consentPage = defineEndpoint({
  id: 'consentPage',
  method: 'GET',
  path: '/t/a/:token',
  permission: 'public',
  summary: 'Page that asks for a consent; a GET never agrees',
  params: linkParams,
  response: z.string(),
  responseType: 'text/html; charset=utf-8',
})

export const confirmConsent = defineEndpoint({
  id: 'confirmConsent',
  method: 'POST',
  path: '/t/a/:token',
  permission: 'public',
  summary: 'The button of that page: the consent is given',
  params: linkParams,
  response: z.string(),
  responseType: 'text/html; charset=utf-8',
})

export const consentPolicyShape = z.object({
  channels: z.array(z.object({ id: z.string(), label: localized })),
  purposes: z.array(
    z.object({
      id: purpose,
      label: localized,
      perChannel: z.boolean().describe('Asked for each channel, or once for all (*)'),
      custom: z.boolean(),
    }),
  ),
  unrecorded: z
    .array(z.object({ purpose, channel, allowed: z.boolean() }))
    .describe('Whether people without a record may be contacted'),
  confirmed: z
    .array(z.object({ purpose, channel }))
    .describe('A yes holds only once the customer has confirmed it by mail'),
  updatedAt: instant.nullable().describe('Null while the defaults hold'),
})

export const getConsentPolicy = defineEndpoint({
  id: 'getConsentPolicy',
  method: 'GET',
  path: '/api/workspaces/:workspace/consent-policy',
  permission: 'workspace.read',
  summary: 'Purposes, channels, and what holds where no consent is recorded',
  params: workspaceParams,
  response: consentPolicyShape,
})

export const updateConsentPolicy = defineEndpoint({
  id: 'updateConsentPolicy',
  method: 'PUT',
  path: '/api/workspaces/:workspace/consent-policy',
  permission: 'settings.manage',
  summary: 'Replaces own purposes and what holds without a record; in force before the next message; audited',
  params: workspaceParams,
  body: z.object({
    customPurposes: z.array(customPurpose).max(20),
    unrecorded: z
      .array(z.object({ purpose, channel, allowed: z.boolean() }))
      .max(200)
      .describe('Cells left out stay as they are'),
    confirmed: z
      .array(z.object({ purpose, channel }))
      .max(40)
      .optional()
      .describe('Replaces what has to be confirmed by mail; as before where left out'),
  }),
  response: consentPolicyShape,
})

export const consentTextShape = z.object({
  id: z.string(),
  purpose,
  channel,
  language,
  version: z.int(),
  body: z.string(),
  validFrom: instant,
  uses: z.int().describe('Consents given on these words'),
})

export const listConsentTexts = defineEndpoint({
  id: 'listConsentTexts',
  method: 'GET',
  path: '/api/workspaces/:workspace/consent-texts',
  permission: 'workspace.read',
  summary: 'The words customers agree to, all versions',
  params: workspaceParams,
  response: z.object({ items: z.array(consentTextShape) }),
})

export const addConsentText = defineEndpoint({
  id: 'addConsentText',
  method: 'POST',
  path: '/api/workspaces/:workspace/consent-texts',
  permission: 'settings.manage',
  summary: 'A new version of the words; earlier ones stay; audited',
  params: workspaceParams,
  body: z.object({ purpose, channel, language, body: z.string().trim().min(10).max(4_000) }),
  response: z.object({ id: z.string(), items: z.array(consentTextShape) }),
})
