import { createHash } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { Workspace } from '../../../kit/workspace.ts'
import type { LedgerSchema } from '../../../stores/ledger/index.ts'
import { complaintConfirmationStep, enqueueDeliveries } from '../../delivery/enqueue.ts'
import { keepMessage } from '../../inbox/keep.ts'
import { linkThread } from '../../inbox/link.ts'
import { openWords } from '../../inbox/words.ts'
import type { Tracked } from '../../tracking/engagement.ts'
import type { CodingDeps } from '../deps.ts'
import { caseOfMessage } from '../intake/answers.ts'

const channel = 'form'
const customer = { kind: 'customer', id: 'form' }
/** Of one message that asks somebody whether a complaint is theirs, to the next. */
const askEveryHours = 24

/** Keeps what an unknown hand wrote; whoever carries the address is asked, in the same transaction. */
export async function takeAnonymous(
  deps: CodingDeps,
  workspace: Workspace,
  { words, contact }: { words: string; contact: string },
): Promise<void> {
  const vault = await deps.vaultOf(workspace.id)
  const isMail = contact.includes('@')
  const people = isMail ? (await deps.peopleAt(workspace, 'email', contact)).personKeys : []
  await deps.ledger.transaction(async (trx) => {
    if (!(await isFirst(deps, trx, workspace, `${contact}/${words}`))) return
    const kept = await keepMessage(trx, vault, workspace, {
      ...{ personKey: null, channel, address: contact, addressIndex: null, deliveryId: null },
      ...{ subject: null, text: words, at: workspace.clock.now() },
    })
    // Of an address that several people share nobody knows who wrote.
    const [person] = people
    if (!kept || people.length !== 1 || person === undefined || (await wasAsked(trx, workspace, person)))
      return
    await enqueueDeliveries(trx, workspace, {
      campaignId: kept.id,
      step: complaintConfirmationStep,
      channel: 'email',
      rows: [{ personKey: person }],
    })
  })
}

/** A form that anybody can fill in must not fill a customer's letter box. */
async function wasAsked(trx: Transaction<LedgerSchema>, workspace: Workspace, person: number) {
  const since = new Date(workspace.clock.now().getTime() - askEveryHours * 3_600_000)
  const { rows } = await sql`
    SELECT FROM deliveries WHERE workspace_id = ${workspace.id} AND person_key = ${person} AND step = ${complaintConfirmationStep}
      AND planned_at > ${since} LIMIT 1`.execute(trx)
  return rows.length > 0
}

/** Keeps what the recipient of a message of ours wrote, with its case: they say themselves that they complain. */
export async function takeKnown(deps: CodingDeps, tracked: Tracked, words: string): Promise<void> {
  const { workspace, delivery } = tracked
  const personKey = Number(delivery.person_key)
  const [vault, at] = [await deps.vaultOf(workspace.id), workspace.clock.now()]
  const open = await caseOfMessage(deps, workspace, { personKey, channel, words, at }, customer)
  await deps.ledger.transaction(async (trx) => {
    if (!(await isFirst(deps, trx, workspace, `${delivery.id}/${words}`))) return
    const kept = await keepMessage(trx, vault, workspace, {
      ...{ personKey, channel, address: channel, subject: null, text: words, at },
      ...{ addressIndex: vault.blindIndex('address', `form/${personKey}`), deliveryId: delivery.id },
    })
    if (kept) await open(trx, kept)
  })
}

/** The words a confirmation asks about; null where they are gone, or are somebody else's meanwhile. */
export async function askedWords(
  deps: Pick<CodingDeps, 'ledger' | 'vaultOf'>,
  workspace: Workspace,
  { messageId, personKey }: { messageId: string; personKey: number },
): Promise<{ threadId: string; text: string; at: Date; isLinked: boolean } | null> {
  const { rows } = await sql<{
    thread: string
    words: Buffer
    at: Date
    person: string | null
    mine: boolean
  }>`
    SELECT c.id AS thread, m.words, m.at, c.person_key::text AS person,
      c.person_key IS NULL OR c.person_key = ${personKey} AS mine
    FROM conversation_messages m JOIN conversations c ON c.id = m.conversation_id
    WHERE c.workspace_id = ${workspace.id} AND c.channel = ${channel} AND m.id = ${messageId}::uuid`.execute(
    deps.ledger.db,
  )
  const [row] = rows
  if (!row?.mine) return null
  const { text } = openWords(await deps.vaultOf(workspace.id), row.words)
  return { threadId: row.thread, text, at: row.at, isLinked: row.person !== null }
}

/** The customer said that it is theirs: the thread goes to them, and its case is opened. Again, it changes nothing. */
export async function confirmOwn(deps: CodingDeps, { workspace, delivery }: Tracked): Promise<boolean> {
  const personKey = Number(delivery.person_key)
  const asked = await askedWords(deps, workspace, { messageId: delivery.campaign_id, personKey })
  if (asked === null) return false
  const open = await caseOfMessage(
    deps,
    workspace,
    { personKey, channel, words: asked.text, at: asked.at },
    customer,
  )
  const vault = await deps.vaultOf(workspace.id)
  await deps.ledger.transaction(async (trx) => {
    const threadId = await linkThread(trx, vault, workspace, { id: asked.threadId, personKey })
    await open(trx, { id: delivery.campaign_id, threadId })
  })
  return true
}

/** A page that is loaded again sends its form again. */
async function isFirst(
  deps: Pick<CodingDeps, 'vaultOf'>,
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  what: string,
): Promise<boolean> {
  const vault = await deps.vaultOf(workspace.id)
  const day = workspace.clock.now().toISOString().slice(0, 10)
  const digest = createHash('sha256').update(what).digest('hex')
  const row = await trx
    .insertInto('inbound_seen')
    .values({
      workspace_id: workspace.id,
      message_index: vault.blindIndex('inbound/form', `${day}/${digest}`),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('workspace_id')
    .executeTakeFirst()
  return row !== undefined
}
