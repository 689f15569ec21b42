import type { Actor } from '../../kit/api.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import { brandName } from '../../kit/brand.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import type { AnyChannel, ChannelTools, ComposeTools, Outcome, Sender } from '../channels/channel.ts'
import { reasonInWords } from '../delivery/reasons.ts'
import { addressOf } from '../do-not-send/addresses.ts'
import { listedAmong } from '../do-not-send/list.ts'
import { interactionErrors } from '../errors.ts'
import type { CampaignVariables } from '../ports.ts'
import type { Way } from './ways.ts'

/** A message that is sent by hand, to see how it arrives. */
export interface TrialMessage {
  address: string
  /** As `creative` of the channel takes it. */
  source: object
  variables: CampaignVariables
}

export interface TrialDeps extends ComposeTools {
  log: ChannelTools['log']
}

const patienceMs = 30_000

/** Opens a way for one question only; lanes that run are not touched. */
async function opened<T>(
  deps: TrialDeps,
  way: Way,
  workspace: Workspace,
  work: (sender: Sender<unknown>) => Promise<T>,
): Promise<T> {
  const sender = way.channel.open(way.settings, {
    log: deps.log,
    concurrency: 1,
    guard: way.guard,
    workspaceId: workspace.id,
    // A session of a moment: what comes back meanwhile waits at the provider for the lane's own.
    inbound: null,
    now: () => workspace.clock.now(),
    // A question stops nothing.
    stopChannel: async () => undefined,
  })
  try {
    return await work(sender)
  } finally {
    await sender.close()
  }
}

/** Whether the provider takes the connection. @returns what is wrong, null for nothing */
export async function checkWay(deps: TrialDeps, way: Way, workspace: Workspace): Promise<string | null> {
  return opened(deps, way, workspace, (sender) => within(sender.check(), patienceMs))
}

async function within(answer: Promise<string | null>, ms: number): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('provider_silent'), ms)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

/**
 * Sends one message to an address typed in. It is in no outbox and in no report; the audit log says who and by which
 * channel, not to whom.
 * @throws interaction.testAddress, testListed; errors of the creative
 */
export async function sendTrial(
  deps: TrialDeps,
  way: Way,
  workspace: Workspace,
  trial: TrialMessage,
  by: Actor,
): Promise<{ outcome: 'accepted' | 'failed' | 'unknown'; problem: Localized | null }> {
  const { channel } = way
  const vault = await deps.vaultOf(workspace.id)
  const found = addressOf(channel, vault, workspace, trial.address)
  if (!found) throw interactionErrors.testAddress({})
  const listed = await listedAmong(deps.ledger, workspace.id, channel.id, [found.blindIndex])
  if (listed.size > 0) throw interactionErrors.testListed({})
  const outcome = await deliverOnce(deps, way, workspace, found, trial)
  await writeAudit(deps.ledger.db, {
    workspaceId: workspace.id,
    actor: by,
    action: 'channel.test',
    subject: { kind: 'channel', id: channel.id },
    detail: { outcome: outcome.kind },
  })
  return {
    outcome: outcome.kind,
    problem: outcome.kind === 'accepted' ? null : reasonInWords(outcome.reason, outcome.params),
  }
}

/** Hands one transactional message over, outside of the outbox: nothing is tracked, and nothing repeats it. */
export async function deliverOnce(
  deps: TrialDeps,
  way: Way,
  workspace: Workspace,
  found: { address: string; blindIndex: Buffer },
  { source, variables }: Pick<TrialMessage, 'source' | 'variables'>,
): Promise<Outcome> {
  const id = newId()
  const content = await way.channel.compose(
    way.settings,
    deps,
  )({
    workspace,
    delivery: { id, campaignId: id, personKey: 0 },
    plan: { contentKey: `once/${id}`, transactional: true, source, variables },
    recipient: { ...found, name: '' },
    at: workspace.clock.now(),
  })
  return opened(deps, way, workspace, (sender) =>
    sender.deliver({ deliveryId: id, address: found.address, content }),
  )
}

/** What a test message says. */
export function trialOf(
  channel: AnyChannel,
  workspace: Workspace,
): Pick<TrialMessage, 'source' | 'variables'> {
  return {
    source: channel.trial(workspace.locale),
    variables: {
      brand: { name: brandName(workspace, workspace.locale) },
      offer: { name: '', words: '', code: '', validDays: 0 },
      links: {},
    },
  }
}
