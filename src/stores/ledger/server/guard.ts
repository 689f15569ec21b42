import { type ChildProcess, spawn } from 'node:child_process'
import { asAccount } from './account.ts'
import type { Place } from './place.ts'

/**
 * A shell that waits for the end of a pipe only this process holds, and then stops PostgreSQL. When the keeper itself is
 * killed there is nobody else left to do so, and PostgreSQL does not look after its parent.
 */
export function startGuard(pid: number, place: Place): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', 'read _; kill -INT "$1" 2>/dev/null', 'ledger-guard', String(pid)], {
    ...asAccount(place.account),
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  guard.on('error', () => {}) // without a shell there is one lock less on the door; the next start clears leftovers
  guard.stdin?.on('error', () => {})
  return guard
}

/** Dismisses the guard first, so that it cannot signal an id that has been given to another process. */
export function dismissGuard(guard: ChildProcess): void {
  guard.kill('SIGKILL')
}
