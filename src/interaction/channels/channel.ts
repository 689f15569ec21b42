import type { z } from 'zod'
import type { ContactChannel, FormField, Guard } from '../../customer/index.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import type { Log } from '../../kit/log.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { AddressType, ChannelInbound, MessagePlan, Recipient } from '../ports.ts'
import type { VaultOf } from '../tracking/tokens.ts'
import type { Confirmed } from './confirmed.ts'
import type { Outcome } from './outcome.ts'

export { accepted, failed, type Outcome, unknown } from './outcome.ts'

export interface ChannelTools {
  log: Log
  /** How many attempts will run at once; a channel that keeps connections keeps no more than this. */
  concurrency: number
  /** Where connections may go: what a workspace enters never leads into our own network. */
  guard: Pick<Guard, 'resolve' | 'connect' | 'lookup'>
  /** Whose connection it is; null for the installation's own, which serves several. */
  workspaceId: number | null
  /** Takes what comes back over the sender's own session; null: nothing of that is asked for. */
  inbound: ChannelInbound | null
  /** The workspace's time, for what comes back. */
  now(): Date
  /** The provider wants nothing more: the channel is stopped until somebody lets it go on. @param reason code, for the audit log */
  stopChannel(reason: string): Promise<void>
}

/** A secret that we make, show once, and keep sealed with what else belongs to it. */
export interface GeneratedSecret {
  /** The field that is shown. */
  secret: string
  /** All fields it consists of, each of `settings`. */
  names: readonly string[]
  /** What is shown may be known to everybody: it is made with the connection, and shown whenever somebody looks. */
  isPublic?: true
  /** @param before what is kept @param now the machine's time */
  make(before: Readonly<Record<string, string>>, now: Date): Record<string, string>
}

export interface ChannelMessage<C> {
  /** The same at every attempt: what makes a repeat recognisable to a provider. */
  deliveryId: string
  address: string
  content: C
}

/** An open channel: connections, sessions, tokens. `deliver` never throws for what a provider may do. */
export interface Sender<C> {
  deliver(message: ChannelMessage<C>): Promise<Outcome>
  /** Whether the provider answers now; null when it does, else the code of a reason. */
  check(): Promise<string | null>
  /** Where messages go to many at once, and somebody confirms them: lanes use this instead of `deliver`. */
  confirmed?: Confirmed<C>
  close(): Promise<void>
}

/** What writing a message may use of the house. */
export interface ComposeTools {
  ledger: Ledger
  vaultOf: VaultOf
  /** Address customers reach, without a slash at its end. */
  publicUrl: string
  /** Sender of mail where the workspace names none. */
  mailFrom: string
  /** Domain of the addresses mail comes back to; null where none receives it. */
  inboundDomain?: string | null
}

/** One message before it is written. */
export interface Draft {
  workspace: Workspace
  delivery: { id: string; campaignId: string; personKey: number }
  plan: MessagePlan
  recipient: Recipient
  /** The workspace's time: what the message and its record say. */
  at: Date
}

/** Writes one person's message. @throws AppErrors of kind invalid where the creative itself is at fault */
export type Compose<C> = (draft: Draft) => Promise<C>

export interface Channel<
  S extends z.ZodType = z.ZodType,
  V extends z.ZodObject = z.ZodObject,
  C extends z.ZodType = z.ZodType,
> {
  id: string
  label: Localized
  /** Kind of identifier it needs. */
  addressType: AddressType
  /** Cell of the consent matrix that is asked. */
  consentChannel: string
  /** Contact details a customer needs to be chosen, as `customers.reachable` names them; null: asked at sending only. */
  reach: ContactChannel | null
  /** Whose do-not-send list is asked when a campaign chooses; each message asks that of its own channel again. */
  doNotSend: ContactChannel
  /** server: its tests run against a real server of the protocol. stand-in: the product says so. */
  proven: 'server' | 'stand-in'
  /** Of a connection; fields of the type `secret` in `form` are kept sealed. */
  settings: S
  /** The form of `settings`; labels are texts of the console, `channels.fields.<name>`. */
  form: readonly FormField[]
  /** Absent: its secrets are the provider's, and typed in. */
  generated?: GeneratedSecret
  /** What an author writes. */
  creative: V
  /** What a test message says, as `creative` takes it. */
  trial(language: 'zh-CN' | 'en'): z.input<V> & object
  /** What `deliver` takes. */
  content: C
  limits: { perSecond: number | null; maxBytes: number }
  /** Whether an address may be tried at all; called with the normalised form. */
  acceptsAddress(address: string): boolean
  compose(settings: z.output<S>, tools: ComposeTools): Compose<z.output<C>>
  /**
   * What a recipient would read, by part; absent where the channel has a preview of its own.
   * @param render fills in placeholders @throws AppErrors of kind invalid, ZodError where the creative is at fault
   */
  preview?(source: object, render: (texts: readonly string[]) => string[]): Record<string, string>
  open(settings: z.output<S>, tools: ChannelTools): Sender<z.output<C>>
}

/** A channel as data plus two functions; `test/interaction/channels/contract.test.ts` holds every one to its word. */
export function defineChannel<S extends z.ZodType, V extends z.ZodObject, C extends z.ZodType>(
  channel: Channel<S, V, C>,
): Channel<S, V, C> {
  return channel
}

/** A channel whose types nobody asks for: the worker knows them all alike. */
export type AnyChannel = Pick<
  Channel,
  | 'id'
  | 'label'
  | 'addressType'
  | 'consentChannel'
  | 'reach'
  | 'doNotSend'
  | 'proven'
  | 'form'
  | 'generated'
  | 'preview'
  | 'limits'
  | 'acceptsAddress'
> & {
  settings: z.ZodType
  creative: z.ZodObject
  content: z.ZodType
  trial(language: 'zh-CN' | 'en'): object
  compose(settings: unknown, tools: ComposeTools): Compose<unknown>
  open(settings: unknown, tools: ChannelTools): Sender<unknown>
}
