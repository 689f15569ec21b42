import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { localized, workspaceParams } from '../../kit/api-shapes.ts'
import { fieldLevels } from '../../kit/fields.ts'
import { role } from '../house/api.ts'

const level = z.enum(fieldLevels)
const limits = z.record(z.string().min(1).max(120), level)
const roleLimits = z.object({
  owner: limits.default({}),
  marketer: limits.default({}),
  analyst: limits.default({}),
  viewer: limits.default({}),
  agent: limits.default({}),
})
const path = '/api/workspaces/:workspace/field-permissions'

const permissionsShape = z.object({
  fields: z.array(
    z.object({
      id: z.string().describe('A group, or one attribute of it: attributes/city'),
      group: z.string(),
      label: localized,
      help: localized.nullable(),
      levels: z.array(level),
      standard: z.record(role, level).describe('Without settings'),
    }),
  ),
  roles: roleLimits.describe('Only what is set; the rest is standard'),
  keys: z.array(z.object({ id: z.string(), name: z.string(), role, limits })),
})

export const getFieldPermissions = defineEndpoint({
  id: 'getFieldPermissions',
  method: 'GET',
  path,
  permission: 'settings.manage',
  summary: 'What each role and each API key may know of customers, field by field',
  params: workspaceParams,
  response: permissionsShape,
})
export const saveFieldPermissions = defineEndpoint({
  id: 'saveFieldPermissions',
  method: 'PUT',
  path,
  permission: 'settings.manage',
  summary: 'Sets them, whole; they hold from the next request, for keys within a second. Audited',
  params: workspaceParams,
  body: z.object({
    roles: roleLimits,
    keys: z
      .record(z.uuid(), limits)
      .default({})
      .describe('A key sees no more than its role: the stricter of both holds'),
  }),
  response: permissionsShape,
})
