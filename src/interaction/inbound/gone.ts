import { writtenChannel } from '../channels/index.ts'
import type { ChannelInbound } from '../ports.ts'
import type { InboundDeps } from './deps.ts'

/** An address its provider does not know any more is forgotten at once; one nobody carries is so already. */
export async function forgetGone(
  deps: Pick<InboundDeps, 'log' | 'workspaceOf' | 'forgetAddress'>,
  { workspaceId, channel, address }: Parameters<ChannelInbound['gone']>[0],
): Promise<void> {
  const reach = writtenChannel(channel)?.reach
  if (workspaceId === null || !reach) return
  try {
    await deps.forgetAddress(await deps.workspaceOf(workspaceId), reach, address)
  } catch (error) {
    // The message has ended all the same, and the next one finds out again.
    deps.log.error({ err: error, channel }, 'an address that is gone could not be forgotten')
  }
}
