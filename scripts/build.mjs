// Bundles each process of the server from src/ and the console from web/. `node scripts/build.mjs [entry …]`.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Each entry is one process (or worker thread); they are bundled apart, so one never loads another's code. */
export const entries = {
  liangti: 'src/cli/main.ts',
  'warehouse-server': 'src/stores/warehouse/server/main.ts',
  'ledger-server': 'src/stores/ledger/server/main.ts',
  'import-worker': 'src/customer/imports/thread/worker.ts',
  'linkage-worker': 'src/customer/identity/likeness/worker.ts',
  'letter-worker': 'src/interaction/letters/print/worker.ts',
  'note-coder-worker': 'src/interaction/coding/worker.ts',
  'demo-world': 'src/playbooks/demo/world/main.ts',
  'bench-sender': 'src/cli/bench/ingest/sender.ts',
  'bench-mail-sink': 'src/cli/bench/send/sink.ts',
  'bench-profile-asker': 'src/cli/bench/profile/asker.ts',
  'lab-worker': 'src/cli/lab/thread/worker.ts',
}

async function bundle(name) {
  const { rolldown } = await import('rolldown')
  const build = await rolldown({
    input: { [name]: join(root, entries[name]) },
    platform: 'node',
    // Everything from node_modules stays outside; our own code, models included, goes in.
    external: (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('@liangti/'),
    resolve: { alias: { '@liangti/models': join(root, 'packages/models/src/index.ts') } },
    moduleTypes: { '.sql': 'text', '.liquid': 'text', '.mjml': 'text', '.yaml': 'text' },
    logLevel: 'warn',
  })
  const { output } = await build.generate({
    dir: join(root, 'dist'),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: `${name}-[name]-[hash].js`,
    sourcemap: true,
  })
  await build.close()
  // The entry last: whoever starts it meanwhile finds all it loads on demand.
  const files = [...output].sort((a, b) => Number(a.isEntry === true) - Number(b.isEntry === true))
  for (const file of files)
    put(join(root, 'dist', file.fileName), file.type === 'chunk' ? file.code : file.source)
  // What is loaded on demand is in files beside the entry; those of the builds before are of no more use.
  const written = new Set(output.map(({ fileName }) => fileName))
  for (const file of readdirSync(join(root, 'dist')))
    if (file.startsWith(`${name}-`) && !(file.split('.')[0] in entries) && !written.has(file))
      rmSync(join(root, 'dist', file))
}

/** Whole or not at all, and untouched where nothing changed: a program may be starting from it at this moment. */
function put(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}.tmp`
  writeFileSync(beside, text)
  renameSync(beside, path)
}

async function bundleConsole() {
  if (!existsSync(join(root, 'web/index.html'))) return
  const { build } = await import('vite')
  await build({ root: join(root, 'web'), configFile: join(root, 'web/vite.config.ts'), logLevel: 'warn' })
}

/** Newest change under the sources; the launcher rebuilds when it is newer than the stamp. */
export function newestSource(dirs = ['src', 'packages/models/src', 'web', 'scripts']) {
  let newest = 0
  const walk = (dir) => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      const path = join(dir, entry.name)
      if (entry.isDirectory()) entry.name === 'node_modules' || entry.name === 'dist' || walk(path)
      else newest = Math.max(newest, statSync(path).mtimeMs)
    }
  }
  for (const dir of dirs) if (existsSync(join(root, dir))) walk(join(root, dir))
  return newest
}

export function isStale() {
  const stamp = join(root, 'dist/.built')
  return !existsSync(stamp) || statSync(stamp).mtimeMs < newestSource()
}

export async function buildAll() {
  mkdirSync(join(root, 'dist'), { recursive: true })
  const started = Date.now()
  for (const name of Object.keys(entries)) if (existsSync(join(root, entries[name]))) await bundle(name)
  await bundleConsole()
  // Stamped with the start: a file saved while we were building makes the next start build again.
  const stamp = join(root, 'dist/.built')
  writeFileSync(stamp, new Date(started).toISOString())
  utimesSync(stamp, started / 1000, started / 1000)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2)
  if (names.length === 0) await buildAll()
  else for (const name of names) await (name === 'web' ? bundleConsole() : bundle(name))
}
