import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { mappingSchema } from '../../src/customer/index.ts'
import { changeSettings, privacySettings } from '../../src/customer/privacy/settings.ts'
import { type Clock, systemClock } from '../../src/kit/clock.ts'
import { loadConfig } from '../../src/kit/config.ts'
import { silentLog } from '../../src/kit/log.ts'
import type { Workspace } from '../../src/kit/workspace.ts'
import { createGate } from '../../src/server/auth/gate.ts'
import { createApiKey } from '../../src/server/auth/keys.ts'
import { openSession } from '../../src/server/auth/sessions.ts'
import { createUser } from '../../src/server/auth/users.ts'
import { type App, composeApp } from '../../src/server/compose.ts'
import { createFirstOwner } from '../../src/server/first-start.ts'
import type { Role } from '../../src/server/house/api.ts'
import { createHttpServer } from '../../src/server/http/server.ts'
import { freshLedger } from '../support/ledger.ts'
import { engineCoordinates, freshWarehouse } from '../support/warehouse.ts'

export type Who = Role | 'key'
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Answered {
  status: number
  body: string
}

/** The whole program on real stores behind its own HTTP server, one workspace, somebody of each role and a key. */
export interface WholeApp {
  app: App
  server: FastifyInstance
  keyId: string
  workspace(): Promise<Workspace>
  ask(who: Who, method: Method, path: string, body?: object): Promise<Answered>
  /** The same as an owner. @throws unless it was answered well */
  get<T>(method: Method, path: string, body?: object): Promise<T>
  /** Imports lines as a file; `mapping` names a column for each field. @returns id of the import */
  importLines(lines: readonly string[], mapping: FileMapping): Promise<string>
  /** A plain creative, of which a campaign needs one. @returns its id */
  creative(): Promise<string>
  /** Of how many people reports and files may speak. */
  speakOf(smallestCell: number): Promise<void>
  close(): Promise<void>
}

export interface FileMapping {
  kind: 'customers' | 'orders' | 'events'
  fields: Readonly<Record<string, string>>
  attributes?: Readonly<Record<string, string>>
}

export async function wholeApp(clock: Clock = systemClock): Promise<WholeApp> {
  const dir = mkdtempSync(join(tmpdir(), 'liangti-whole-'))
  const [ledger, warehouse] = [await freshLedger(), await freshWarehouse()]
  const config = loadConfig({
    cwd: dir,
    env: {},
    overrides: {
      ...{ port: 0, demo: false, locale: 'en', databaseUrl: ledger.url },
      clickhouseUrl: await clickhouseUrl(warehouse.database),
    },
  })
  const app = await composeApp(config, { log: silentLog, clock })
  await createFirstOwner(app)
  const server = await createHttpServer({
    // The limits of rates are tested elsewhere.
    routes: app.routes.map(({ endpoint, handle }) => ({
      endpoint: { ...endpoint, ratePerMinute: 100_000 },
      handle,
    })),
    gate: createGate(app.stores.ledger, clock, app.house.keyMemory),
    settings: { publicUrl: undefined, locale: 'en' },
    log: silentLog,
    consoleDir: null,
  })
  const { headers, keyId } = await callersOf(app, clock)
  const ask: WholeApp['ask'] = async (who, method, path, body) => {
    const answer = await server.inject({
      method,
      url: `/api/workspaces/my-business${path}`,
      headers: headers.get(who) ?? {},
      ...(body ? { payload: body } : {}),
    })
    return { status: answer.statusCode, body: answer.body }
  }
  const workspace = () => app.rooms.workspaceNow(1)
  const get: WholeApp['get'] = async (method, path, body) => {
    const answer = await ask('owner', method, path, body)
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`)
    return JSON.parse(answer.body)
  }
  let files = 0
  return {
    ...{ app, server, keyId, workspace, ask, get },
    creative: async () => {
      const { id } = await get<{ id: string }>('POST', '/creatives', {
        ...{ name: 'Hello', language: 'en', subject: 'Hello', mjml: plainMail },
      })
      return id
    },
    importLines: async (lines, { kind, fields, attributes }) => {
      files += 1
      const path = join(dir, `${files}.csv`)
      writeFileSync(path, `${lines.join('\n')}\n`)
      const columns = (names: Readonly<Record<string, string>>) =>
        Object.fromEntries(Object.entries(names).map(([field, column]) => [field, { column }]))
      const mapping = mappingSchema.parse({
        ...{ kind, fields: columns(fields) },
        ...(attributes ? { attributes: columns(attributes) } : {}),
      })
      const { importId } = await app.rooms.customer.imports.run(await workspace(), { path, mapping })
      return importId
    },
    speakOf: async (smallestCell) =>
      changeSettings(app.stores.ledger, await workspace(), privacySettings.parse({ smallestCell }), {
        kind: 'system',
        id: 'test',
      }),
    close: async () => {
      await server.close()
      await app.close()
      await ledger.drop()
      await warehouse.drop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const plainMail =
  '<mjml><mj-body><mj-section><mj-column><mj-text>Hello <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body></mjml>'

async function clickhouseUrl(database: string): Promise<string> {
  const { url, user, password } = await engineCoordinates()
  const full = new URL(url)
  full.username = user
  full.password = password
  full.pathname = `/${database}`
  return full.href
}

async function callersOf(app: App, clock: Clock) {
  const headers = new Map<Who, Record<string, string>>()
  const { id } = await app.rooms.workspaceNow(1)
  for (const role of ['owner', 'marketer', 'analyst', 'viewer', 'agent'] as const) {
    const email = `${role}@whole.example`
    const userId = await createUser(app.stores.ledger, {
      ...{ email, displayName: role, password: 'long enough password', locale: 'en' },
    })
    await app.stores.ledger.db
      .insertInto('memberships')
      .values({ user_id: userId, workspace_id: id, role })
      .execute()
    const { token, csrfToken } = await openSession(app.stores.ledger, clock, userId)
    headers.set(role, { cookie: `liangti_session=${token}`, 'x-csrf-token': csrfToken })
  }
  const key = await createApiKey(app.stores.ledger, clock, {
    ...{ workspaceId: id, name: 'till', role: 'analyst', createdBy: null },
  })
  headers.set('key', { authorization: `Bearer ${key.secret}` })
  return { headers, keyId: key.id }
}
