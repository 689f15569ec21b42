import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/kit/clock.ts'
import { loadConfig } from '../../src/kit/config.ts'
import { silentLog } from '../../src/kit/log.ts'
import { sql } from '../../src/kit/sql.ts'
import { openStores } from '../../src/stores/index.ts'
import { createWorkspaceKeys, createWorkspaceRow, forgetVault } from '../../src/stores/ledger/index.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'liangti-open-'))
  chmodSync(root, 0o711)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const configured = () =>
  loadConfig({ cwd: root, env: {}, overrides: { dataDir: join(root, 'data'), warehouseMemoryMb: 1024 } })
const open = (engines: 'own' | 'share') => openStores(configured(), silentLog, systemClock, { engines })

describe('openStores', () => {
  it('starts both engines under the data folder, shares them, and finds everything again', async () => {
    const first = await open('own')
    const input = {
      slug: 'shop',
      name: 'Shop',
      currency: 'CNY',
      timeZone: 'Asia/Shanghai',
      locale: 'en' as const,
    }
    const workspace = await createWorkspaceRow(first.ledger, input, systemClock)
    await createWorkspaceKeys(first.ledger, first.masterKey, workspace.id)
    const sealed = (await first.vault(workspace.id)).encrypt('13800138000')
    await first.warehouse.insert(
      'events',
      ['workspace_id', 'name', 'person_key', 'ts'],
      Buffer.from('1\tx\t1\t2024-01-01 00:00:00\n'),
    )
    expect([(await first.ledger.about()).embedded, (await first.warehouse.about()).embedded]).toEqual([
      true,
      true,
    ])

    // Another process, say the command line, uses the same engines; a second server does not start on them.
    const guest = await open('share')
    expect((await guest.vault(workspace.id)).decrypt(sealed)).toBe('13800138000')
    await guest.close()
    await expect(open('own')).rejects.toMatchObject({
      kind: 'conflict',
      params: { dir: expect.stringContaining(join(root, 'data')) },
    })
    expect(await first.ledger.db.selectFrom('workspaces').select('slug').execute()).toEqual([
      { slug: 'shop' },
    ])
    await first.close()
    expect(readdirSync(join(root, 'data', 'run'))).toEqual([])

    const again = await open('own')
    forgetVault(again.ledger, workspace.id)
    expect((await again.vault(workspace.id)).decrypt(sealed)).toBe('13800138000')
    expect(await text(await again.warehouse.stream(sql`SELECT name FROM events`, 'TabSeparated'))).toBe('x\n')
    await again.close()
  })

  it('does not make a new master key for data that another one encrypted', async () => {
    rmSync(join(root, 'data', 'keys', 'master.key'))
    await expect(open('own')).rejects.toMatchObject({ code: 'crypto.keyFileMissing' })
    expect(existsSync(join(root, 'data', 'keys', 'master.key'))).toBe(false)
  })

  it('says what is wrong with a data folder that cannot be made', async () => {
    writeFileSync(join(root, 'a-file'), '')
    const config = loadConfig({ cwd: root, env: {}, overrides: { dataDir: join(root, 'a-file', 'data') } })
    await expect(openStores(config, silentLog, systemClock)).rejects.toMatchObject({
      code: 'ledger.engineFolder',
    })
  })
})
