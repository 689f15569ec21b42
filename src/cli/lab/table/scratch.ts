import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const prefix = 'liangti-lab-scratch-'

export interface Scratch {
  path: string
  remove(): void
}

/**
 * A folder for copies the analytics engine reads or writes, named after this process. It goes when removed or when the
 * process ends; one that was ended by force leaves it to the next run, which takes away what has no owner.
 */
export function scratchFolder(): Scratch {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : Number.NaN
    if (Number.isInteger(owner) && !isRunning(owner))
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
  const path = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  const clear = () => rmSync(path, { recursive: true, force: true })
  process.once('exit', clear)
  return {
    path,
    remove() {
      process.off('exit', clear)
      clear()
    },
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process is there, but not ours to signal.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
