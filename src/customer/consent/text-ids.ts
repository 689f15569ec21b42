import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { allChannels } from './purposes.ts'

/** Finds the words a version number means: of the channel before those of all, in the workspace's language first. */
export async function consentTextIds(ledger: Ledger, workspace: Workspace) {
  const texts = await ledger.db
    .selectFrom('consent_texts')
    .select(['id', 'purpose', 'channel', 'language', 'version'])
    .where('workspace_id', '=', workspace.id)
    .execute()
  return (purpose: string, channel: string, version: number): string | null => {
    const fitting = texts.filter(
      (text) =>
        text.purpose === purpose &&
        text.version === version &&
        (text.channel === channel || text.channel === allChannels),
    )
    const rank = (text: (typeof texts)[number]) =>
      (text.channel === channel ? 0 : 2) + (text.language === workspace.locale ? 0 : 1)
    return fitting.sort((a, b) => rank(a) - rank(b))[0]?.id ?? null
  }
}
