import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { decide, mergePersons, undoMerge } from '../../../src/customer/identity/merges.ts'
import { recordWords, takeBackConsents, type Word } from '../../../src/customer/imports/commit-consents.ts'
import { mappingSchema } from '../../../src/customer/index.ts'
import { type ManualClock, manualClock } from '../../../src/kit/clock.ts'
import { newId } from '../../../src/kit/ids.ts'
import { type Random, seededRandom } from '../../../src/kit/random.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Bench, openBench } from '../support.ts'
import { PlainLog } from './support/model.ts'

const start = new Date('2026-03-01T08:00:00Z')
const email = { purpose: 'marketing', channel: 'email' }
let clock: ManualClock
let bench: Bench

beforeAll(async () => {
  clock = manualClock(start)
  bench = await openBench({ clock })
})
afterAll(() => bench.close())

const mapping = mappingSchema.parse({
  kind: 'customers',
  source: 'crm',
  fields: { customer: { column: '会员号' } },
  consents: [
    {
      purpose: 'marketing',
      channel: 'email',
      answer: { column: '邮件营销' },
      at: { column: '时间' },
      until: { column: '到期' },
      proof: { column: '来源' },
      text: { column: '版本' },
    },
    { purpose: 'marketing', answer: { column: '营销' }, at: { column: '时间' } },
  ],
})
const header = '会员号,邮件营销,营销,时间,到期,来源,版本'
let files = 0
const read = (...rows: string[]) =>
  bench.customer.imports.run(bench.workspace, {
    path: bench.file(`consents-${files++}.csv`, `${header}\n${rows.join('\n')}\n`),
    mapping,
  })
const keyOf = async (account: string) => {
  const found = await bench.customer.persons.resolve(bench.workspace, 'account', [account])
  return found.get(account) ?? 0
}
const stateOf = async (account: string) =>
  bench.customer.consents.stateOf(bench.workspace, [await keyOf(account)], email)
const later = (minutes = 1) => clock.advance(minutes * 60_000)
const withdraw = async (account: string, channel = 'email') => {
  const personKey = await keyOf(account)
  return bench.stores.ledger.transaction((trx) =>
    bench.customer.consents.withdraw(trx, bench.workspace, {
      ...email,
      channel,
      personKey,
      source: 'unsubscribe_link',
      proof: { kind: 'unsubscribe_link' },
      actor: { kind: 'customer', id: 'link' },
    }),
  )
}

describe('consents of a customer file', () => {
  it('are taken with their time, end, proof and version, in Chinese and English words', async () => {
    const summary = await read(
      'w1,同意,,2026-02-01 10:00,,门店登记表 12,3',
      'w2,退订,,2026-02-01,,,',
      'w3,YES,,,2026-02-20,,',
      'w4,,拒绝,2026-02-01,,,',
      'w5,未知,,,,,',
      'w6,maybe,,,,,',
      'w7,同意,,2027-01-01,,,',
      'w8,同意,,2026-02-01,2026-01-01,,',
    )
    expect(summary).toMatchObject({ read: 8, rejected: 3, consents: { given: 2, withdrawn: 2, news: 4 } })
    expect(summary.reasons.map(({ code }) => code).sort()).toEqual([
      'ends_before',
      'not_yet',
      'unknown_value',
    ])
    const states = await Promise.all(['w1', 'w2', 'w3', 'w4', 'w5'].map(stateOf))
    expect(states).toEqual(['given', 'withdrawn', 'expired', 'withdrawn', 'none'])
    const rows = await bench.stores.ledger.db
      .selectFrom('consents')
      .select(['at', 'source', 'proof'])
      .where('person_key', '=', String(await keyOf('w1')))
      .execute()
    expect(rows[0]).toMatchObject({ at: new Date('2026-02-01T02:00:00Z'), source: 'import:crm' })
    expect(JSON.parse(bench.vault.decrypt(rows[0]?.proof ?? Buffer.alloc(0)))).toEqual({
      kind: 'import',
      note: '门店登记表 12',
      importId: summary.importId,
      row: 2,
      textVersion: 3,
    })
  })

  it('reactivate nobody: neither an old yes, nor one without a date, nor the same file again', async () => {
    const rows = ['r1,同意,,2026-02-01,,,', 'r2,同意,,,,,', 'r3,同意,,,2026-02-02,,', 'r4,,同意,,,,']
    await read(...rows)
    later()
    await withdraw('r1')
    await withdraw('r2', '*')
    await withdraw('r4')
    later()
    const again = await read(...rows)
    expect(again.consents).toEqual({ given: 4, withdrawn: 0, news: 0 })
    for (const account of ['r1', 'r2', 'r4']) expect(await stateOf(account), account).toBe('withdrawn')
    expect(await stateOf('r3')).toBe('expired')
    // A newer word is one: the customer agreed again.
    later()
    await read(`r1,同意,,${new Date(clock.now().getTime() - 20_000).toISOString()},,,`)
    expect(await stateOf('r1')).toBe('given')
  })

  it('are taken back by undoing, without those who withdrew meanwhile and while another import says the same', async () => {
    const first = await read('u1,同意,,,,,', 'u2,拒绝,,,,,', 'u3,同意,,,,,', 'u4,拒绝,,,,,')
    const key = await keyOf('u2')
    later()
    const second = await read('u3,同意,,,,,', 'u4,拒绝,,,,,')
    later()
    // Refused in the file already; the customer's own word is kept all the same.
    expect(await withdraw('u2')).toBe(true)
    expect(await withdraw('u2')).toBe(false)
    await withdraw('u1')
    await bench.customer.imports.undo(bench.workspace, first.importId)
    expect(await keyOf('u2')).toBe(key)
    for (const account of ['u1', 'u2', 'u4']) expect(await stateOf(account), account).toBe('withdrawn')
    expect(await stateOf('u3')).toBe('given')
    await bench.customer.imports.undo(bench.workspace, second.importId)
    expect(await stateOf('u3')).toBe('none')
    expect(await stateOf('u4')).toBe('none')
  })
})

describe('any order of yes, no, imports, undoing, merging and parting', () => {
  it.each([11, 12, 13])('holds what a plain model says (seed %i)', async (seed) => {
    const random = seededRandom(seed)
    const accounts = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}${seed}`)
    const keys = await Promise.all(accounts.map(keyOf))
    const log = new PlainLog()
    const imports: string[] = []
    for (let step = 0; step < 45; step++) {
      later(1 + random.below(30))
      await someStep(random, { accounts, keys, log, imports })
      if (random.next() < 0.3 || step === 44) await agree(keys, log)
    }
  })
})

interface World {
  accounts: readonly string[]
  keys: readonly number[]
  log: PlainLog
  imports: string[]
}

async function someStep(random: Random, { accounts, keys, log, imports }: World): Promise<void> {
  const n = random.below(keys.length)
  const [key, account] = [keys[n] ?? 0, accounts[n] ?? '']
  const channel = random.next() < 0.6 ? 'email' : '*'
  const now = clock.now().getTime()
  const kind = random.below(10)
  if (kind < 2) {
    const at = new Date(now - random.below(3) * 3_600_000)
    const until = random.next() < 0.4 ? new Date(now + random.below(3) * 3_600_000) : null
    for (const one of log.together(key, keys))
      log.add({
        key: one,
        channel,
        state: 'given',
        at: at.getTime(),
        until: until?.getTime() ?? null,
        imports: null,
      })
    await bench.stores.ledger.transaction((trx) =>
      bench.customer.consents.record(
        trx,
        bench.workspace,
        log.together(key, keys).map((personKey) => ({
          personKey,
          purpose: 'marketing',
          channel,
          state: 'given' as const,
          at,
          expiresAt: until,
          source: 'staff',
          proof: { kind: 'form' },
          actor: { kind: 'user' as const, id: 'u1' },
        })),
      ),
    )
  } else if (kind < 4) {
    for (const one of log.together(key, keys)) {
      const newest = log.newest(one, channel)
      if (newest?.state === 'withdrawn' && newest.imports === null) continue
      const last = Math.max(
        -1,
        ...log.words.filter((w) => w.key === one && w.channel === channel).map((w) => w.at),
      )
      log.add({
        key: one,
        channel,
        state: 'withdrawn',
        at: Math.max(now, last + 1),
        until: null,
        imports: null,
      })
    }
    await withdraw(account, channel)
  } else if (kind < 7) await someImport(random, { accounts, keys, log, imports })
  else if (kind < 8 && imports.length > 0) {
    const id = imports.splice(random.below(imports.length), 1)[0] ?? ''
    log.undo(id)
    await takeBackConsents(bench.stores.ledger, bench.workspace.id, id)
  } else await mergeOrPart(random, { accounts, keys, log, imports })
}

/** What an import does with the words of its rows once it has read them. */
async function someImport(random: Random, { keys, log, imports }: World): Promise<void> {
  const created_at = clock.now()
  const id = newId()
  const consents = ['email', '*'].map((channel) => ({ ...email, channel, answer: { column: 'x' } }))
  const words = keys.flatMap((personKey, row) =>
    consents.flatMap((of, index): Word[] => {
      if (random.next() < 0.4) return []
      const at = random.next() < 0.5 ? null : created_at.getTime() - random.below(4) * 1_800_000 - 1_000
      return [{ personKey, row, of, said: [index, random.next() < 0.5, at, null, null, ''] }]
    }),
  )
  await recordWords(
    bench.stores.ledger,
    bench.vault,
    bench.workspace,
    { id, created_at },
    'import:crm',
    words,
    { textIdOf: () => null, needsConfirmation: () => false },
  )
  imports.push(id)
  for (const { personKey: key, of, said } of words) {
    const [, yes, at] = said
    const newest = log.newest(key, of.channel)
    if (at === null && !yes && newest?.state === 'withdrawn') newest.imports?.add(id)
    else
      log.add({
        key,
        channel: of.channel,
        state: yes ? 'given' : 'withdrawn',
        at: at ?? (yes ? 0 : created_at.getTime()),
        until: null,
        imports: new Set([id]),
      })
  }
}

async function mergeOrPart(random: Random, { keys, log }: World): Promise<void> {
  const { ledger } = bench.stores
  const at = clock.now()
  const merged = [...log.merges]
  const part = merged[random.below(merged.length * 2)]
  if (part) {
    log.merges.delete(part[0])
    await decide(ledger, bench.workspace.id, (trx) =>
      undoMerge(trx, { workspaceId: bench.workspace.id, id: part[1].id, by: 'u1', at }),
    )
    return
  }
  const [keep, merge] = [keys[random.below(keys.length)] ?? 0, keys[random.below(keys.length)] ?? 0]
  const made = await decide(ledger, bench.workspace.id, (trx) =>
    mergePersons(trx, {
      workspaceId: bench.workspace.id,
      keep,
      merge,
      rule: 'test',
      actor: { kind: 'user', id: 'u1' },
      evidence: [],
      at,
    }),
  )
  if (made) log.merges.set(made.mergedKey, { into: made.keptKey, id: made.id })
}

/** What is asked before sending, what an audience is drawn from, and the plain model say the same of everybody. */
async function agree(keys: readonly number[], log: PlainLog): Promise<void> {
  const { consents } = bench.customer
  const now = clock.now().getTime()
  for (const channel of ['email', 'sms']) {
    const answers = await consents.mayContact(bench.workspace, keys, { purpose: 'marketing', channel })
    for (const key of keys)
      expect(answers.get(key)?.reason, `${key} ${channel}`).toBe(log.state(key, channel, now, keys))
    await bench.customer.persons.pump()
    const { mode, people } = await consents.selection(bench.workspace, { purpose: 'marketing', channel })
    expect(mode).toBe('all_but')
    const refused = await bench.stores.warehouse.rows(people, z.object({ person_key: int64() }))
    for (const key of keys.filter((one) => log.root(one) === one))
      expect(!refused.some((row) => row.person_key === key), `${key}`).toBe(answers.get(key)?.allowed)
  }
}
