import type { Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import type { VaultOf } from '../tracking/tokens.ts'

type Trx = Transaction<LedgerSchema>

/** What signing up asks of the rooms around it. */
export interface SignUpDeps {
  ledger: Ledger
  vaultOf: VaultOf
  workspaceOf(id: number): Promise<Workspace>
  /** Null where there is none of that name. */
  workspaceNamed(slug: string): Promise<Workspace | null>
  /** Where the pages are. */
  address(): string
  /**
   * The customer with an address, made by the way of every prospect where nobody has it.
   * @returns null where it cannot be said who that is: several people share it, or they were erased
   */
  join(workspace: Workspace, who: { email: string; language: string; source: string }): Promise<number | null>
  /** Marketing by mail is allowed, with its proof, in the caller's transaction. */
  recordYes(
    trx: Trx,
    workspace: Workspace,
    yes: { personKey: number; requestId: string; network: string; textId: string | null },
  ): Promise<void>
  /** Hands one message to the mail server; nothing of it is in the outbox. */
  sendMail(
    workspace: Workspace,
    message: { address: string; language: 'zh-CN' | 'en'; text: string; path: string; days: number },
  ): Promise<'accepted' | 'unknown' | 'failed' | 'later'>
}
