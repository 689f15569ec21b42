import type { Locale } from '../../kit/errors.ts'
import type { FieldAccess } from '../../kit/fields.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { KeyCaller } from '../auth/keys.ts'
import type { SignedInUser } from '../auth/sessions.ts'
import type { Role } from '../house/api.ts'

/** Who sends a request. */
export type Caller = ({ kind: 'user' } & SignedInUser) | ({ kind: 'key' } & KeyCaller)

/** What a caller has entered: a workspace, in a role. */
export interface Entry {
  workspace: Workspace
  role: Role
  /** What of customers the role, or the key, may know there. */
  fields: FieldAccess
}

/** The door: who somebody is, and what they may do where. `auth/gate.ts` answers from the ledger. */
export interface Gate {
  /** Null when the credential is unknown, revoked or expired. */
  identify(credential: { kind: 'session' | 'key'; token: string }): Promise<Caller | null>
  /** Null when there is no such workspace or the caller does not belong to it; nobody learns which. */
  enter(caller: Caller, slug: string): Promise<Entry | null>
  /** The rule of a segment, to hold it against what somebody may know; null where there is none. */
  ruleOf(workspaceId: number, segmentId: string): Promise<unknown>
  /** Of fewer people than this nothing is told to whoever may not list customers. */
  smallestGroup(workspaceId: number): Promise<number>
}

export function callerId(caller: Caller): string {
  return caller.kind === 'user' ? caller.userId : caller.keyId
}

/** What is known of a request beyond its input; the house's own routes need it for signing in and out. */
export interface RequestFacts {
  caller: Caller | null
  entry: Entry | null
  /** Where the request came from: throttles sign-ins; never stored or logged. */
  address: string
  sessionToken: string | null
  locale: Locale
}

declare module 'fastify' {
  interface FastifyRequest {
    facts: RequestFacts
  }
}
