import type { z } from 'zod'
import type { Locale } from './errors.ts'
import type { FieldAccess } from './fields.ts'
import type { Task } from './progress.ts'
import type { Workspace } from './workspace.ts'

/**
 * What a person or a key may do. Each endpoint names exactly one; roles are sets of them (`server/auth/roles.ts`).
 */
export const permissions = [
  'workspace.read', // figures, lists, reports: no identifiers
  'customers.read', // single customers, masked identifiers
  'customers.export', // lists of customers as files: numbers of ours, no identifiers; each is audited
  'customers.unmask', // identifiers in clear; each use is audited
  'customers.edit', // what customers told of themselves: dates, family, needs; each change is audited
  'customers.merge', // which records are one person; each decision can be undone and is audited
  'consents.edit', // what a customer agreed to or took back, with its proof
  'privacy.handle', // copies and erasure that customers ask for; each step is audited
  'imports.run',
  'segments.edit',
  'campaigns.edit',
  'campaigns.launch', // sends to people and spends money
  'messages.read', // the mail catcher
  'desk.work', // tasks of the call desk and the shop one holds, and what must be known of whoever they are about
  'desk.supervise', // teams, rules, the whole queue and its figures; takes tasks over; each is audited
  'settings.manage',
  'users.manage',
  'audit.read',
] as const
export type Permission = (typeof permissions)[number]

export interface Actor {
  kind: 'user' | 'key' | 'system'
  id: string
  permissions: ReadonlySet<Permission>
}

/** What every handler is given besides its input. */
export interface RequestContext {
  actor: Actor
  /** The workspace of the path; reading it on a path without one is a programming error and throws. */
  readonly workspace: Workspace
  locale: Locale
  /** What the reader may know of customers. Answers are held against it on the way out; files and searches ask it. */
  fields: FieldAccess
  requestId: string
  /** Aborted when the caller hangs up. */
  task: Task
}

type Schema = z.ZodType

/** One endpoint as data: the server mounts it, OpenAPI documents it, the console is typed from it. */
export interface Endpoint<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
  R extends Schema = Schema,
> {
  /** Verb and noun, unique: `listSegments`. Becomes the OpenAPI operationId. */
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Fastify path; `/api/workspaces/:workspace/...` for everything that belongs to one workspace. */
  path: string
  /** 'public' needs nobody signed in; 'signed-in' any user. */
  permission: Permission | 'public' | 'signed-in'
  summary: string
  params?: P
  query?: Q
  body?: B
  /** A page's form instead of JSON: only where nobody is signed in, for any site may post one. */
  bodyType?: 'form'
  /** Files are streamed: the handler gets them as `upload`. */
  upload?: { maxBytes: number }
  response: R
  /** Where the answer is not JSON. */
  responseType?: string
  /** A stricter limit than the server's, in requests a minute per caller. */
  ratePerMinute?: number
}

export function defineEndpoint<
  P extends Schema = z.ZodNever,
  Q extends Schema = z.ZodNever,
  B extends Schema = z.ZodNever,
  R extends Schema = Schema,
>(endpoint: Endpoint<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return endpoint
}

export interface Upload {
  fileName: string
  stream: NodeJS.ReadableStream
}

export interface EndpointInput<P extends Schema, Q extends Schema, B extends Schema> {
  params: z.output<P>
  query: z.output<Q>
  body: z.output<B>
  upload: Upload | null
  /** Of the HTTP request, names in lower case, without cookies and credentials; for telling scanners from people. */
  headers?: Readonly<Record<string, string>>
  /** Network address of the caller. */
  address?: string
  /** HEAD where a GET endpoint was asked for its headers only. */
  method?: string
}

/** Streams, files and pages that are not JSON. */
export interface RawReply {
  raw: NodeJS.ReadableStream | string | Buffer
  contentType: string
  fileName?: string
  status?: number
  headers?: Record<string, string>
}

export function isRawReply(value: unknown): value is RawReply {
  return typeof value === 'object' && value !== null && 'raw' in value && 'contentType' in value
}

export interface Route {
  endpoint: Endpoint
  handle(context: RequestContext, input: EndpointInput<Schema, Schema, Schema>): Promise<unknown>
}

/** Binds an endpoint to what it does; the types of input and answer come from the endpoint. */
export function route<P extends Schema, Q extends Schema, B extends Schema, R extends Schema>(
  endpoint: Endpoint<P, Q, B, R>,
  handle: (context: RequestContext, input: EndpointInput<P, Q, B>) => Promise<z.input<R> | RawReply>,
): Route {
  return { endpoint: endpoint as unknown as Endpoint, handle: handle as Route['handle'] }
}
