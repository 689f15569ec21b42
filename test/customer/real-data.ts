import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/kit/paths.ts'

/** Public data sets beside the checkout; tests that need one are skipped, and counted, where it is absent. */
export function realFile(name: string): string | null {
  const path = join(packageRoot(), '..', 'shared', 'data', name)
  return existsSync(path) ? path : null
}
