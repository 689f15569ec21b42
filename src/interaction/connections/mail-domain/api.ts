import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { instant, localized, workspaceParams } from '../../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace/mail-domain'
const domain = z
  .string()
  .trim()
  .max(253)
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i)

const key = z.object({
  id: z.string().nullable().describe('null: typed in by hand'),
  domain: z.string(),
  selector: z.string(),
  name: z.string().describe('Where its record stands'),
  value: z.string().describe('What the TXT record says'),
  pieces: z.array(z.string()).describe('The same in pieces of at most 255 characters, as zone files want it'),
  state: z.enum(['signs', 'waits', 'old']).describe('waits: its record has to be published first'),
  madeAt: instant.nullable(),
})
const view = z.object({
  isConnected: z.boolean().describe('Whether the workspace has a mail connection of its own'),
  domain: z.string().describe('Of the sender, or the one mail is signed for; empty: neither is known'),
  keys: z.array(key),
})
const finding = z.object({ tone: z.enum(['good', 'plain', 'look']), text: localized })
const policy = z.object({ found: z.string().nullable(), findings: z.array(finding) })
const idParams = workspaceParams.extend({ id: z.uuid() })

export const getMailDomain = defineEndpoint({
  id: 'getMailDomain',
  method: 'GET',
  path: base,
  permission: 'settings.manage',
  summary: 'Keys that sign mail (DKIM), and the records to publish for them; private halves for nobody',
  params: workspaceParams,
  response: view,
})
export const makeMailDomainKey = defineEndpoint({
  id: 'makeMailDomainKey',
  method: 'POST',
  path: `${base}/keys`,
  permission: 'settings.manage',
  summary: 'Makes a key of 2,048 bits under a selector of its own; it signs once its record is seen; audited',
  params: workspaceParams,
  body: z.object({ domain }),
  response: view,
  ratePerMinute: 10,
})
export const signWithMailKey = defineEndpoint({
  id: 'signWithMailKey',
  method: 'POST',
  path: `${base}/keys/:id/use`,
  permission: 'settings.manage',
  summary: 'Signs with a key from now on; refused until its record is seen in the DNS; audited',
  params: idParams,
  response: view,
  ratePerMinute: 20,
})
export const dropMailDomainKey = defineEndpoint({
  id: 'dropMailDomainKey',
  method: 'DELETE',
  path: `${base}/keys/:id`,
  permission: 'settings.manage',
  summary: 'Forgets a key that does not sign; audited',
  params: idParams,
  response: view,
})
export const checkMailDomain = defineEndpoint({
  id: 'checkMailDomain',
  method: 'POST',
  path: `${base}/check`,
  permission: 'settings.manage',
  summary: 'Asks the DNS for the records of the keys, SPF and DMARC of a domain, and says what they mean',
  params: workspaceParams,
  body: z.object({ domain }),
  response: z.object({
    checkedAt: instant,
    dkim: z.array(
      z.object({
        ...{ domain: z.string(), selector: z.string() },
        state: z.enum([
          'equal',
          'missing',
          'other_key',
          'cut',
          'several',
          'revoked',
          'unreadable',
          'no_answer',
        ]),
        found: z.string().nullable(),
      }),
    ),
    spf: policy,
    dmarc: policy.extend({ at: z.string().describe('The domain whose policy holds') }),
  }),
  ratePerMinute: 20,
})
