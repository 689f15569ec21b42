import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, workspaceParams } from '../../kit/api-shapes.ts'

const path = '/api/workspaces/:workspace/encryption-keys'

const keyState = z.object({
  masterChangedAt: instant.nullable().describe('Null: never'),
  rotations: z
    .array(
      z.object({
        id: z.string(),
        startedAt: instant,
        activeFrom: instant.describe('From when the new keys seal'),
        doneAt: instant.nullable(),
        resealed: z.int().describe('Values sealed anew so far'),
        unreadable: z.int().describe('Values nobody can open: of whoever was erased'),
      }),
    )
    .describe('Of this workspace, newest first'),
  left: z.int().describe('Values that older keys still hold'),
  graceDays: z.int().describe('So long links signed by the key before are believed'),
})

export const getEncryptionKeys = defineEndpoint({
  id: 'getEncryptionKeys',
  method: 'GET',
  path,
  permission: 'settings.manage',
  summary: 'When the keys of the workspace were changed, and what older ones still hold',
  params: workspaceParams,
  response: keyState,
})
export const rotateEncryptionKeys = defineEndpoint({
  id: 'rotateEncryptionKeys',
  method: 'POST',
  path: `${path}/rotation`,
  permission: 'settings.manage',
  summary: 'Gives the workspace new keys; everything is sealed anew in the background. Audited',
  params: workspaceParams,
  response: keyState,
  ratePerMinute: 10,
})
