import type {
  DueDelivery,
  MayContact,
  MessageFor,
  MessagePlan,
  SendVerdict,
} from '../../interaction/index.ts'
import type { Workspace } from '../../kit/workspace.ts'

/** Messages of one step that no campaign speaks for: requests to confirm, answers. */
export interface OwnMessages {
  step: string
  verdictsOf(
    workspace: Workspace,
    deliveries: readonly DueDelivery[],
  ): Promise<ReadonlyMap<string, SendVerdict>>
  plansOf(workspace: Workspace, deliveries: readonly DueDelivery[]): Promise<ReadonlyMap<string, MessagePlan>>
}

/** Each message is asked about where its words come from; the campaigns answer for all others. */
export function withOwnMessages(
  own: readonly OwnMessages[],
  campaign: { mayContact: MayContact; messageFor: MessageFor },
): { mayContact: MayContact; messageFor: MessageFor } {
  const steps = new Set(own.map(({ step }) => step))
  const others = (deliveries: readonly DueDelivery[]) => deliveries.filter(({ step }) => !steps.has(step))
  const each = async <T>(
    deliveries: readonly DueDelivery[],
    ask: (of: OwnMessages, some: readonly DueDelivery[]) => Promise<ReadonlyMap<string, T>>,
  ) => {
    const answers = await Promise.all(
      own.map(async (of) => {
        const some = deliveries.filter(({ step }) => step === of.step)
        return some.length === 0 ? [] : [...(await ask(of, some))]
      }),
    )
    return answers.flat()
  }
  return {
    mayContact: async (workspace, deliveries, now) =>
      new Map([
        ...(await campaign.mayContact(workspace, others(deliveries), now)),
        ...(await each(deliveries, (of, some) => of.verdictsOf(workspace, some))),
      ]),
    messageFor: async (workspace, deliveries) =>
      new Map([
        ...(await campaign.messageFor(workspace, others(deliveries))),
        ...(await each(deliveries, (of, some) => of.plansOf(workspace, some))),
      ]),
  }
}
