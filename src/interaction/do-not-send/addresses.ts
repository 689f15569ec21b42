import { normalisedAddress } from '../../customer/index.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { AnyChannel } from '../channels/channel.ts'

/** An address somebody typed, as the channel writes to it and as it is found again; null where it is none. */
export function addressOf(
  channel: Pick<AnyChannel, 'addressType' | 'acceptsAddress'>,
  vault: Vault,
  workspace: Workspace,
  typed: string,
): { address: string; blindIndex: Buffer } | null {
  const address = normalisedAddress(channel.addressType, typed, workspace)
  if (address === null || !channel.acceptsAddress(address)) return null
  return { address, blindIndex: vault.blindIndex(channel.addressType, address) }
}
