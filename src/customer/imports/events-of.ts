import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { phoneCountry } from '../identity/normalise.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'
import type { FileContract } from '../quality/contracts/contract-of-file.ts'
import type { FileSource } from '../reading/source.ts'
import type { ReadSetup } from './open-rows.ts'
import { type ReadEvent, readEvents } from './read-events.ts'
import { readInThread } from './thread/read-in-thread.ts'

/** Smaller files are read before a thread would be ready. */
const threadBytes = 128 * 1024

/** Header and rows of a file, read where it disturbs least. @throws import.*, common.cancelled */
export function eventsOf(
  workspace: Workspace,
  mapping: Mapping,
  vault: Vault,
  source: FileSource,
  signal: AbortSignal,
  contracts: readonly FileContract[] = [],
): AsyncGenerator<ReadEvent> {
  const setup = readSetup(workspace, mapping, vault, contracts)
  const read = source.bytes < threadBytes ? readEvents : readInThread
  return read(setup, source, signal)
}

/** What reading rows by a mapping needs to know of the workspace. */
export function readSetup(
  workspace: Workspace,
  mapping: Mapping,
  vault: Vault,
  contracts: readonly FileContract[],
): ReadSetup {
  return {
    mapping,
    settings: {
      timeZone: workspace.timeZone,
      currency: workspace.currency,
      phoneCountry: phoneCountry(workspace),
      nowMs: workspace.clock.now().getTime(),
    },
    // Made of the key that finds identifiers again, which itself never leaves its vault.
    pseudonymKey: vault.blindIndex('pseudonym', 'key of the pseudonyms of ids'),
    contracts,
  }
}
