import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One folder for what the files of a project write, which may share a process; gone when all of them have ended. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'liangti-scratch-'))
  process.env.LIANGTI_TEST_SCRATCH = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
