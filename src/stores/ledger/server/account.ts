import { execFileSync, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

/** The user PostgreSQL runs as; it refuses to run as root. */
export interface Account {
  uid: number
  gid: number
  name: string
}

/** `nobody`, or null when we are not root and so run it ourselves. */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null
  const id = (flag: string) => {
    try {
      // macOS writes -2 as 4294967294; the system call wants the signed form.
      return (
        Number(
          execFileSync('id', [flag, 'nobody'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
        ) | 0
      )
    } catch {
      return 65_534
    }
  }
  return { uid: id('-u'), gid: id('-g'), name: 'nobody' }
}

/** The owner of an existing data directory, so that data made by a user stays that user's when root starts it. */
export function ownerOf(path: string, fallback: Account | null): Account | null {
  if (!fallback) return null
  const { uid, gid } = statSync(path)
  return uid === 0 || uid === fallback.uid ? fallback : { uid, gid, name: `user ${uid}` }
}

/** Spawn options for a process of the account. */
export function asAccount(account: Account | null): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {}
}

/** Whether the account may walk to this folder and into it. Asked of the system, since modes are not all there is. */
export function canEnter(dir: string, account: Account | null): boolean {
  if (!account) return true
  const { status } = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], {
    ...asAccount(account),
    cwd: '/',
    stdio: 'ignore',
  })
  return status === 0
}
