import type { Log } from '../../kit/log.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { ForgetAddress, HearComplaint, PeopleAt, RecipientsOf, RecordWithdrawal } from '../ports.ts'
import type { RecordTouches } from '../touch.ts'
import type { VaultOf } from '../tracking/tokens.ts'

/** What `inbound` stands on. */
export interface InboundDeps {
  ledger: Ledger
  log: Log
  vaultOf: VaultOf
  /** @throws when there is no such workspace */
  workspaceOf(id: number): Promise<Workspace>
  recordTouches: RecordTouches
  recipientsOf: RecipientsOf
  recordWithdrawal: RecordWithdrawal
  peopleAt: PeopleAt
  forgetAddress: ForgetAddress
  hearComplaint: HearComplaint
}
