import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isAlive } from '../../is-alive.ts'

/**
 * Command line of a process, or null where it cannot be read. Ids are used again by the system, so a recorded id says
 * nothing until the command line has been compared.
 */
export function commandOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    // No /proc (macOS) or no such process: ps answers for both.
  }
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return null
  }
}

/** True when the process lives and its command line holds every one of `words`. */
export function isRunning(pid: number, words: readonly string[]): boolean {
  if (!isAlive(pid)) return false
  const command = commandOf(pid)
  return command !== null && words.every((word) => command.includes(word))
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until `done` answers true; false when it did not within `timeoutMs`. */
export async function waitUntil(
  done: () => boolean | Promise<boolean>,
  timeoutMs: number,
  everyMs = 50,
): Promise<boolean> {
  for (let waited = 0; waited <= timeoutMs; waited += everyMs) {
    if (await done()) return true
    await sleep(everyMs)
  }
  return false
}

/** True when `promise` settled within `timeoutMs`; leaves no timer behind. */
export async function settles(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs)
  })
  const settled = await Promise.race([
    promise.then(
      () => true,
      () => true,
    ),
    late,
  ])
  clearTimeout(timer)
  return settled
}
