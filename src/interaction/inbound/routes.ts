import { saveSetting } from '../../customer/index.ts'
import { type Route, route } from '../../kit/api.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { getInboundSettings, setInboundSettings } from './api.ts'
import { inboundSetting, inboundSettings } from './settings.ts'

/** What a workspace wants of answers and bounces. */
export function inboundRoutes({ ledger }: { ledger: Ledger }): Route[] {
  return [
    route(getInboundSettings, ({ workspace }) => inboundSettings(ledger, workspace.id)),
    route(setInboundSettings, ({ workspace, actor }, { body }) =>
      saveSetting(
        ledger,
        workspace,
        actor,
        inboundSetting,
        { ...body, stopWords: [...new Set(body.stopWords)] },
        'inbound.settings',
      ),
    ),
  ]
}
