import type { EmailSource, MessagePlan } from '../../interaction/index.ts'
import { brandName } from '../../kit/brand.ts'
import type { Workspace } from '../../kit/workspace.ts'

/**
 * Plans of mails with one button that leads to a page of the recipient's own: each is written for one person.
 * @param pathOf path of the page, by the delivery
 */
export async function pageMails(
  workspace: Workspace,
  deliveries: readonly { id: string }[],
  source: EmailSource,
  address: string,
  pathOf: (deliveryId: string) => Promise<string>,
): Promise<Map<string, MessagePlan>> {
  const plans = deliveries.map(async ({ id }) => {
    const plan: MessagePlan = {
      contentKey: `page/${id}`,
      transactional: true,
      source,
      variables: {
        brand: { name: brandName(workspace, workspace.locale) },
        offer: { name: '', words: '', code: '', validDays: 0 },
        links: { main: `${address}${await pathOf(id)}` },
      },
    }
    return [id, plan] as const
  })
  return new Map(await Promise.all(plans))
}
