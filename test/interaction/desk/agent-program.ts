/** An agent in a process of its own, to be killed: `node … <ledger url> <master key, hex> <user> <seed>`. */
import { undoOutcome } from '../../../src/interaction/desk/hold.ts'
import { keepOutcome } from '../../../src/interaction/desk/outcome.ts'
import { pullTask } from '../../../src/interaction/desk/pull.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { listWorkspaces, openLedger, openVault } from '../../../src/stores/ledger/index.ts'
import { asActor, plainPorts } from './support.ts'

const [url = '', masterKey = '', user = '', seed = '0'] = process.argv.slice(2)
const ledger = await openLedger({ url, log: silentLog, connections: 3 })
const [workspace] = await listWorkspaces(ledger, systemClock)
if (!workspace) throw new Error('The ledger has no workspace.')
const vault = await openVault(ledger, Buffer.from(masterKey, 'hex'), workspace.id)
const deps = { ledger, log: silentLog, vaultOf: async () => vault, ...plainPorts() }
const random = seededRandom(Number(seed))
const actor = asActor(user)
process.stdout.write('ready\n')
for (;;) {
  const { task } = await pullTask(deps, workspace, actor, 'call')
  if (!task) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    continue
  }
  const said = {
    refusalReason: null,
    consideringUntil: null,
    callBackAt: null,
    nextStep: '',
    note: 'said something',
  }
  await keepOutcome(deps, workspace, actor, task.id, { ...said, outcome: 'accepted' })
  if (random.next() < 0.4) await undoOutcome(deps, workspace, actor, task.id)
}
