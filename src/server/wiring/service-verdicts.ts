import type { Customer } from '../../customer/index.ts'
import type { DueDelivery, SendVerdict } from '../../interaction/index.ts'
import type { Workspace } from '../../kit/workspace.ts'

/**
 * What is no marketing goes to everybody who has not refused service messages on its channel.
 * @param barOf why a message has no reason any more; null: it has
 */
export async function serviceVerdicts(
  { consents }: Pick<Customer, 'consents'>,
  workspace: Workspace,
  deliveries: readonly DueDelivery[],
  barOf: (delivery: DueDelivery) => string | null,
): Promise<Map<string, SendVerdict>> {
  const verdicts = new Map<string, SendVerdict>()
  for (const channel of new Set(deliveries.map((delivery) => delivery.channel))) {
    const some = deliveries.filter((delivery) => delivery.channel === channel)
    const allowed = await consents.mayContact(
      workspace,
      some.map(({ personKey }) => personKey),
      { purpose: 'service', channel },
    )
    for (const delivery of some) {
      const bar = allowed.get(delivery.personKey)?.allowed ? barOf(delivery) : 'service_refused'
      verdicts.set(delivery.id, bar === null ? { verdict: 'send' } : { verdict: 'never', reason: bar })
    }
  }
  return verdicts
}
