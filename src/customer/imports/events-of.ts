import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { dateKindsOf } from '../dates/kinds.ts'
import { phoneCountry } from '../identity/normalise.ts'
import type { ConvertSettings } from '../mapping/convert/index.ts'
import { mapsLeads } from '../mapping/convert/leads.ts'
import { mappedKinds } from '../mapping/days.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'
import { needTopicsOf, type Stance } from '../needs/topics.ts'
import { leadWordsOf } from '../prospects/in-files.ts'
import type { FileContract } from '../quality/contracts/contract-of-file.ts'
import type { FileSource } from '../reading/source.ts'
import type { ReadSetup } from './open-rows.ts'
import { type ReadEvent, readEvents } from './read-events.ts'
import { readInThread } from './thread/read-in-thread.ts'

/** Smaller files are read before a thread would be ready. */
const threadBytes = 128 * 1024

/** Header and rows of a file, read where it disturbs least. @throws import.*, common.cancelled */
export function eventsOf(
  settings: ConvertSettings,
  mapping: Mapping,
  vault: Vault,
  source: FileSource,
  signal: AbortSignal,
  contracts: readonly FileContract[] = [],
): AsyncGenerator<ReadEvent> {
  const setup = readSetup(settings, mapping, vault, contracts)
  const read = source.bytes < threadBytes ? readEvents : readInThread
  return read(setup, source, signal)
}

/** What converting rows by a mapping needs to know of the workspace. */
export async function settingsOf(
  ledger: Ledger,
  workspace: Workspace,
  mapping: Mapping,
): Promise<ConvertSettings> {
  return {
    timeZone: workspace.timeZone,
    currency: workspace.currency,
    phoneCountry: phoneCountry(workspace),
    nowMs: workspace.clock.now().getTime(),
    ...(mappedKinds(mapping).length > 0 ? { dateKinds: await yearlyKinds(ledger, workspace.id) } : {}),
    ...(mapping.needs?.length ? { topics: await topicKinds(ledger, workspace.id) } : {}),
    ...(mapsLeads(mapping) ? { leads: await leadWordsOf(ledger, workspace.id) } : {}),
  }
}

async function topicKinds(ledger: Ledger, workspaceId: number): Promise<Record<string, Stance>> {
  const topics = await needTopicsOf(ledger, workspaceId)
  return Object.fromEntries(topics.map(({ id, kind }) => [id, kind]))
}

async function yearlyKinds(ledger: Ledger, workspaceId: number): Promise<Record<string, boolean>> {
  const kinds = await dateKindsOf(ledger, workspaceId)
  return Object.fromEntries(kinds.map(({ id, yearly }) => [id, yearly]))
}

/** All that reading rows by a mapping needs to know. */
export function readSetup(
  settings: ConvertSettings,
  mapping: Mapping,
  vault: Vault,
  contracts: readonly FileContract[],
): ReadSetup {
  return {
    mapping,
    settings,
    // Made of the key that finds identifiers again, which itself never leaves its vault.
    pseudonymKey: vault.blindIndex('pseudonym', 'key of the pseudonyms of ids'),
    contracts,
  }
}
