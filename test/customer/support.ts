import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Customer, openCustomer } from '../../src/customer/index.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { silentLog } from '../../src/kit/log.ts'
import type { Workspace } from '../../src/kit/workspace.ts'
import { type FreshStores, freshStores } from '../support/stores.ts'

export interface Bench extends FreshStores {
  customer: Customer
  workspace: Workspace
  dir: string
  /** Writes a file into the test's folder and answers its path. */
  file(name: string, content: string | Buffer): string
}

/** Both stores, one workspace, the customer room and a folder for files. */
export async function openBench(change: Partial<Workspace> = {}): Promise<Bench> {
  const fresh = await freshStores()
  const dir = mkdtempSync(join(tmpdir(), 'liangti-customer-'))
  const workspace: Workspace = {
    id: fresh.workspaceId,
    slug: 'test',
    name: 'Test',
    kind: 'own',
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    locale: 'en',
    clock: systemClock,
    mailFrom: null,
    ...change,
  }
  const customer = openCustomer({
    ...fresh.stores,
    vaultOf: async () => fresh.vault,
    dataDir: dir,
    log: silentLog,
  })
  return {
    ...fresh,
    customer,
    workspace,
    dir,
    file: (name, content) => {
      const path = join(dir, name)
      writeFileSync(path, content)
      return path
    },
    close: async () => {
      await fresh.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
