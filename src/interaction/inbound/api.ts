import { defineEndpoint } from '../../kit/api.ts'
import { workspaceParams } from '../../kit/api-shapes.ts'
import { inboundSettingsShape } from './settings.ts'

const path = '/api/workspaces/:workspace/inbound/settings'

export const getInboundSettings = defineEndpoint({
  id: 'getInboundSettings',
  method: 'GET',
  path,
  permission: 'workspace.read',
  summary: 'Which answers count as opting out, and when an address that bounces is given up',
  params: workspaceParams,
  response: inboundSettingsShape,
})
export const setInboundSettings = defineEndpoint({
  id: 'setInboundSettings',
  method: 'PUT',
  path,
  permission: 'settings.manage',
  summary: 'Replaces them; audited',
  params: workspaceParams,
  body: inboundSettingsShape,
  response: inboundSettingsShape,
})
