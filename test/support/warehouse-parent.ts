import { createLog } from '../../src/kit/log.ts'
import { startWarehouseServer } from '../../src/stores/warehouse/index.ts'

// A process of its own that starts the engine on the folder it is given: fault tests kill it.
const [dataDir = ''] = process.argv.slice(2)
startWarehouseServer({ dataDir, memoryMb: 1024, log: createLog({ level: 'error' }) }).then(
  ({ pid, url }) => process.stdout.write(`${JSON.stringify({ pid, url })}\n`),
  (error: unknown) => {
    process.stdout.write(
      `${JSON.stringify({ error: error instanceof Error && 'code' in error ? error.code : String(error) })}\n`,
    )
    process.exit(1)
  },
)
