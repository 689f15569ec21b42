/** A worker in a process of its own, to be killed: `node … <ledger url> <smtp url> <master key, hex>`. */
import { startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { listWorkspaces, openLedger, openVault } from '../../../src/stores/ledger/index.ts'
import { sendConcurrency, workerOptions } from './outbox.ts'

const [url = '', smtpUrl = '', masterKey = ''] = process.argv.slice(2)
const ledger = await openLedger({ url, log: silentLog, connections: 4 })
const [workspace] = await listWorkspaces(ledger, systemClock)
if (!workspace) throw new Error('The ledger has no workspace.')
const vault = await openVault(ledger, Buffer.from(masterKey, 'hex'), workspace.id)
const worker = startDeliveryWorker(
  workerOptions(ledger, workspace, vault, smtpUrl, { leaseMs: 1_000, sendConcurrency }),
)
process.stdout.write('ready\n')
/** Asked to end, it records what is in flight: a message that took longer than a lease is answered late, not lost. */
process.once('SIGTERM', () => void worker.stop().then(() => process.exit(0)))
