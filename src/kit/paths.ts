import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root of the checkout or installed package: the nearest folder upwards whose package.json is ours. */
export function packageRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const manifest = join(dir, 'package.json')
    if (
      existsSync(manifest) &&
      (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'liangti'
    )
      return dir
    const parent = dirname(dir)
    if (parent === dir)
      throw new Error(
        'The installation is incomplete: package.json of liangti was not found. Install it again.',
      )
    dir = parent
  }
}

/** Built entry of a process or worker; `scripts/build.mjs` lists them. */
export function entryPath(
  name:
    | 'liangti'
    | 'warehouse-server'
    | 'ledger-server'
    | 'import-worker'
    | 'linkage-worker'
    | 'note-coder-worker'
    | 'letter-worker'
    | 'demo-world'
    | 'bench-sender'
    | 'bench-mail-sink'
    | 'bench-profile-asker',
): string {
  return join(packageRoot(), 'dist', `${name}.js`)
}

export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string })
    .version
}
