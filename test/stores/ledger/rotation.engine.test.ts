import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMasterKey, leafOf, unitOfPerson, type Vault } from '../../../src/kit/crypto/index.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import {
  beginRotation,
  checkMasterKey,
  continueRotations,
  countSealedBefore,
  createWorkspaceKeys,
  destroyUnits,
  forgetVault,
  type Ledger,
  migrateLedger,
  oldKeysOf,
  openLedger,
  openVault,
  refreshVaults,
  rewrapKeys,
  rotationsOf,
  sealedColumns,
} from '../../../src/stores/ledger/index.ts'
import { masterKeyPath, nextKeyPath, openMasterKey, rotateMasterKey } from '../../../src/stores/master-key.ts'
import { openPersonKeys } from '../../../src/stores/person-key-file.ts'
import { type FreshLedger, freshLedger } from '../../support/ledger.ts'

let fresh: FreshLedger
let ledger: Ledger
let vault: Vault
let dir: string
let config: { dataDir: string; keyFile: string | undefined }
let workspace: number
let masterKey: Buffer
const people: number[] = []
const chance = seededRandom(20_261_122)
const count = 1_200
const textOf = (person: number) => `person ${person}@mail.example`

beforeAll(async () => {
  fresh = await freshLedger()
  ledger = fresh.ledger
  dir = mkdtempSync(join(tmpdir(), 'liangti-rotation-'))
  config = { dataDir: dir, keyFile: undefined }
  mkdirSync(join(dir, 'keys'))
  masterKey = createMasterKey(masterKeyPath(config))
  const row = await ledger.db
    .insertInto('workspaces')
    .values({ slug: 'test', name: 'Test', currency: 'CNY', time_zone: 'UTC' })
    .returning('id')
    .executeTakeFirstOrThrow()
  workspace = row.id
  await createWorkspaceKeys(ledger, masterKey, workspace)
  vault = await openVault(ledger, masterKey, workspace)
  const { rows } = await sql<{ key: string }>`
    INSERT INTO persons (workspace_id) SELECT ${workspace} FROM generate_series(1, ${count}) RETURNING person_key AS key`.execute(
    ledger.db,
  )
  people.push(...rows.map(({ key }) => Number(key)))
  await sql`INSERT INTO identifiers (workspace_id, kind, blind_index, ciphertext, person_key, source, first_seen_at, last_seen_at)
    SELECT ${workspace}, 'email', i, c, p, 'file', now(), now() FROM unnest(
      ${people.map((one) => vault.blindIndex('email', textOf(one)))}::bytea[],
      ${people.map((one) => vault.encryptFor(one, textOf(one)))}::bytea[], ${people}::bigint[]) AS u(i, c, p)`.execute(
    ledger.db,
  )
  await sql`INSERT INTO do_not_send (id, workspace_id, channel, blind_index, ciphertext, reason, source, at)
    VALUES (gen_random_uuid(), ${workspace}, 'email', '\\x01', ${vault.encryptAlone('alone@mail.example')}, '', 'staff', now())`.execute(
    ledger.db,
  )
}, 60_000)
afterAll(async () => {
  await fresh?.drop()
  rmSync(dir, { recursive: true, force: true })
})

const stored = async () =>
  (
    await sql<{ person: string; sealed: Buffer }>`
      SELECT person_key AS person, ciphertext AS sealed FROM identifiers ORDER BY person_key`.execute(
      ledger.db,
    )
  ).rows.map(({ person, sealed }) => ({ person: Number(person), sealed }))

const erase = async (person: number) => {
  await ledger.transaction(async (trx) => {
    await sql`INSERT INTO erased_persons (person_key, workspace_id, erased_at) VALUES (${person}, ${workspace}, now())`.execute(
      trx,
    )
    await destroyUnits(trx, vault, workspace, [unitOfPerson(person)])
  })
  forgetVault(ledger, workspace)
  await openVault(ledger, masterKey, workspace)
}

describe('other keys', () => {
  it('are for every column that holds sealed values', async () => {
    const { rows } = await sql<{ place: string }>`
      SELECT concat(table_name, '.', column_name) AS place FROM information_schema.columns
      WHERE table_schema = current_schema() AND data_type = 'bytea' ORDER BY place`.execute(ledger.db)
    const listed = sealedColumns.map(({ table, column }) => `${table}.${column}`)
    const others = rows.map(({ place }) => place).filter((place) => !listed.includes(place))
    // Hashes and blind indexes, pictures anybody may see, keys wrapped by others.
    expect(others.filter((place) => !/hash|index|fingerprint|sha256|token|digest/.test(place))).toEqual([
      'assets.content',
      'data_keys.wrapped',
      'person_keys.sealed',
    ])
    expect(listed.filter((place) => !rows.some((row) => row.place === place))).toEqual([])
  })

  it('seal everything anew, cut off anywhere; who was erased stays unreadable', async () => {
    const [gone = 0, later = 0] = people
    await erase(gone)
    const before = await stored()
    const token = vault.sign({ to: 'the shop' }, 'link')
    const rotation = await beginRotation(ledger, masterKey, workspace, 'test', 0)
    expect(rotation.doneAt).toBeNull()
    // The old values are read, the new are sealed by the new key, and nothing new can be kept of the erased.
    expect(vault.decrypt(before[5]?.sealed ?? Buffer.alloc(0))).toBe(textOf(before[5]?.person ?? 0))
    const tree = leafOf(vault.encryptFor(later, 'x'))?.tree
    expect(tree).not.toBe(leafOf(before[1]?.sealed ?? Buffer.alloc(0))?.tree)
    expect(() => vault.encryptFor(gone, 'x')).toThrow()
    expect(vault.isErased(gone)).toBe(true)

    const total = await countSealedBefore(ledger, await oldKeysOf(ledger, workspace))
    expect(total).toBe(count + 1)
    for (let cut = 0; cut < 3; cut++) {
      const stop = new AbortController()
      const after = 1 + Math.floor(chance.next() * 2)
      let steps = 0
      const task = { signal: stop.signal, report: () => void (++steps >= after && stop.abort()) }
      await continueRotations(ledger, masterKey, task).catch((error: unknown) => {
        if (!stop.signal.aborted) throw error
      })
      for (const { person, sealed } of await stored())
        if (person !== gone) expect(vault.decrypt(sealed)).toBe(textOf(person))
    }
    await continueRotations(ledger, masterKey, noTask)
    const [ended] = await rotationsOf(ledger, workspace, 1)
    expect(ended).toMatchObject({ unreadable: 1, resealed: count, doneAt: expect.any(Date) })
    for (const { person, sealed } of await stored()) {
      if (person === gone) expect(() => vault.decrypt(sealed)).toThrow()
      else {
        expect(leafOf(sealed)?.tree).toBe(tree)
        expect(vault.decrypt(sealed)).toBe(textOf(person))
      }
    }
    expect(vault.verify(token, 'link')).toEqual({ to: 'the shop' })
    // Nothing is left to do, however often it is asked.
    expect(await continueRotations(ledger, masterKey, noTask)).toBe(0)

    // What lies in a backup of before: whoever is erased after the rotation cannot be read there either.
    const copy = before.find(({ person }) => person === later)?.sealed ?? Buffer.alloc(0)
    expect(vault.decrypt(copy)).toBe(textOf(later))
    await erase(later)
    expect(() => vault.decrypt(copy)).toThrow()
  })

  it('are taken up by a process that runs, before they are used', async () => {
    const other = await openLedger({ url: fresh.url, log: silentLog, embedded: false })
    try {
      const theirs = await openVault(other, masterKey, workspace)
      const mine = vault.encryptFor(people[9] ?? 0, 'before')
      await beginRotation(ledger, masterKey, workspace, 'test', 1_500)
      await refreshVaults(other, masterKey)
      expect(leafOf(theirs.encryptFor(people[9] ?? 0, 'y'))?.tree).toBe(leafOf(mine)?.tree)
      await expect
        .poll(
          async () => {
            await refreshVaults(ledger, masterKey)
            return leafOf(vault.encryptFor(people[9] ?? 0, 'y'))?.tree
          },
          { timeout: 10_000 },
        )
        .not.toBe(leafOf(mine)?.tree)
      // The other one has not looked since: it does not seal by the new key, and opens what is sealed by it.
      expect(theirs.decrypt(vault.encryptFor(people[9] ?? 0, 'sealed anew'))).toBe('sealed anew')
      await continueRotations(ledger, masterKey, noTask)
    } finally {
      await other.close()
    }
  })

  it('sign for a time of grace, and then no longer', async () => {
    const token = vault.sign({ n: 1 }, 'link')
    await beginRotation(ledger, masterKey, workspace, 'test', 0)
    expect(vault.verify(token, 'link')).toEqual({ n: 1 })
    await sql`UPDATE data_keys SET retired_at = now() WHERE purpose = 'sign' AND retired_at IS NOT NULL`.execute(
      ledger.db,
    )
    await refreshVaults(ledger, masterKey)
    expect(() => vault.verify(token, 'link')).toThrow()
    expect(vault.verify(vault.sign({ n: 2 }, 'link'), 'link')).toEqual({ n: 2 })
    await continueRotations(ledger, masterKey, noTask)
  })

  it('change how the proof of a consent is sealed, and nothing else of the log', async () => {
    const person = people[20] ?? 0
    await sql`INSERT INTO consents (workspace_id, person_key, purpose, channel, basis, state, proof, source, at, actor_kind, actor_id)
      VALUES (${workspace}, ${person}, 'marketing', 'email', 'consent', 'given', ${vault.encryptFor(person, '{}')}, 'staff', now(), 'user', 'u')`.execute(
      ledger.db,
    )
    const change = (what: ReturnType<typeof sql>) =>
      ledger.transaction(async (trx) => {
        await sql`SET LOCAL liangti.reseal = 'on'`.execute(trx)
        await sql`UPDATE consents SET ${what}`.execute(trx)
      })
    await expect(change(sql`state = 'withdrawn'`)).rejects.toThrow()
    await expect(sql`UPDATE consents SET proof = '\\x00'`.execute(ledger.db)).rejects.toThrow()
    await beginRotation(ledger, masterKey, workspace, 'test', 0)
    await continueRotations(ledger, masterKey, noTask)
    const { rows } = await sql<{ proof: Buffer }>`SELECT proof FROM consents`.execute(ledger.db)
    expect(vault.decrypt(rows[0]?.proof ?? Buffer.alloc(0))).toBe('{}')
  })
})

describe('another master key', () => {
  it('wraps all keys anew; the old one opens nothing any more and lies beside', async () => {
    const { key, old, keys } = await rotateMasterKey(config, ledger, 'test', new Date('2026-11-22T12:00:00Z'))
    expect(keys).toBeGreaterThan(3)
    expect(old).toContain('master.key.before-20261122T120000Z')
    await expect(checkMasterKey(ledger, masterKey)).rejects.toMatchObject({ code: 'crypto.wrongKey' })
    expect(await openMasterKey(config, ledger)).toEqual(key)
    await expect(createWorkspaceKeys(ledger, masterKey, workspace)).rejects.toMatchObject({
      code: 'crypto.wrongKey',
    })
    masterKey = key
    for (const { person, sealed } of (await stored()).slice(2, 20))
      expect(vault.decrypt(sealed)).toBe(textOf(person))
  })

  it('is the old one where it was cut off before, the new one where after', async () => {
    const path = masterKeyPath(config)
    createMasterKey(nextKeyPath(path))
    expect(await openMasterKey(config, ledger), 'before the keys were wrapped').toEqual(masterKey)
    rmSync(nextKeyPath(path))
    const next = createMasterKey(nextKeyPath(path))
    await rewrapKeys(ledger, masterKey, next, 'test')
    expect(await openMasterKey(config, ledger), 'after it, before the file was renamed').toEqual(next)
    expect(readdirSync(join(dir, 'keys')).filter((name) => name.endsWith('.next'))).toEqual([])
    expect(await openMasterKey(config, ledger)).toEqual(next)
    masterKey = next
  })
})

describe('a backup of before', () => {
  it('is read with the old key and the file of keys of today, but for who was erased since', async () => {
    const keyFile = join(dir, 'keys', 'person.keys')
    const files = openPersonKeys(ledger, masterKey, keyFile)
    await files.save()
    const oldMaster = masterKey
    const tables = ['workspaces', 'data_keys', 'key_trees', 'persons', 'identifiers'] as const
    const cut: [string, unknown[]][] = []
    for (const table of tables)
      cut.push([
        table,
        (
          await sql<{ r: unknown }>`SELECT to_jsonb(t) AS r FROM ${sql.table(table)} AS t`.execute(ledger.db)
        ).rows.map(({ r }) => r),
      ])

    await beginRotation(ledger, masterKey, workspace, 'test', 0)
    await continueRotations(ledger, masterKey, noTask)
    const erased = people[40] ?? 0
    await erase(erased)
    await files.save()
    masterKey = (await rotateMasterKey(config, ledger, 'test', new Date('2026-11-23T12:00:00Z'))).key

    const restored = await freshLedger()
    try {
      await migrateLedger(restored.ledger)
      for (const [table, rows] of cut)
        await sql`INSERT INTO ${sql.table(table)} OVERRIDING SYSTEM VALUE
          SELECT * FROM jsonb_populate_recordset(NULL::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(
          restored.ledger.db,
        )
      await openPersonKeys(restored.ledger, oldMaster, keyFile).settle()
      const theirs = await openVault(restored.ledger, oldMaster, workspace)
      const { rows } = await sql<{ person: string; sealed: Buffer }>`
        SELECT person_key AS person, ciphertext AS sealed FROM identifiers ORDER BY person_key LIMIT 60`.execute(
        restored.ledger.db,
      )
      const read = rows.filter(({ person, sealed }) => {
        try {
          return theirs.decrypt(sealed) === textOf(Number(person))
        } catch {
          return false
        }
      })
      expect(rows.length - read.length, 'the three who were erased').toBe(3)
      expect(read.map(({ person }) => Number(person))).not.toContain(erased)
      await expect(
        openVault(restored.ledger, masterKey, workspace + 0).then(() =>
          checkMasterKey(restored.ledger, masterKey),
        ),
      ).rejects.toMatchObject({ code: 'crypto.wrongKey' })
    } finally {
      await restored.drop()
    }
  })
})
