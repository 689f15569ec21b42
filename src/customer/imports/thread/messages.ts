import { type AppError, type ErrorParams, isAppError, messageOf } from '../../../kit/errors.ts'
import { importErrors } from '../errors.ts'
import type { ReadSetup } from '../open-rows.ts'
import type { ReadEvent } from '../read-events.ts'

/** What the thread is told at its birth. */
export interface ThreadData {
  setup: ReadSetup
  file: { name: string; bytes: number }
}

/** The thread asks for the file, which only its owner can open, and hands over what it made of it. */
export type FromThread =
  | { open: number }
  | { pull: number }
  | { close: number }
  | { event: ReadEvent }
  | { done: true }
  | { failed: ErrorText }

export type ToThread =
  | { stream: number; bytes: Uint8Array<ArrayBuffer> }
  | { stream: number; end: true }
  /** One event has been used. */
  | { used: true }

/** Events the thread may be ahead of its owner: about this many MiB. */
export const eventsAhead = 4

/** An error as it crosses threads: its class and its words in other languages do not. */
export interface ErrorText {
  message: string
  code?: string
  params?: ErrorParams
}

export function errorText(error: unknown): ErrorText {
  const message = messageOf(error)
  return isAppError(error) ? { message, code: error.code, params: error.params } : { message }
}

/** The error it was; one that is not of the imports becomes a plain one. */
export function errorOf({ message, code, params }: ErrorText): Error {
  const name = code?.startsWith('import.') ? code.slice('import.'.length) : ''
  const make = (importErrors as unknown as Record<string, (params: ErrorParams) => AppError>)[name]
  return make && params ? make(params) : new Error(message)
}
