import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, localized, minor, workspaceParams } from '../../kit/api-shapes.ts'
import { addressTypes } from '../ports.ts'

const base = '/api/workspaces/:workspace/channels'
const params = workspaceParams.extend({ channel: z.string().min(1).max(40) })

export const channelShape = z.object({
  id: z.string(),
  label: localized,
  addressType: z.enum(addressTypes),
  generates: z.boolean().describe('Its secret is made here and shown once'),
  proven: z.enum(['server', 'stand-in']).describe('stand-in: not verified against the real platform'),
  form: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['text', 'lines', 'secret', 'number', 'choice', 'switch']),
      required: z.boolean().optional(),
      options: z.array(z.string()).optional(),
      when: z.object({ field: z.string(), is: z.array(z.string()) }).optional(),
      discovered: z.boolean().optional(),
      default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    }),
  ),
  way: z
    .enum(['own', 'server', 'catcher', 'none'])
    .describe(
      'own: a connection of the workspace. server: the installation’s. catcher: kept here. none: not sent',
    ),
  connection: z
    .object({
      name: z.string(),
      perSecond: z.number().nullable(),
      window: z.int(),
      costMinor: minor,
      settings: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
        .nullable()
        .describe('Only for those who may change it'),
      secretsSet: z.array(z.string()),
      publicKey: z
        .string()
        .nullable()
        .describe('The half of its keys that everybody may know; only for those who may change it'),
      callbackPath: z
        .string()
        .nullable()
        .describe('Where the platform calls us, below the address of this installation'),
      checkedAt: instant.nullable(),
      checkProblem: localized.nullable().describe('Null: the provider answered'),
    })
    .nullable(),
  removed: z.boolean().describe('There is a removed connection that can be brought back'),
  stopped: z.object({ at: instant, by: z.string() }).nullable(),
  held: z.object({ planned: z.int(), due: z.int(), sending: z.int() }),
  lane: z
    .object({
      inFlight: z.int(),
      perMinute: z.int(),
      waitingFor: localized.nullable().describe('Why it pauses: the provider cannot be reached'),
      last: z.object({ at: instant, problem: localized.nullable() }).nullable(),
    })
    .nullable()
    .describe('As this process sends; null while it does not'),
})
export type ChannelView = z.output<typeof channelShape>

export const listChannels = defineEndpoint({
  id: 'listChannels',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'Channels with their connection, what they hold and how they go; secrets for nobody',
  params: workspaceParams,
  response: z.object({ items: z.array(channelShape) }),
})

export const saveChannel = defineEndpoint({
  id: 'saveChannel',
  method: 'PUT',
  path: `${base}/:channel/connection`,
  permission: 'settings.manage',
  summary: 'Sets up or changes the connection of a channel; what runs goes on with it within seconds',
  params,
  body: z.object({
    name: z.string().trim().min(1).max(80),
    settings: z.record(z.string().max(60), z.union([z.string().max(4_000), z.number(), z.boolean()])),
    secrets: z
      .record(z.string().max(60), z.string().max(4_000))
      .default({})
      .describe('Write-only; blank ones stay as they are'),
    perSecond: z.number().min(0.1).max(10_000).nullable().default(null),
    window: z
      .int()
      .min(1)
      .max(500)
      .default(20)
      .describe('Messages in flight; the most a crash leaves unknown'),
    costMinor: minor.min(0).default(0).describe('Of one message; of an SMS, of one part'),
  }),
  response: channelShape,
})

export const deleteChannel = defineEndpoint({
  id: 'deleteChannel',
  method: 'DELETE',
  path: `${base}/:channel/connection`,
  permission: 'settings.manage',
  summary: 'Removes a connection; messages take the way of the installation, and it can be brought back',
  params,
  response: channelShape,
})

export const restoreChannel = defineEndpoint({
  id: 'restoreChannel',
  method: 'POST',
  path: `${base}/:channel/connection/restore`,
  permission: 'settings.manage',
  summary: 'Brings the connection back that was removed last',
  params,
  response: channelShape,
})

export const checkChannel = defineEndpoint({
  id: 'checkChannel',
  method: 'POST',
  path: `${base}/:channel/check`,
  permission: 'settings.manage',
  summary: 'Asks the provider now whether it takes the connection; nothing is sent',
  params,
  response: z.object({ ok: z.boolean(), problem: localized.nullable() }),
  ratePerMinute: 30,
})

export const stopChannel = defineEndpoint({
  id: 'stopChannel',
  method: 'POST',
  path: `${base}/:channel/stop`,
  permission: 'campaigns.edit',
  summary: 'Nothing more leaves by this channel; messages wait',
  params,
  response: channelShape,
})

export const goOnChannel = defineEndpoint({
  id: 'goOnChannel',
  method: 'POST',
  path: `${base}/:channel/go-on`,
  permission: 'campaigns.launch',
  summary: 'Lets a stopped channel go on; each message is checked again before it leaves',
  params,
  response: channelShape,
})

export const testChannel = defineEndpoint({
  id: 'testChannel',
  method: 'POST',
  path: `${base}/:channel/test`,
  permission: 'settings.manage',
  summary: 'Sends one test message to an address typed in; the address is not kept',
  params,
  body: z.object({ address: z.string().trim().min(3).max(2_000) }),
  response: z.object({
    outcome: z.enum(['accepted', 'failed', 'unknown']),
    problem: localized.nullable(),
  }),
  ratePerMinute: 10,
})

export const renewChannelSecret = defineEndpoint({
  id: 'renewChannelSecret',
  method: 'POST',
  path: `${base}/:channel/secret`,
  permission: 'settings.manage',
  summary:
    'Makes a new secret and shows it this once; webhooks are signed by the one before as well for a day longer, browsers have to subscribe anew',
  params,
  response: z.object({ secret: z.string(), previousUntil: instant.nullable() }),
  ratePerMinute: 10,
})
