import { setTimeout as sleep } from 'node:timers/promises'
import type { CampaignRoom } from '../../campaign/index.ts'
import type { Customer } from '../../customer/index.ts'
import type { Insight } from '../../insight/index.ts'
import type { Interaction } from '../../interaction/index.ts'
import type { DemoDeps } from '../../playbooks/demo/index.ts'
import { createWorkspaceKeys, createWorkspaceRow, getWorkspace } from '../../stores/ledger/index.ts'
import { createApiKey, revokeApiKey } from '../auth/keys.ts'
import type { RoomDeps } from './deps.ts'
import { engineAddress } from './engine-address.ts'

const actor = 'system:demo'
const pollMs = 200

/** What the demo business needs of the product, by the faces everybody uses. */
export async function demoDeps(
  deps: RoomDeps,
  rooms: { customer: Customer; insight: Insight; interaction: Interaction; campaign: CampaignRoom },
  address: () => string,
): Promise<DemoDeps> {
  const { config, log, clock } = deps
  const { ledger, warehouse, masterKey } = deps.stores
  const { customer, insight, interaction, campaign } = rooms
  return {
    ledger,
    warehouse,
    clock,
    log,
    engine: await engineAddress(config),
    apiUrl: address,
    createWorkspace: async (input) => {
      const workspace = await createWorkspaceRow(ledger, input, clock)
      await createWorkspaceKeys(ledger, masterKey, workspace.id)
      return workspace
    },
    workspace: (which) => getWorkspace(ledger, which, clock),
    createKey: async (workspaceId, name) => {
      const old = await ledger.db
        .selectFrom('api_keys')
        .select('id')
        .where('workspace_id', '=', workspaceId)
        .where('name', '=', name)
        .where('revoked_at', 'is', null)
        .execute()
      for (const { id } of old) await revokeApiKey(ledger, clock, workspaceId, id)
      const key = await createApiKey(ledger, clock, { workspaceId, name, role: 'marketer', createdBy: null })
      return key.secret
    },
    registerPeople: async (workspace, people) => {
      const keys = await customer.persons.resolve(
        workspace,
        'account',
        people.map(({ account }) => account),
      )
      const ordered = people.map(({ account }) => keyOf(keys, account))
      const emails = new Map(people.map(({ email }, i) => [ordered[i] ?? 0, email]))
      await customer.persons.attach(workspace, 'email', emails)
      return ordered
    },
    refreshFeatures: async (workspace, task) => {
      await insight.features.refresh(workspace, {}, task)
    },
    campaigns: {
      planFromOpportunity: (workspace, objective) =>
        campaign.opportunities.planFor(workspace, objective, actor),
      adjust: async (workspace, id, change) => {
        const current = await campaign.campaigns.get(workspace, id)
        return campaign.campaigns.update(workspace, id, { ...current, ...change }, actor)
      },
      drawBy: async (workspace, id, salt) => {
        await ledger.db
          .updateTable('campaigns')
          .set({ salt })
          .where('workspace_id', '=', workspace.id)
          .where('id', '=', id)
          .where('status', '=', 'draft')
          .execute()
      },
      launch: async (workspace, id) => {
        const [{ recipients }, { version }] = [
          await campaign.forecast(workspace, id),
          await campaign.campaigns.get(workspace, id),
        ]
        await campaign.launching.launch(workspace, id, { version, recipients }, actor)
        while (['scheduled', 'launching'].includes((await campaign.campaigns.row(workspace, id)).status)) {
          if (!(await campaign.launching.advance(workspace, id))) await sleep(pollMs)
        }
      },
    },
    settled: async (workspace, campaignId) => {
      for (;;) {
        const { planned, sending } = await interaction.delivery.counts(workspace, campaignId)
        if (planned + sending === 0) return
        await sleep(pollMs)
      }
    },
    pumpTouches: async () => {
      while ((await customer.touches.pump()) > 0);
    },
  }
}

function keyOf(keys: ReadonlyMap<string, number>, account: string): number {
  const key = keys.get(account)
  if (key === undefined) throw new Error(`The demo's customer ${account} got no key.`)
  return key
}
