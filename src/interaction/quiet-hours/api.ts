import { defineEndpoint } from '../../kit/api.ts'
import { workspaceParams } from '../../kit/api-shapes.ts'
import { quietHours } from './settings.ts'

const path = '/api/workspaces/:workspace/quiet-hours'

export const getQuietHours = defineEndpoint({
  id: 'getQuietHours',
  method: 'GET',
  path,
  permission: 'workspace.read',
  summary: 'When no marketing is sent, and on which channels',
  params: workspaceParams,
  response: quietHours,
})

export const saveQuietHours = defineEndpoint({
  id: 'saveQuietHours',
  method: 'PUT',
  path,
  permission: 'settings.manage',
  summary: 'Replaces them; messages that wait already are asked about anew when they are due; audited',
  params: workspaceParams,
  body: quietHours,
  response: quietHours,
})
