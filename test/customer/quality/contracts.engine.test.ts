import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mappingSchema } from '../../../src/customer/index.ts'
import { contractBody } from '../../../src/customer/quality/contracts/contract.schema.ts'
import { proposeContract } from '../../../src/customer/quality/contracts/propose.ts'
import { contractRoutes } from '../../../src/customer/quality/contracts/routes.ts'
import {
  brokenRules,
  getContract,
  saveContract,
  versionsOf,
} from '../../../src/customer/quality/contracts/store.ts'
import { knownSources } from '../../../src/customer/quality/known-sources.ts'
import type { RequestContext } from '../../../src/kit/api.ts'
import { unlimitedFields } from '../../../src/kit/fields.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { type Collected, openCollected, owner, storedEvents } from '../collection/collected.ts'

let collected: Collected
beforeAll(async () => {
  collected = await openCollected()
})
afterAll(() => collected.close())

const save = (input: {
  sourceId: string
  subject: string
  mode: 'watch' | 'enforce'
  fields: object
  hours?: number
}) =>
  saveContract(
    collected.bench.stores.ledger,
    collected.bench.workspace,
    {
      sourceId: input.sourceId,
      subject: input.subject,
      mode: input.mode,
      body: contractBody.parse({ fields: input.fields, freshnessHours: input.hours ?? null }),
    },
    owner,
  ).then((contract) => {
    collected.collection.contracts.forget()
    return contract
  })

const viewed = (id: string, price: unknown) => ({
  type: 'track',
  event: 'Product Viewed',
  userId: 'u1',
  messageId: id,
  properties: { product_id: 'p', price },
})

describe('a contract of an event', () => {
  it('that watches counts and lets everything in', async () => {
    const contract = await save({
      sourceId: collected.source.id,
      subject: 'Product Viewed',
      mode: 'watch',
      fields: { 'properties.price': { type: 'number', required: true, min: 0 } },
    })
    const answer = await collected.post('batch', {
      batch: [viewed('w1', 5), viewed('w2', -1), viewed('w3', 'free')],
    })
    expect(answer.body).toMatchObject({ accepted: 3, quarantined: 0 })
    await collected.collection.contracts.flush()
    const { ledger } = collected.bench.stores
    expect(await getContract(ledger, collected.bench.workspace.id, contract.id)).toMatchObject({
      version: 1,
      checked: 3,
      violations: 2,
      quarantined: 0,
    })
    expect(await brokenRules(ledger, contract.id)).toEqual([
      { version: 1, rule: 'range', field: 'properties.price', rows: 1 },
      { version: 1, rule: 'type', field: 'properties.price', rows: 1 },
    ])
  })

  it('that is enforced keeps aside with contract, version and rule; mended, it lets them back in once', async () => {
    const { ledger } = collected.bench.stores
    const { workspace } = collected.bench
    const contract = await save({
      sourceId: collected.source.id,
      subject: 'Product Viewed',
      mode: 'enforce',
      fields: { 'properties.price': { type: 'number', required: true, min: 1 } },
    })
    expect(contract).toMatchObject({ version: 2, mode: 'enforce' })
    const [newest] = await versionsOf(ledger, contract.id)
    expect(newest).toMatchObject({
      version: 2,
      compatible: false,
      changes: [{ what: 'range', breaking: true }],
    })
    const answer = await collected.post('batch', {
      batch: [viewed('e1', 5), viewed('e2', 0.5), viewed('e3', 'free')],
    })
    expect(answer.body).toMatchObject({
      accepted: 1,
      quarantined: 2,
      problems: [
        { index: 1, field: 'properties.price', code: 'contract_range' },
        { index: 2, field: 'properties.price', code: 'contract_type' },
      ],
    })
    const kept = await collected.collection.quarantine.list(workspace.id, collected.source.id, null, 10)
    expect(kept.map(({ code, contract: of }) => [code, of?.subject, of?.version])).toEqual([
      ['contract_type', 'Product Viewed', 2],
      ['contract_range', 'Product Viewed', 2],
    ])

    await save({
      sourceId: collected.source.id,
      subject: 'Product Viewed',
      mode: 'enforce',
      fields: { 'properties.price': { type: 'number', required: true, min: 0 } },
    })
    const replay = contractRoutes(collected.bench.customer.deps, collected.collection).find(
      ({ endpoint }) => endpoint.id === 'replayContract',
    )
    const context: RequestContext = {
      actor: owner,
      workspace,
      locale: 'en',
      fields: unlimitedFields,
      requestId: 'r',
      task: noTask,
    }
    const input = { params: { workspace: 'test', id: contract.id }, query: {}, body: {}, upload: null }
    expect(await replay?.handle(context, input)).toEqual({ stored: 1, kept: 1 })
    expect(await replay?.handle(context, input)).toEqual({ stored: 0, kept: 1 })
    const ids = (await storedEvents(collected.bench.stores.warehouse)).map(({ id }) => id)
    expect(ids.filter((id) => id === 'e2')).toEqual(['e2'])
    expect(ids).not.toContain('e3')
  })

  it('is proposed from what came, and keeps to it', async () => {
    const [source] = await knownSources(collected.bench.stores.ledger, collected.bench.workspace.id)
    if (!source) throw new Error('no source')
    const { warehouse } = collected.bench.stores
    const proposed = await proposeContract(warehouse, collected.bench.workspace, source, 'Product Viewed')
    expect(proposed.fields['properties.product_id']).toMatchObject({ type: 'text', required: true })
    await expect(
      proposeContract(warehouse, collected.bench.workspace, source, 'Never Heard'),
    ).rejects.toMatchObject({ code: 'quality.nothingSeen' })
  })
})

describe('a contract of rows', () => {
  const mapping = mappingSchema.parse({
    kind: 'orders',
    source: 'till',
    fields: {
      order_id: { column: 'no' },
      ts: { column: 'at' },
      amount: { column: 'paid' },
      channel: { column: 'channel' },
    },
  })
  const run = (rows: string[]) =>
    collected.bench.customer.imports.run(collected.bench.workspace, {
      path: collected.bench.file('till.csv', `no,at,paid,channel\n${rows.join('\n')}\n`),
      fileName: 'till.csv',
      mapping,
    })

  it('rejects the rows of a file that break it, with the rule; watching, it counts them and stores them', async () => {
    const { ledger } = collected.bench.stores
    const { workspace } = collected.bench
    await run(['1,2026-10-01,10,web'])
    const source = (await knownSources(ledger, workspace.id)).find(({ name }) => name === 'till.csv')
    const fields = { channel: { values: ['web', 'shop'] }, amount: { type: 'number', min: 1 } }
    const of = { sourceId: source?.id ?? '', subject: 'rows', fields }
    const contract = await save({ ...of, mode: 'enforce' })
    const strict = await run(['2,2026-10-02,10,web', '3,2026-10-02,10,fax', '4,2026-10-02,0.5,shop'])
    expect(strict).toMatchObject({ read: 3, stored: 1, rejected: 2 })
    expect(strict.reasons.map(({ code, field }) => [code, field]).sort()).toEqual([
      ['contract_range', 'amount'],
      ['contract_values', 'channel'],
    ])
    await save({ ...of, mode: 'watch' })
    const lenient = await run(['5,2026-10-03,10,fax'])
    expect(lenient).toMatchObject({ read: 1, stored: 1, rejected: 0, reasons: [{ code: 'watched_values' }] })
    expect(await getContract(ledger, workspace.id, contract.id)).toMatchObject({
      version: 1,
      checked: 4,
      violations: 3,
    })
    // Another file with other columns is another source, and keeps no such contract.
    const other = await collected.bench.customer.imports.run(workspace, {
      path: collected.bench.file('other.csv', 'no,at,paid,channel,more\n9,2026-10-01,10,fax,x\n'),
      mapping,
    })
    expect(other).toMatchObject({ stored: 1, reasons: [] })
  })
})
