import type { Locale } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { VaultOf } from '../../identity/persons.ts'
import { policyOf } from '../policy.ts'
import { signConfirmation } from './answer.ts'

/** What a message that asks has to say. */
export interface ConfirmationMessage {
  language: Locale
  purpose: string
  text: string
  /** Path of the page, from the address customers reach us at. */
  path: string
}

/** Messages of the requests that still wait for an answer; others are missing from the answer. */
export async function confirmationMessages(
  deps: { ledger: Ledger; vaultOf: VaultOf },
  workspace: Workspace,
  requestIds: readonly string[],
): Promise<Map<string, ConfirmationMessage>> {
  if (requestIds.length === 0) return new Map()
  const rows = await deps.ledger.db
    .selectFrom('consent_requests')
    .leftJoin('consent_texts', 'consent_texts.id', 'consent_requests.text_id')
    .selectAll('consent_requests')
    .select('consent_texts.body')
    .where('consent_requests.workspace_id', '=', workspace.id)
    .where('consent_requests.id', 'in', [...requestIds])
    .where('confirmed_at', 'is', null)
    .where('expires_at', '>', workspace.clock.now())
    .execute()
  const [policy, vault] = await Promise.all([
    policyOf(deps.ledger.db, workspace.id),
    deps.vaultOf(workspace.id),
  ])
  return new Map(
    rows.map((row) => [
      row.id,
      {
        language: row.language,
        purpose: policy.purposes.find(({ id }) => id === row.purpose)?.label[row.language] ?? row.purpose,
        text: row.body ?? '',
        path: `/t/a/${signConfirmation(vault, workspace.id, row.id, row.expires_at)}`,
      },
    ]),
  )
}
