import type { WorkerOptions } from '../../../src/interaction/delivery/options.ts'
import { normaliseEmail } from '../../../src/interaction/do-not-send/list.ts'
import type {
  EmailSource,
  MayContact,
  MessageFor,
  PeopleAt,
  RecipientsOf,
  RecordWithdrawal,
  SmsSource,
} from '../../../src/interaction/ports.ts'
import type { RecordTouches } from '../../../src/interaction/touch.ts'
import type { Vault } from '../../../src/kit/crypto/index.ts'
import { silentLog } from '../../../src/kit/log.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import type { Ledger } from '../../../src/stores/ledger/index.ts'
import { channelTools, listening } from './channel-tools.ts'
import { pushAddress } from './push-service.ts'

export const source: EmailSource = {
  language: 'en',
  subject: 'Hello {{ customer.name }}',
  preheader: '{{ offer.words }}',
  mjml: `<mjml><mj-body><mj-section><mj-column>
    <mj-text>Dear {{ customer.name }}, {{ offer.words }}</mj-text>
    <mj-button href="{{ links.main }}?utm_source=mail&utm_campaign=test">Look</mj-button>
    <mj-text><a href="https://shop.example/help">Help</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>
  </mj-column></mj-section></mj-body></mjml>`,
}

export const addressOf = (personKey: number) => `p${personKey}@x.example`
export const phoneOf = (personKey: number) => `+86138${String(personKey).padStart(8, '0')}`
const smsSource: SmsSource = {
  language: 'zh-CN',
  text: '{{ customer.name }}您好，{{ offer.words }} {{ links.main }}',
  templateNumber: 'T-1',
  params: '',
}

/** Where browsers are; a worker in a process of its own is told by its environment. */
const pushServiceUrl = () => process.env.LIANGTI_TEST_PUSH_SERVICE ?? 'https://fcm.googleapis.com'
const wecomSource = {
  language: 'zh-CN',
  words: '{{ offer.words }}',
  cardTitle: '{{ offer.name }}',
  cardLink: '{{ links.main }}',
}
const pushSource = {
  language: 'zh-CN',
  title: '{{ offer.name }}',
  words: '{{ customer.name }}您好，{{ offer.words }}',
  link: '{{ links.main }}',
}

export const accountOf = (personKey: number) => `C-${personKey}`
export const openidOf = (personKey: number) => `o${String(personKey).padStart(27, '0')}`
export const wecomOf = (personKey: number) => `wm${String(personKey).padStart(30, '0')}`
const addresses = {
  ...{ email: addressOf, phone: phoneOf, account: accountOf, openid: openidOf, wecom: wecomOf },
  push: (personKey: number) => pushAddress(pushServiceUrl(), personKey),
  address: (personKey: number) => `Road ${personKey}`,
} as const

export function recipientsWith(vault: Vault): RecipientsOf {
  return async (_workspace, keys, kind) =>
    new Map(
      keys.map((key) => {
        const address = addresses[kind](key)
        return [
          key,
          { address, blindIndex: vault.blindIndex(kind, normaliseEmail(address)), name: `P${key}` },
        ]
      }),
    )
}

/** The customer room's part, in one statement. */
export const recordTouches: RecordTouches = async (trx, workspace, touches) => {
  await trx
    .insertInto('touch_log')
    .values(
      touches.map((touch) => ({
        workspace_id: workspace.id,
        touch_id: touch.touchId,
        touch: JSON.stringify(touch),
        pumped_at: null,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Written down by the customer room, which is tested by itself. */
export const recordWithdrawal: RecordWithdrawal = async () => {}

export const nobodyThere: PeopleAt = async () => ({ personKeys: [], blindIndex: null })

export const everyoneMay: MayContact = async (_w, deliveries) =>
  new Map(deliveries.map((delivery) => [delivery.id, { verdict: 'send' }]))

export const sameForAll: MessageFor = async (_w, deliveries) =>
  new Map(
    deliveries.map((delivery) => [
      delivery.id,
      {
        contentKey: 'one',
        source: { sms: smsSource, push: pushSource, wecom: wecomSource }[delivery.channel] ?? source,
        variables: {
          brand: { name: 'Shop' },
          offer: { name: 'Ten off', words: '10 % off', code: 'TEN', validDays: 14 },
          links: { main: 'https://shop.example/sale' },
        },
      },
    ]),
  )

export function workerOptions(
  ledger: Ledger,
  workspace: Workspace,
  vault: Vault,
  smtpUrl: string,
  more: Partial<WorkerOptions> = {},
): WorkerOptions {
  return {
    ledger,
    log: silentLog,
    vaultOf: async () => vault,
    workspaces: async () => [workspace],
    recordTouches,
    recipientsOf: recipientsWith(vault),
    mayContact: everyoneMay,
    messageFor: sameForAll,
    inbound: listening().inbound,
    guard: channelTools().guard,
    smtpUrl,
    mailFrom: 'Shop <hello@shop.example>',
    publicUrl: 'http://127.0.0.1:4100',
    sendConcurrency: 10,
    pollMs: 50,
    arrangeMs: 100,
    leaseMs: 3_000,
    smtpTimeoutMs: 3_000,
    retryDelaysMs: [50, 50],
    askDelaysMs: [100],
    ...more,
  }
}

/** Waits until nothing is planned or under way. @throws when that lasts too long */
export async function settled(ledger: Ledger, timeoutMs = 20_000): Promise<Record<string, number>> {
  const until = Date.now() + timeoutMs
  for (;;) {
    const rows = await ledger.db
      .selectFrom('deliveries')
      .select(({ fn }) => ['status', fn.countAll<string>().as('count')])
      .groupBy('status')
      .execute()
    const counts = Object.fromEntries(rows.map((row) => [row.status, Number(row.count)]))
    if (!counts.planned && !counts.sending) return counts
    if (Date.now() > until) throw new Error(`Deliveries did not settle: ${JSON.stringify(counts)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Window of the workers that are killed. */
export const sendConcurrency = 8
