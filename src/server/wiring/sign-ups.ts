import { type Customer, consentPolicyOf } from '../../customer/index.ts'
import { confirmationMail, createSignUps, type Interaction, type SignUps } from '../../interaction/index.ts'
import { brandName } from '../../kit/brand.ts'
import { isAppError } from '../../kit/errors.ts'
import type { RoomDeps } from './deps.ts'
import type { workspaceBook } from './workspaces.ts'

/** Strangers become customers by their own word: the rooms of people, consents and messages meet here. */
export function openSignUps(
  { ledger, vault }: Pick<RoomDeps['stores'], 'ledger' | 'vault'>,
  { customer, interaction }: { customer: Customer; interaction: Interaction },
  workspaces: ReturnType<typeof workspaceBook>,
  address: () => string,
): SignUps {
  return createSignUps({
    ...{ ledger, vaultOf: vault, address },
    ...{ workspaceOf: workspaces.byId, workspaceNamed: workspaces.named },
    join: (workspace, who) => customer.prospects.join(workspace, who),
    recordYes: async (trx, workspace, { personKey, requestId, network, textId }) => {
      const keys = (await customer.persons.keysOf(workspace, [personKey])).get(personKey) ?? [personKey]
      await customer.consents.record(
        trx,
        workspace,
        keys.map((key) => ({
          ...{ personKey: key, purpose: 'marketing', channel: 'email', state: 'given' as const, textId },
          source: 'sign_up',
          proof: { kind: 'form', requestId, address: network },
          actor: { kind: 'customer' as const, id: '' },
        })),
      )
    },
    sendMail: async (workspace, { address: to, language, text, path, days }) => {
      const policy = await consentPolicyOf(ledger.db, workspace.id)
      const purpose = policy.purposes.find(({ id }) => id === 'marketing')?.label[language] ?? ''
      const variables = {
        brand: { name: brandName(workspace, language) },
        offer: { name: purpose, words: text, code: '', validDays: days },
        links: { main: `${address()}${path}` },
      }
      try {
        const message = { address: to, source: confirmationMail(language), variables }
        const outcome = await interaction.content.sendOnce(workspace, 'email', message)
        if (outcome.kind !== 'failed') return outcome.kind
        return outcome.retry === false ? 'failed' : 'later'
      } catch (error) {
        // No server to send by at this moment.
        if (isAppError(error) && error.code === 'interaction.noConnection') return 'later'
        throw error
      }
    },
  })
}
