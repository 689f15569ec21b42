import type { HomeOfPerson } from '../../customer/index.ts'
import type { Log } from '../../kit/log.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { CampaignNames } from '../delivery/list.ts'
import type { ChannelInbound, MayContact, MessageFor, RecipientsOf } from '../ports.ts'
import type { RecordTouches } from '../touch.ts'
import type { VaultOf } from '../tracking/tokens.ts'

export interface LetterDeps {
  ledger: Ledger
  log: Log
  vaultOf: VaultOf
  recordTouches: RecordTouches
  recipientsOf: RecipientsOf
  /** The same questions as every message is asked. */
  mayContact: MayContact
  messageFor: MessageFor
  /** Households of people, as somebody decided. */
  homesOf(workspace: Workspace, people: readonly number[]): Promise<ReadonlyMap<number, HomeOfPerson>>
  campaignNames: CampaignNames
  /** What the post brings back is a receipt like any other. */
  receipt: ChannelInbound['receipt']
  /** Address customers reach, without a slash at its end. */
  publicUrl(): string
}
