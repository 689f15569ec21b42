import { keep } from './keeper.ts'

/** `ledger-server <dataDir>`: keeps the embedded PostgreSQL running for as long as its standard input stays open. */
const dataDir = process.argv[2]
if (dataDir === undefined) {
  process.stderr.write(
    'Usage: ledger-server DATA_DIR. It is started by Liangti; there is no need to run it by hand.\n',
  )
  process.exit(2)
}

const stop = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve())
  process.stdin
    .on('end', resolve)
    .on('close', resolve)
    .on('error', () => resolve())
  process.stdin.resume()
})
// The parent may be gone while we still stop PostgreSQL; what we would tell it is then of no use to anybody.
process.stdout.on('error', () => {})

process.exitCode = await keep(dataDir, (event) => process.stdout.write(`${JSON.stringify(event)}\n`), stop)
process.stdin.destroy()
